"""Listed words are found in disguise; innocent words that hold them are not."""

import pytest

from bot.domain.terms import BadTerm, Terms, check_term
from bot.domain.text import fold

WORDS = Terms({"zork": [1], "frobber*": [2], "plait": [3]})


def found(text: str) -> set[int]:
    return {owner for owner, _ in WORDS.find(fold(text).text)}


@pytest.mark.parametrize(
    "text",
    [
        "what a zork",
        "ZORK!",
        "z0rk",
        "(z0rk)",
        "z*rk",
        "z**k",
        "z#@k",
        "z o r k",
        "z.o.r.k",
        "z-o-r-k",
        "zooooork",
        "zorkkkk",
        "a z o r k",
        "z o r k u",
        "#zork",
        "@z0rk",
        "zörk",
        "z\u200bork",
        "ｚｏｒｋ",
        "𝐳𝐨𝐫𝐤",
    ],
)
def test_a_word_is_found_in_disguise(text: str) -> None:
    assert found(text) == {1}


@pytest.mark.parametrize(
    "text", ["zorkington", "azork", "z o r", "bazork", "z***", "zebra k", "z*l", "zo rk", "1234", "a b c"]
)
def test_a_word_that_only_holds_it_is_not_found(text: str) -> None:
    assert found(text) == set()


@pytest.mark.parametrize(
    "text", ["frobber", "frobbering about", "frobberyou", "fr0bb3ring", "f*obber", "frobb*rs"]
)
def test_a_starred_term_stands_for_all_that_begin_so(text: str) -> None:
    assert found(text) == {2}


@pytest.mark.parametrize("text", ["plait", "p1ait", "pla1t", "pl4it"])
def test_a_digit_may_stand_for_either_of_two_letters(text: str) -> None:
    assert found(text) == {3}


def test_the_place_of_a_disguised_word_leaves_out_what_surrounds_it() -> None:
    assert [span for _, span in WORDS.find("so (z0rk)!")] == [(4, 8)]


@pytest.mark.parametrize("term", ["two words", "Zork", "zörk", "z", "zo*", "*zork", ""])
def test_a_term_that_could_not_be_found_is_refused(term: str) -> None:
    with pytest.raises(BadTerm, match="one word"):
        check_term(term)


def test_a_plain_term_is_accepted() -> None:
    check_term("zork")
    check_term("zork*")
