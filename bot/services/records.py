"""The official record: is the ledger what was sealed, and is what it speaks of still what is stored."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.domain.decisions import facts_of
from bot.domain.intake import capture_digest
from bot.domain.ledger import GENESIS, BrokenLedger, Sealed, commitment, walk
from bot.store.captures import captures_by_id
from bot.store.cases import decisions_by_id
from bot.store.ledger import read_head, read_ledger


@dataclass(frozen=True)
class Verdict:
    """What a walk over the whole ledger found true."""

    entries: int
    head: str  # the hash the ledger ends with


async def check_ledger(desk: Desk, progress: Callable[[int], None] | None = None) -> Verdict:
    """Walk the ledger and what it speaks of; raise BrokenLedger at the first entry that is not true."""
    seq, previous = 0, GENESIS
    async with desk.db.transaction() as session:
        ends = await read_head(session)
        async for page in read_ledger(session):
            for entry in walk(page, seq=seq, previous=previous):
                seq, previous = entry.seq, entry.hash
            await _check_captures(session, page)
            await _check_decisions(session, page)
            if progress:
                progress(seq)
    if (seq, previous) != ends:
        raise BrokenLedger(seq + 1, f"it is missing: the ledger ended with entry {ends[0]}")
    return Verdict(seq, previous)


async def _check_captures(session: AsyncSession, page: Sequence[Sealed]) -> None:
    """Raise when a capture is not the one that was committed to."""
    spoken_of = {e.seq: json.loads(e.facts) for e in page if e.event == "comment.captured"}
    stored = await captures_by_id(session, [facts["capture"] for facts in spoken_of.values()])
    for seq, facts in spoken_of.items():
        row = stored.get(facts["capture"])
        if row is None:
            raise BrokenLedger(seq, f"its capture {facts['capture']} is missing")
        if row["sha256"] != capture_digest(row) or facts["content"] != commitment(row["salt"], row["sha256"]):
            raise BrokenLedger(seq, f"its capture {facts['capture']} is not what was captured")


async def _check_decisions(session: AsyncSession, page: Sequence[Sealed]) -> None:
    """Raise when a decision is not the one that was committed to."""
    spoken_of = {e.seq: (e, json.loads(e.facts)) for e in page if e.event == "case.decided"}
    stored = await decisions_by_id(session, [facts["decision"] for _, facts in spoken_of.values()])
    for seq, (entry, facts) in spoken_of.items():
        row = stored.get(facts["decision"])
        if row is None:
            raise BrokenLedger(seq, f"its decision {facts['decision']} is missing")
        if (row.actor, row.decided_at, facts_of(row)) != (entry.actor, entry.at, facts):
            raise BrokenLedger(seq, f"its decision {facts['decision']} is not what was decided")
