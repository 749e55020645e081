"""Links and numbers: found in every spelling, and the Town's own are let through."""

import pytest

from bot.domain.detectors import DETECTORS, Allowed, Kind
from bot.domain.text import fold

TOWN = Allowed(hosts=("westlock.ca",), phones=("780-349-4444",), addresses=("10003 106 street",))


def found(kind: Kind, text: str) -> list[str]:
    folded = fold(text)
    return [folded.quote(span) for span in DETECTORS[kind](folded, TOWN)]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.LINK, "http://prize.example/win"),
        (Kind.LINK, "HTTPS://Prize.Example"),
        (Kind.LINK, "go to prize.com"),
        (Kind.LINK, "prize.me/win"),
        (Kind.LINK, "prize dot com"),
        (Kind.LINK, "prize(dot)com"),
        (Kind.LINK, "www.prize. com"),
        (Kind.LINK, "https://westlock.ca.prize.example"),
        (Kind.LINK, "https://westlock.ca@prize.example/"),
        (Kind.LINK, "https://notwestlock.ca"),
        (Kind.LINK, "https://wеstlock.ca"),  # a Cyrillic letter
        (Kind.PHONE, "780-555-0123"),
        (Kind.PHONE, "(780) 555 0123"),
        (Kind.PHONE, "+1 780.555.0123"),
        (Kind.PHONE, "7805550123"),
        (Kind.PHONE, "call 2125550123"),
        (Kind.PHONE, "text her at 555-0123"),
        (Kind.PHONE, "+44 7700 900123"),
        (Kind.PHONE, "seven eight zero five five five zero one two three"),
        (Kind.PHONE, "call five five five zero one two three"),
        (Kind.EMAIL, "pat@example.ca"),
        (Kind.EMAIL, "pat (at) example.ca"),
        (Kind.EMAIL, "pat at example dot com"),
        (Kind.ADDRESS, "he lives at 10524 92 Street"),
        (Kind.ADDRESS, "she moved to 25 Example Crescent"),
        (Kind.ADDRESS, "find them at 60123 Range Road 265"),
        (Kind.SIN, "130-692-544"),
        (Kind.SIN, "SIN 130692544"),
        (Kind.CARD, "4111 1111 1111 1111"),
    ],
)
def test_it_is_found(kind: Kind, text: str) -> None:
    assert found(kind, text)


@pytest.mark.clause("7.1.7", "7.1.8")
@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.LINK, "https://www.westlock.ca/news"),
        (Kind.LINK, "westlock.ca:443/pool."),
        (Kind.LINK, "it was 4.5 per cent"),
        (Kind.LINK, "no dots here"),
        (Kind.PHONE, "780-349-4444"),
        (Kind.PHONE, "call 349-4444"),
        (Kind.PHONE, "1-800-555-0123"),
        (Kind.PHONE, "ticket 2024000123"),
        (Kind.PHONE, "555-0123 is the lot"),
        (Kind.PHONE, "+44 770 00"),
        (Kind.PHONE, "one two three four five six seven"),
        (Kind.EMAIL, "clerk@westlock.ca"),
        (Kind.EMAIL, "see you there"),
        (Kind.EMAIL, "look at that"),
        (Kind.ADDRESS, "the office address is 10003 106 Street"),
        (Kind.ADDRESS, "pothole at 10524 92 Street"),
        (Kind.ADDRESS, "nowhere"),
        (Kind.SIN, "130-692-545"),
        (Kind.SIN, "order 130692544"),
        (Kind.SIN, "046-454-286"),
        (Kind.SIN, "nothing"),
        (Kind.CARD, "4111 1111 1111 1112"),
        (Kind.CARD, "9999 9999 9999 9995"),
        (Kind.CARD, "https://pics.example/4111111111111111/x"),
        (Kind.CARD, "nothing"),
    ],
)
def test_it_is_let_through(kind: Kind, text: str) -> None:
    assert found(kind, text) == []


def test_a_host_is_allowed_with_its_parts_but_not_its_look_alikes() -> None:
    assert TOWN.host("westlock.ca")
    assert TOWN.host("www.westlock.ca")
    assert not TOWN.host("westlock.ca.example")
    assert not TOWN.host("notwestlock.ca")
