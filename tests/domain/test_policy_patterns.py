"""A pattern that could run for long, or never match, is refused with a remedy."""

import re
import time

import pytest

from bot.domain.patterns import BadPattern, check_pattern, needles_of


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("(unclosed", "cannot be read"),
        ("(a+)+b", "without a bound"),
        ("win .*prize", "without a bound"),
        (r"(\w{1,20}){1,20}", "too long"),
        (r"(a|ab){0,30}c", "too long"),
        (r"[a-z]{1,60}[a-z]{1,60}[a-z]{1,60}x", "too long"),
        (r"(one)\1", "refers back"),
        ("Capital", "no folded text"),
        ("élan", "no folded text"),
    ],
)
def test_a_bad_pattern_is_refused(pattern: str, problem: str) -> None:
    with pytest.raises(BadPattern, match=problem) as caught:
        check_pattern(pattern)
    assert caught.value.remedy


@pytest.mark.parametrize("pattern", [r"\w{1,5}", "(a|b)?", "(?:free|)", "[ab]c?", "(free|x)?y"])
def test_a_pattern_without_fixed_letters_is_refused(pattern: str) -> None:
    with pytest.raises(BadPattern, match="no fixed letters"):
        needles_of(pattern)


@pytest.mark.parametrize(
    ("pattern", "needles"),
    [
        (r"\bfree money\b", {"free money"}),
        (r"\b(win|claim) [a-z]{1,9} prize", {" prize"}),
        (r"(alpha|bravo)", {"alpha", "bravo"}),
        (r"(?:very ){1,3}bad", {"very "}),
        (r"(?>gold)x?", {"gold"}),
        (r"(?!no)yes[^.]", {"yes"}),
    ],
)
def test_the_needles_are_what_a_match_cannot_do_without(pattern: str, needles: set[str]) -> None:
    check_pattern(pattern)
    assert needles_of(pattern) == needles


def test_the_costliest_pattern_that_is_allowed_still_ends_soon() -> None:
    pattern = r"\b[a-z]{1,30}[a-z]{1,30}[a-z]{1,30}zz"
    check_pattern(pattern)
    began = time.process_time()
    assert re.search(pattern, "a" * 2_000) is None
    assert time.process_time() - began < 5
