"""Folding: tricks fall away, and every letter still knows where it came from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.text import fold

ANY_TEXT = st.text(st.characters(), max_size=200)  # lone surrogates too


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("", ""),
        ("Hello THERE", "hello there"),
        ("one\ttwo\nthree", "one two three"),
        ("one  \n  two", "one two"),
        ("Élan à Noël", "elan a noel"),
        ("f\u200bu\u00adc\u202ek", "fuck"),
        ("f\x00uck", "fuck"),
        ("ｆｕｌｌ", "full"),
        ("𝐛𝐨𝐥𝐝", "bold"),
        ("scаm", "scam"),  # a Cyrillic letter
        ("ꜱᴍᴀʟʟ", "small"),
        ("u\u0338g\u0338l\u0338y\u0338", "ugly"),
        ("Straße", "strasse"),
        ("can’t", "can't"),
        ("ᑕᓂᓯ", "ᑕᓂᓯ"),  # Cree is left as it is
        ("a\u00a0 b", "a b"),
    ],
)
def test_a_trick_falls_away(text: str, plain: str) -> None:
    assert fold(text).text == plain


def test_a_stretch_is_shown_as_it_stands_in_the_original() -> None:
    folded = fold("Oh  my\u200b, F\u200bUCK  that")
    start = folded.text.index("fuck")
    assert folded.quote((start, start + 4)) == "F\u200bUCK"
    assert folded.in_original((start, start + 4)) == (9, 14)


def test_nothing_moves_in_plain_text() -> None:
    assert fold("Plain words").in_original((6, 11)) == (6, 11)


def test_one_letter_that_becomes_several_points_back_to_itself() -> None:
    folded = fold("Straße ﬁn")
    assert folded.quote((4, 6)) == "ß"
    assert folded.quote((8, 10)) == "ﬁ"


@given(ANY_TEXT)
def test_any_text_folds_and_every_letter_points_back(text: str) -> None:
    folded = fold(text)
    for place in range(len(folded.text)):
        start, end = folded.in_original((place, place + 1))
        assert 0 <= start < end <= len(text)


@given(ANY_TEXT)
def test_no_gap_is_wider_than_one_space(text: str) -> None:
    assert "  " not in fold(text).text
