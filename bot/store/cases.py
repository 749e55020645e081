"""Cases: one at a time under its lock, the queue in order, and what stands in the channel."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, case, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.errors import UnknownCase
from bot.domain.models import Account, Audience, Capture, Card, Case, CaseStatus, Decision, Flag, SeenPost
from bot.domain.policy import Urgency
from bot.store.rows import add_rows, as_json, run

WAITING = (CaseStatus.OPEN, CaseStatus.ESCALATED)
urgency_rank = case({u.value: u.rank for u in Urgency}, value=Case.urgency)

_TO_DECIDE = """
    SELECT c.*, a.handle FROM cases c JOIN account a ON a.id = c.account_id
    WHERE c.id = %(id)s FOR UPDATE OF c
"""
_STANDS = ("platform_state", "platform_note")
_DECISION = ", ".join(name for name in Decision.model_fields if name != "id")
_DECIDE = f"""
    WITH made AS (
        INSERT INTO decision ({_DECISION})
        SELECT {_DECISION} FROM jsonb_populate_recordset(NULL::decision, %(decision)s) RETURNING id
    )
    UPDATE cases c SET decision_id = made.id, status = %(status)s, version = %(version)s,
        platform_state = %(platform_state)s, platform_note = %(platform_note)s
    FROM made WHERE c.id = %(id)s RETURNING made.id
"""  # noqa: S608
_STATE = """
    UPDATE cases SET platform_state = %(platform_state)s, platform_note = %(platform_note)s WHERE id = %(id)s
"""


@dataclass(frozen=True)
class Dossier:
    """Everything a card shows of a case."""

    case: Case
    capture: Capture
    post_text: str
    account: Account
    flags: Sequence[Flag]
    decision: Decision | None


async def lock_case(session: AsyncSession, case_id: int) -> Case:
    """Give the case, locked until the end of the transaction; raise UnknownCase."""
    query = select(Case).where(col(Case.id) == case_id).with_for_update()
    found: Case | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise UnknownCase(f"There is no case {case_id}.")
    return found


async def lock_to_decide(session: AsyncSession, case_id: int) -> tuple[Case, str]:
    """Give the case, locked until the end of the transaction, and its account's handle; raise UnknownCase.

    What is changed of it is written by `save_decision` or `save_state`.
    """
    found = await run(session, _TO_DECIDE, {"id": case_id})
    if not found:
        raise UnknownCase(f"There is no case {case_id}.")
    row = found[0]._asdict()
    handle: str = row.pop("handle")
    return Case(**row), handle


async def save_decision(session: AsyncSession, case: Case, decision: Decision) -> int:
    """Write a decision, and its case as it stands after it; give the decision's id."""
    values = {name: getattr(case, name) for name in ("id", "status", "version", *_STANDS)}
    made = as_json([decision.model_dump(exclude={"id"})])
    [(decision_id,)] = await run(session, _DECIDE, {**values, "decision": made})
    return int(decision_id)


async def save_state(session: AsyncSession, case: Case) -> None:
    """Write where the case's comment stands on its platform."""
    await run(session, _STATE, {name: getattr(case, name) for name in ("id", *_STANDS)})


async def lock_cases(session: AsyncSession, platform: str, comment_ids: Collection[str]) -> dict[str, Case]:
    """Give the cases of these comments, locked, by comment id."""
    query = (
        select(Case)
        .where(col(Case.platform) == platform, col(Case.comment_id).in_(comment_ids))
        .order_by(col(Case.id))
        .with_for_update()
    )
    return {c.comment_id: c for c in (await session.execute(query)).scalars()}


