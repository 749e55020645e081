"""Captures: what we know of a comment's revisions, and its author's history in numbers."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from zlib import crc32

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.intake import Revision
from bot.domain.models import Capture, Case, CaseStatus
from bot.store.rows import add_rows, run

SHARED_LOCKS = 64
_LOCK = "SELECT pg_advisory_xact_lock(hashtext(%(lane)s), n) FROM unnest(%(shared)s::int[]) AS n"

_KNOWN = """
    SELECT comment_id, revision, digest, changed_at, captured_at FROM capture
    WHERE platform = %(platform)s AND comment_id = ANY(%(comments)s)
"""


async def lock_comments(session: AsyncSession, platform: str, comment_ids: Collection[str]) -> None:
    """Let one intake of a comment run at a time, so that one revision is captured once.

    Comments share a number of locks, taken in order: a thousand of them must not fill the table of locks.
    """
    shared = sorted({crc32(comment_id.encode()) % SHARED_LOCKS for comment_id in comment_ids})
    await run(session, _LOCK, {"lane": f"intake:{platform}", "shared": shared})


async def known_revisions(
    session: AsyncSession, platform: str, comment_ids: Collection[str]
) -> dict[str, list[Revision]]:
    """Give the revisions we have of each comment."""
    found: dict[str, list[Revision]] = defaultdict(list)
    rows = await run(session, _KNOWN, {"platform": platform, "comments": list(comment_ids)})
    for comment_id, *revision in rows:
        found[comment_id].append(Revision(*revision))
    return found


async def add_captures(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Write captures; give their ids in the same order."""
    key = ("platform", "comment_id", "revision")
    written = await add_rows(session, "capture", rows, giving=", ".join(("id", *key)))
    ids = {row[1:]: row[0] for row in written}
    return [ids[tuple(row[name] for name in key)] for row in rows]


async def captures_by_id(session: AsyncSession, ids: Collection[int]) -> dict[int, Mapping[str, Any]]:
    """Give captures as they are stored, by id."""
    table = Capture.__table__  # type: ignore[attr-defined]
    rows = (await session.execute(select(table).where(table.c.id.in_(ids)))).mappings()
    return {row["id"]: dict(row) for row in rows}


async def author_history(session: AsyncSession, platform: str, author_id: str) -> dict[str, Any]:
    """Count what the author wrote and how it was decided: first seen, comments, removed."""
    if not author_id:
        return {}
    mine = (col(Capture.platform) == platform, col(Capture.author_id) == author_id)
    seen = select(func.min(Capture.captured_at), func.count(Capture.comment_id.distinct())).where(*mine)  # type: ignore[attr-defined]
    first, comments = (await session.execute(seen)).one()
    removed = (
        select(func.count(Case.id))  # type: ignore[arg-type]
        .join(Capture, col(Capture.id) == col(Case.capture_id))
        .where(*mine, col(Case.status) == CaseStatus.REMOVED)
    )
    return {"first": first, "comments": comments, "removed": (await session.execute(removed)).scalar_one()}
