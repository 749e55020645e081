"""The outbox's rows: asked for in a service's transaction, claimed by workers, kept in pace by lanes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Update, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.models import Effect, EffectStatus, Lane
from bot.store.rows import as_json, run

# An effect may go when its time has come and, for a routine card, when the channel's window has room.
_READY = """
    e.status IN ('due', 'claimed') AND (e.status = 'due' OR e.leased_until <= :now)
    AND (e.kind <> 'post_card' OR e.payload ->> 'audience' <> 'moderators' OR c.urgency = 'crisis'
         OR (SELECT count(*) FROM cases o
             WHERE o.status = 'open' AND o.carded_at IS NOT NULL AND o.urgency <> 'crisis') < :window)
"""
_RANK = """
    CASE coalesce(c.urgency, e.urgency)
    WHEN 'crisis' THEN 0 WHEN 'high' THEN 1 WHEN 'normal' THEN 2 ELSE 3 END
"""
# The most urgent effect of every free lane, then the most urgent of those; the lane's row is the lock.
_NEXT = text(f"""
    SELECT l.name AS lane, e.id AS id
    FROM lane l CROSS JOIN LATERAL (
        SELECT e.id, e.due_at, {_RANK} AS rank
        FROM effect e LEFT JOIN cases c ON c.id = e.case_id
        WHERE e.lane = l.name AND e.due_at <= :now AND {_READY}
        ORDER BY rank, e.due_at, e.id LIMIT 1
    ) e
    WHERE l.free_at <= :now AND l.busy_until <= :now
    ORDER BY e.rank, e.due_at, e.id LIMIT 1
    FOR UPDATE OF l SKIP LOCKED
""")  # noqa: S608
_NEXT_TIME = text(f"""
    SELECT min(greatest(e.due_at, l.free_at, l.busy_until, coalesce(e.leased_until, e.due_at)))
    FROM effect e JOIN lane l ON l.name = e.lane LEFT JOIN cases c ON c.id = e.case_id
    WHERE {_READY.replace("(e.status = 'due' OR e.leased_until <= :now)", "true")}
""")  # noqa: S608


_ASK = """
    INSERT INTO effect (kind, lane, key, case_id, decision_id, payload, urgency, status, attempts,
                        created_at, due_at, answer)
    SELECT kind, lane, key, case_id, decision_id, coalesce(payload, '{}'), urgency, status, attempts,
           created_at, due_at, answer
    FROM jsonb_populate_recordset(NULL::effect, %(asked)s)
    ON CONFLICT (key) DO NOTHING
"""


@dataclass(frozen=True)
class Pace:
    """How a lane is kept: the least time between two sends, and how many may go at once after a rest."""

    gap: timedelta = timedelta(0)
    burst: int = 1


async def ask(session: AsyncSession, *effects: Effect) -> None:
    """Write what is asked of the outside world; a key that was asked for before is not asked for again."""
    if effects:
        await run(session, _ASK, {"asked": as_json([e.model_dump() for e in effects])})


async def claim(
    session: AsyncSession, now: datetime, *, window: int, lease: timedelta, pace: Callable[[str], Pace]
) -> Effect | None:
    """Take the most urgent due effect whose lane is free, for the length of the lease."""
    found = (await session.execute(_NEXT, {"now": now, "window": window})).one_or_none()
    if found is None:
        return None
    until = now + lease
    taken = (
        update(Effect)
        .where(col(Effect.id) == found.id)
        .where((col(Effect.status) == EffectStatus.DUE) | (col(Effect.leased_until) <= now))
        .where(col(Effect.status).in_((EffectStatus.DUE, EffectStatus.CLAIMED)))
        .values(status=EffectStatus.CLAIMED, leased_until=until, attempts=Effect.attempts + 1)
        .returning(Effect)
    )
    effect = (await session.execute(taken)).scalar_one_or_none()
    if effect is not None:
        kept = pace(effect.lane)
        earliest = now - kept.gap * (kept.burst - 1)
        lane = update(Lane).where(col(Lane.name) == found.lane)
        free_at = text("greatest(free_at, :earliest) + :gap").bindparams(earliest=earliest, gap=kept.gap)
        await session.execute(lane.values(busy_until=until, free_at=free_at))
    return effect


async def next_time(session: AsyncSession, *, window: int) -> datetime | None:
    """Give the moment the next effect could go, if nothing else happens before."""
    return (await session.execute(_NEXT_TIME, {"window": window})).scalar_one_or_none()


async def settle(
    session: AsyncSession, effect: Effect, status: EffectStatus, answer: str, now: datetime
) -> None:
    """End an effect and free its lane; one whose lease ran out meanwhile belongs to another worker."""
    ended = _mine(effect).values(status=status, answer=answer, done_at=now, leased_until=None)
    if (await session.execute(ended.returning(col(Effect.id)))).first():
        await _free_lane(session, effect.lane, now)


async def put_back(
    session: AsyncSession,
    effect: Effect,
    *,
    due_at: datetime,
    answer: str,
    now: datetime,
    lane_until: datetime,
) -> None:
    """Let an effect come due again later; the lane rests until `lane_until`."""
    back = _mine(effect).values(status=EffectStatus.DUE, due_at=due_at, answer=answer, leased_until=None)
    if (await session.execute(back.returning(col(Effect.id)))).first():
        await _free_lane(session, effect.lane, now)
        lane = update(Lane).where(col(Lane.name) == effect.lane, col(Lane.free_at) < lane_until)
        await session.execute(lane.values(free_at=lane_until))


async def drop_twins(session: AsyncSession, effect: Effect, now: datetime) -> None:
    """Drop what else waits to show the same card: whoever draws it now draws the newest state."""
    twins = (
        update(Effect)
        .where(col(Effect.status) == EffectStatus.DUE, col(Effect.kind) == effect.kind)
        .where(col(Effect.case_id).is_not_distinct_from(effect.case_id), col(Effect.id) != effect.id)
    )
    await session.execute(twins.values(status=EffectStatus.DROPPED, done_at=now, answer="drawn by another"))


async def oldest_due(session: AsyncSession, now: datetime, *, window: int) -> datetime | None:
    """Give the time of the longest overdue effect that nothing but a worker is needed for."""
    query = text(f"""
        SELECT min(e.due_at) FROM effect e LEFT JOIN cases c ON c.id = e.case_id
        WHERE e.due_at <= :now AND {_READY}
    """)  # noqa: S608
    return (await session.execute(query, {"now": now, "window": window})).scalar_one_or_none()


async def waiting_effects(session: AsyncSession) -> dict[str, int]:
    """Count the effects that wait, by kind."""
    query = text(
        "SELECT kind, count(*) AS number FROM effect WHERE status IN ('due', 'claimed') GROUP BY kind"
    )
    return {row[0]: row[1] for row in await session.execute(query)}


def _mine(effect: Effect) -> Update:
    """Mean the effect as this worker claimed it."""
    claimed = (col(Effect.status) == EffectStatus.CLAIMED, col(Effect.attempts) == effect.attempts)
    return update(Effect).where(col(Effect.id) == effect.id, *claimed)


async def _free_lane(session: AsyncSession, lane: str, now: datetime) -> None:
    await session.execute(update(Lane).where(col(Lane.name) == lane).values(busy_until=now))