async def add_cases(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Write new cases; give their ids in the same order."""
    written = await add_rows(session, "cases", rows, giving="id, platform, comment_id")
    ids = {row[1:]: row[0] for row in written}
    return [ids[row["platform"], row["comment_id"]] for row in rows]


async def add_flags(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Write the reasons why comments reached us."""
    if rows:
        await add_rows(session, "flag", rows, giving="id")


async def get_dossier(session: AsyncSession, case_id: int) -> Dossier:
    """Give everything a card shows; raise UnknownCase."""
    query = (
        select(Case, Capture, Account, Decision, SeenPost)
        .join(Capture, col(Capture.id) == col(Case.capture_id))
        .join(Account, col(Account.id) == col(Case.account_id))
        .outerjoin(Decision, col(Decision.id) == col(Case.decision_id))
        .outerjoin(
            SeenPost,
            (col(SeenPost.platform) == col(Capture.platform))
            & (col(SeenPost.post_id) == col(Capture.post_id)),
        )
        .where(col(Case.id) == case_id)
    )
    found = (await session.execute(query)).one_or_none()
    if found is None:
        raise UnknownCase(f"There is no case {case_id}.")
    about, capture, account, decision, post = found
    reasons = select(Flag).where(col(Flag.case_id) == case_id, col(Flag.capture_id) == about.capture_id)
    flags = (await session.execute(reasons.order_by(col(Flag.id)))).scalars().all()
    post_text = capture.post_text or (post.text if post else "")
    return Dossier(about, capture, post_text, account, flags, decision)


async def get_decision(session: AsyncSession, decision_id: int | None) -> Decision | None:
    """Give a decision, if there is one of this id."""
    return (
        await session.execute(select(Decision).where(col(Decision.id) == decision_id))
    ).scalar_one_or_none()


async def queue_counts(session: AsyncSession) -> dict[str, int]:
    """Count what waits, by urgency, and `escalated`."""
    query = select(col(Case.status), col(Case.urgency), func.count()).where(col(Case.status).in_(WAITING))
    counts: dict[str, int] = {}
    for status, urgency, number in (
        await session.execute(query.group_by(col(Case.status), col(Case.urgency)))
    ).all():
        word = urgency if status == CaseStatus.OPEN else status
        counts[word] = counts.get(word, 0) + number
    return counts


async def queue_page(
    session: AsyncSession, *, status: CaseStatus, offset: int, limit: int
) -> Sequence[Row[Case, str, str]]:
    """Give one page of the queue, most urgent first: the case, its text, its account's name."""
    order = (urgency_rank, col(Case.opened_at), col(Case.id))
    # The page is found before anything is joined: sorting the whole queue with its texts would take long.
    page = select(Case.id).where(col(Case.status) == status).order_by(*order)  # type: ignore[call-overload]
    query = (
        select(Case, func.left(Capture.text, 200), col(Account.name))
        .join(Capture, col(Capture.id) == col(Case.capture_id))
        .join(Account, col(Account.id) == col(Case.account_id))
        .where(col(Case.id).in_(page.offset(offset).limit(limit)))
        .order_by(*order)
    )
    return (await session.execute(query)).all()


async def behind_the_cards(session: AsyncSession, window: int) -> dict[str, Any]:
    """Count the open cases that wait behind a full window, by urgency, and the oldest one's time."""
    is_open = col(Case.status) == CaseStatus.OPEN
    routine = (is_open, col(Case.carded_at).is_not(None), col(Case.urgency) != Urgency.CRISIS)
    if (await session.execute(select(func.count()).where(*routine))).scalar_one() < window:
        return {"counts": {}, "oldest": None}
    hidden = (is_open, col(Case.carded_at).is_(None))
    query = select(col(Case.urgency), func.count(), func.min(col(Case.opened_at))).where(*hidden)
    rows = (await session.execute(query.group_by(col(Case.urgency)))).all()
    return {
        "counts": {urgency: number for urgency, number, _ in rows},
        "oldest": min((at for *_, at in rows), default=None),
    }


async def find_cards(session: AsyncSession, case_id: int | None) -> Sequence[Card]:
    """Give the messages that show a case; the summary's for no case."""
    mine = col(Card.case_id) == case_id if case_id is not None else col(Card.case_id).is_(None)
    return (await session.execute(select(Card).where(mine).order_by(col(Card.id)))).scalars().all()


async def save_card(
    session: AsyncSession, case_id: int | None, audience: Audience, channel: str, ts: str, now: datetime
) -> None:
    """Keep where a card stands; a case has one card per audience and channel, the newest."""
    row = upsert(Card).values(case_id=case_id, audience=audience, channel=channel, ts=ts, posted_at=now)
    places = ["case_id", "audience", "channel"]
    await session.execute(row.on_conflict_do_update(index_elements=places, set_={"ts": ts, "posted_at": now}))


async def dispute_flags(session: AsyncSession, case: Case, actor: str) -> None:
    """Mark the flags of the revision under review as wrong."""
    mine = update(Flag).where(col(Flag.case_id) == case.id, col(Flag.capture_id) == case.capture_id)
    await session.execute(mine.values(disputed_by=actor))


async def drop_card(session: AsyncSession, channel: str, ts: str) -> Card | None:
    """Forget a card that no longer stands in Slack; give what it was."""
    gone = delete(Card).where(col(Card.channel) == channel, col(Card.ts) == ts).returning(Card)
    return (await session.execute(gone)).scalar_one_or_none()


async def decisions_by_id(session: AsyncSession, ids: Collection[int]) -> dict[int, Decision]:
    """Give decisions by id."""
    found = (await session.execute(select(Decision).where(col(Decision.id).in_(ids)))).scalars()
    return {d.id: d for d in found if d.id is not None}


async def save_post(session: AsyncSession, platform: str, post_id: str, words: str, now: datetime) -> None:
    """Keep a Town post as last read."""
    row = upsert(SeenPost).values(platform=platform, post_id=post_id, text=words, read_at=now)
    changed = {"text": words, "read_at": now}
    await session.execute(row.on_conflict_do_update(index_elements=["platform", "post_id"], set_=changed))


async def carded_cases_under(session: AsyncSession, platform: str, post_id: str) -> Sequence[int]:
    """Give the undecided cases under a post whose cards stand in Slack already."""
    query = (
        select(Case.id)  # type: ignore[call-overload]
        .join(Capture, col(Capture.id) == col(Case.capture_id))
        .where(col(Case.status).in_(WAITING), col(Case.carded_at).is_not(None))
        .where(col(Capture.platform) == platform, col(Capture.post_id) == post_id)
    )
    return (await session.execute(query)).scalars().all()
