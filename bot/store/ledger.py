"""The ledger's rows: one writer at its end, readers in order."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, text, update
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.ledger import Sealed, seal
from bot.domain.models import LedgerEntry, LedgerHead

Line = tuple[str, dict[str, Any]]  # event, facts


async def append_ledger(session: AsyncSession, at: datetime, actor: str, *lines: Line) -> None:
    """Seal lines to the end of the ledger. Call it last: it holds every other writer up until the commit."""
    locked = select(LedgerHead.seq, LedgerHead.hash).with_for_update()  # type: ignore[call-overload]
    seq, previous = (await session.execute(locked)).one()
    rows = []
    for event, facts in lines:
        sealed = seal(seq + 1, at, actor, event, facts, previous)
        rows.append(sealed.__dict__)
        seq, previous = sealed.seq, sealed.hash
    await session.execute(insert(LedgerEntry), rows)
    await session.execute(update(LedgerHead).values(seq=seq, hash=previous))


async def read_ledger(session: AsyncSession, *, page: int = 5000) -> AsyncIterator[Sealed]:
    """Yield every entry in order, a page at a time."""
    after = 0
    while True:
        query = select(*LedgerEntry.__table__.columns).where(LedgerEntry.seq > after)  # type: ignore[attr-defined]
        rows = (await session.execute(query.order_by(LedgerEntry.seq).limit(page))).all()  # type: ignore[arg-type]
        for row in rows:
            yield Sealed(**row._mapping)
        if len(rows) < page:
            return
        after = rows[-1].seq


async def read_head(session: AsyncSession) -> tuple[int, str]:
    """Give the sequence number and hash the ledger ends with."""
    seq, digest = (await session.execute(select(LedgerHead.seq, LedgerHead.hash))).one()  # type: ignore[call-overload]
    return seq, digest


async def entries_of_case(session: AsyncSession, case_id: int) -> Sequence[LedgerEntry]:
    """Give a case's entries in order."""
    query = select(LedgerEntry).where(text("facts::jsonb @> jsonb_build_object('case', :case)"))
    found = await session.execute(query.order_by(LedgerEntry.seq), {"case": case_id})  # type: ignore[arg-type]
    return found.scalars().all()
