"""The ledger's rows: one writer at its end, readers in order."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.ledger import Sealed, seal
from bot.domain.models import LedgerEntry, LedgerHead
from bot.store.rows import as_json, run

Line = tuple[str, dict[str, Any]]  # event, facts

_END = "SELECT seq, hash FROM ledger_head FOR UPDATE"
_SEALED = "seq, format, at, actor, event, facts, previous, hash"
_APPEND = f"""
    WITH entries AS (
        INSERT INTO ledger ({_SEALED})
        SELECT {_SEALED} FROM jsonb_populate_recordset(NULL::ledger, %(entries)s)
    )
    UPDATE ledger_head SET seq = %(seq)s, hash = %(hash)s
"""  # noqa: S608


async def append_ledger(session: AsyncSession, at: datetime, actor: str, *lines: Line) -> None:
    """Seal lines to the end of the ledger. Call it last: it holds every other writer up until the commit."""
    [(seq, previous)] = await run(session, _END)
    entries = []
    for event, facts in lines:
        sealed = seal(seq + 1, at, actor, event, facts, previous)
        entries.append(sealed.__dict__)
        seq, previous = sealed.seq, sealed.hash
    await run(session, _APPEND, {"entries": as_json(entries), "seq": seq, "hash": previous})


async def read_ledger(session: AsyncSession, *, page: int = 2000) -> AsyncIterator[list[Sealed]]:
    """Yield every entry in order, a page at a time."""
    columns = LedgerEntry.__table__.columns  # type: ignore[attr-defined]
    after = 0
    while True:
        query = select(*columns).where(columns.seq > after).order_by(columns.seq).limit(page)
        rows = [Sealed(**row) for row in (await session.execute(query)).mappings()]
        if rows:
            yield rows
        if len(rows) < page:
            return
        after = rows[-1].seq


async def read_head(session: AsyncSession) -> tuple[int, str]:
    """Give the sequence number and hash the ledger ends with."""
    seq, digest = (await session.execute(select(LedgerHead.seq, LedgerHead.hash))).one()  # type: ignore[call-overload]
    return seq, digest
