"""Sealing: one form, one chain, commitments that show nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any

import pytest

from bot.domain.ledger import (
    GENESIS,
    BrokenLedger,
    Sealed,
    canonical,
    commitment,
    instant,
    new_salt,
    seal,
    walk,
)

AT = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)


def a_chain(length: int = 4) -> list[Sealed]:
    """A ledger of a few entries."""
    entries: list[Sealed] = []
    for seq in range(1, length + 1):
        previous = entries[-1].hash if entries else GENESIS
        entries.append(seal(seq, AT, "U0ANA", "case.decided", {"case": seq}, previous))
    return entries


def test_a_true_chain_is_walked_to_its_end() -> None:
    chain = a_chain()
    assert list(walk(chain)) == chain


def test_a_chain_is_walked_on_from_where_a_page_ended() -> None:
    chain = a_chain()
    assert list(walk(chain[2:], seq=2, previous=chain[1].hash)) == chain[2:]
    with pytest.raises(BrokenLedger, match="Entry 3: it is not sealed"):
        list(walk(chain[2:], seq=2, previous=chain[0].hash))


@pytest.mark.parametrize(
    "edit",
    [
        {"actor": "U0BEN"},
        {"event": "case.kept"},
        {"facts": '{"case":9}'},
        {"at": AT + timedelta(microseconds=1)},
        {"hash": "0" * 64},
    ],
)
def test_an_edited_entry_is_named(edit: dict[str, Any]) -> None:
    chain = a_chain()
    chain[1] = replace(chain[1], **edit)
    with pytest.raises(BrokenLedger, match=r"Entry 2: its content is not what was sealed\.") as found:
        list(walk(chain))
    assert found.value.seq == 2


def test_entries_before_the_broken_one_are_still_given() -> None:
    chain = a_chain()
    chain[2] = replace(chain[2], actor="U0BEN")
    seen: list[Sealed] = []
    with pytest.raises(BrokenLedger):
        seen.extend(walk(chain))
    walked = walk(chain)
    assert [next(walked), next(walked)] == chain[:2]


def test_entries_that_changed_places_are_named() -> None:
    chain = a_chain()
    chain[1], chain[2] = chain[2], chain[1]
    with pytest.raises(BrokenLedger, match=r"Entry 2: it is missing \(the next one found is 3\)"):
        list(walk(chain))


def test_an_entry_resealed_with_a_new_number_breaks_the_chain() -> None:
    chain = a_chain()
    forged = seal(3, AT, "U0ANA", "case.decided", {"case": 3}, GENESIS)
    with pytest.raises(BrokenLedger, match="Entry 3: it is not sealed to the entry before it"):
        list(walk([*chain[:2], forged, *chain[3:]]))


def test_an_unknown_format_is_named() -> None:
    with pytest.raises(BrokenLedger, match="Entry 1: its format 2 is not known"):
        list(walk([replace(a_chain()[0], format=2)]))


def test_the_hash_is_what_the_format_says() -> None:
    """Whoever checks the ledger without this code needs this line to stay true."""
    line = '[1,1,"2026-11-23T16:00:00.000000Z","U0ANA","case.opened","{\\"case\\":1}","' + GENESIS + '"]'
    assert seal(1, AT, "U0ANA", "case.opened", {"case": 1}, GENESIS).hash == sha256(line.encode()).hexdigest()


def test_the_canonical_form_is_one_whatever_the_order() -> None:
    assert canonical({"b": [1, "é"], "a": None}) == '{"a":null,"b":[1,"\\u00e9"]}'
    with pytest.raises(ValueError, match="JSON compliant"):
        canonical(float("nan"))


def test_an_instant_is_written_in_utc_whatever_its_zone() -> None:
    alberta = timezone(timedelta(hours=-6))
    assert instant(AT.astimezone(alberta)) == instant(AT) == "2026-11-23T16:00:00.000000Z"


def test_a_commitment_depends_on_salt_and_content_and_takes_any_text() -> None:
    salt = new_salt()
    assert len(salt) == 16
    assert salt != new_salt()
    assert commitment(salt, "x") == commitment(salt, "x")
    assert len({commitment(salt, "x"), commitment(salt, "y"), commitment(new_salt(), "x")}) == 3
    assert commitment(salt, "\ud800") != commitment(salt, "\ud801")
