"""The ledger's sealing: canonical form, commitments, the chain, and its check.

An entry holds ids, words and *commitments* (salted digests), never content: when content and its salt are
lawfully destroyed, the chain still verifies, and nobody can guess back what stood there.
"""

import json
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

FORMAT = 1  # of the canonical form below; an entry carries the format it was sealed with
GENESIS = "0" * 64


class BrokenLedger(Exception):
    """An entry of the ledger is not what was sealed."""

    def __init__(self, seq: int, why: str) -> None:
        super().__init__(f"Entry {seq}: {why}.")
        self.seq = seq


@dataclass(frozen=True)
class Sealed:
    """One line of the ledger, as it is stored."""

    seq: int
    format: int
    at: datetime
    actor: str
    event: str
    facts: str
    previous: str
    hash: str


def canonical(value: Any) -> str:
    """Write a value in the one form that is hashed: sorted keys, no spaces, ASCII only, no floats."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def instant(at: datetime) -> str:
    """Write an instant in the one form that is hashed: UTC, microseconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def new_salt() -> bytes:
    """Draw a salt for one commitment."""
    return secrets.token_bytes(16)


def commitment(salt: bytes, content: str) -> str:
    """Commit to content without showing it: SHA-256 over salt, then content."""
    return sha256(salt + content.encode("utf-8", "surrogatepass")).hexdigest()


def seal(seq: int, at: datetime, actor: str, event: str, facts: dict[str, Any], previous: str) -> Sealed:
    """Seal one entry to the one before it."""
    written = canonical(facts)
    digest = _digest(FORMAT, seq, at, actor, event, written, previous)
    return Sealed(seq, FORMAT, at, actor, event, written, previous, digest)


def walk(entries: Iterable[Sealed], *, seq: int = 0, previous: str = GENESIS) -> Iterator[Sealed]:
    """Yield entries in order as they prove true; raise BrokenLedger at the first that does not."""
    for entry in entries:
        if entry.seq != seq + 1:
            raise BrokenLedger(seq + 1, f"it is missing (the next one found is {entry.seq})")
        if entry.format != FORMAT:
            raise BrokenLedger(entry.seq, f"its format {entry.format} is not known to this version")
        if entry.previous != previous:
            raise BrokenLedger(entry.seq, "it is not sealed to the entry before it")
        at, facts = entry.at, entry.facts
        if entry.hash != _digest(entry.format, entry.seq, at, entry.actor, entry.event, facts, previous):
            raise BrokenLedger(entry.seq, "its content is not what was sealed")
        seq, previous = entry.seq, entry.hash
        yield entry


def _digest(form: int, seq: int, at: datetime, actor: str, event: str, facts: str, previous: str) -> str:
    line = canonical([form, seq, instant(at), actor, event, facts, previous])
    return sha256(line.encode("ascii")).hexdigest()
