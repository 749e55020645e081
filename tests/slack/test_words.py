"""A comment's words made safe to look at."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import Malformed
from bot.slack.blocks import escape
from bot.slack.ids import read_stamp, stamp
from bot.slack.words import MASK, cut, mask, pages, shown


@pytest.mark.parametrize(
    ("spans", "masked"),
    [
        ([], "0123456789"),
        ([(0, 10)], MASK),
        ([(2, 4)], f"01{MASK}456789"),
        ([(2, 4), (6, 8)], f"01{MASK}45{MASK}89"),
        ([(6, 8), (2, 4)], f"01{MASK}45{MASK}89"),  # in any order
        ([(2, 6), (4, 8)], f"01{MASK}89"),  # overlapping
        ([(2, 8), (3, 4)], f"01{MASK}89"),  # one inside the other
        ([(2, 4), (4, 6)], f"01{MASK}{MASK}6789"),  # side by side
    ],
)
def test_spans_are_blacked_out(spans: list[tuple[int, int]], masked: str) -> None:
    assert mask("0123456789", spans) == masked


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=6))
def test_nothing_of_a_masked_stretch_is_left(spans: list[tuple[int, int]]) -> None:
    letters = "abcdefghijklmnopqrst"
    kept = mask(letters, [s for s in spans if s[0] < s[1]])
    hidden = {i for start, end in spans if start < end for i in range(start, end)}
    assert kept.replace(MASK, "") == "".join(c for i, c in enumerate(letters) if i not in hidden)


@pytest.mark.parametrize(
    ("given_", "seen"),
    [
        ("http://evil.example/a.b?c=d", "hxxp://evil[.]example/a.b?c=d"),
        ("HTTPS://Evil.Example", "hxxPS://Evil[.]Example"),
        ("see prize.com, now", "see prize[.]com, now"),
        ("www.a.b.co.ca", "www[.]a[.]b[.]co[.]ca"),
        ("3.14 and i.e. and end.", "3.14 and i.e. and end."),
        ("a\u202eb\u2066c", "a[RLO]b[LRI]c"),
        ("a\x01\x7f\tb\nc", "a\ufffd\ufffd\tb\nc"),
    ],
)
def test_links_and_hidden_characters_are_written_out(given_: str, seen: str) -> None:
    assert shown(given_) == seen


@given(st.text(max_size=200))
def test_what_is_shown_holds_no_link_that_works(text: str) -> None:
    assert "http://" not in shown(text).lower().replace("hxxp", "")


@given(st.text(max_size=200))
def test_escaped_text_mentions_nobody(text: str) -> None:
    inert = escape(text)
    assert "<" not in inert
    assert ">" not in inert


def test_long_text_is_cut_and_what_is_left_out_counted() -> None:
    assert cut("abc", 3) == ("abc", 0)
    assert cut("abcd", 3) == ("abc", 1)


@given(st.text(max_size=50), st.integers(1, 7))
def test_pages_hold_the_whole_text(text: str, size: int) -> None:
    assert "".join(pages(text, size)) == text
    assert all(len(page) <= size for page in pages(text, size))
    assert pages("", size) == [""]


@given(st.integers(0, 10**18 - 1), st.integers(0, 10**9 - 1))
def test_a_buttons_value_is_read_back(case: int, version: int) -> None:
    assert read_stamp(stamp(case, version)) == (case, version)


@given(st.text().filter(lambda value: not re.fullmatch(r"[0-9]{1,18}\|[0-9]{1,9}", value)))
def test_any_other_value_is_refused_in_a_sentence(value: str) -> None:
    with pytest.raises(Malformed, match=r"This button belongs to no case\."):
        read_stamp(value)
