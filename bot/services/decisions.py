"""Decide, undo, assign, dispute: each one transaction, one ledger entry."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.domain.decisions import (
    LEADS,
    Judgement,
    check_decision,
    check_undo,
    clear_words,
    facts_of,
    platform_act,
    state_while,
    status_after,
)
from bot.domain.effects import platform_effect, post_card, post_note, update_card, update_summary
from bot.domain.errors import AlreadyDecided, CaseChanged, NothingToUndo
from bot.domain.intake import readable
from bot.domain.ledger import new_salt
from bot.domain.models import (
    Audience,
    Case,
    CaseStatus,
    Decision,
    Effect,
    EffectKind,
    Outcome,
    Person,
    PlatformState,
    Role,
)
from bot.services.people import acting
from bot.store.cases import (
    dispute_flags,
    get_decision,
    lock_case,
    lock_to_decide,
    save_decision,
    save_state,
)
from bot.store.effects import ask
from bot.store.ledger import append_ledger
from bot.store.people import list_people


async def decide(
    desk: Desk,
    *,
    case_id: int,
    version: int,
    outcome: Outcome,
    actor: str,
    ground: str | None = None,
    reason: str = "",
) -> Case:
    """Record a decision and ask the outside world to follow it.

    `actor` is the person's Slack id; a removal with `ground` None is under the ground the policy suggests.
    """
    async with acting(desk, actor, outcome, case_id) as (session, person, now):
        case, handle = await lock_to_decide(session, case_id)
        await _check_not_late(session, case, version)
        judgement = _judgement(desk, case, outcome, ground, reason)
        check_decision(case, judgement, person.role)
        return await _decide(session, desk, case, handle, judgement, person, now)


async def undo(desk: Desk, *, case_id: int, version: int, actor: str) -> Case:
    """Take back the decision that stands: the case is open again, what was removed comes back."""
    async with acting(desk, actor, Outcome.RESTORE, case_id) as (session, person, now):
        case, handle = await lock_to_decide(session, case_id)
        standing = await get_decision(session, case.decision_id)
        check_undo(case, standing, person.role)
        if version != case.version:
            raise CaseChanged
        return await _decide(session, desk, case, handle, Judgement(Outcome.RESTORE), person, now)


async def dispute(desk: Desk, *, case_id: int, version: int, actor: str) -> Case:
    """Keep the comment and say that its flags were wrong, so that the rules can be mended."""
    async with acting(desk, actor, Outcome.KEEP, case_id) as (session, person, now):
        case, handle = await lock_to_decide(session, case_id)
        await _check_not_late(session, case, version)
        judgement = Judgement(Outcome.KEEP, reason="wrong flag")
        check_decision(case, judgement, person.role)
        await dispute_flags(session, case, actor)
        return await _decide(session, desk, case, handle, judgement, person, now)


async def assign(desk: Desk, *, case_id: int, actor: str) -> Case:
    """Put the case into the actor's hands; for the others it stays decidable."""
    async with acting(desk, actor, "assign", case_id) as (session, person, now):
        case = await lock_case(session, case_id)
        case.assigned_to = person.slack_id
        session.add(case)
        await session.flush()
        await ask(session, update_card(case_id, now))
        await append_ledger(session, now, actor, ("case.assigned", {"case": case_id, "to": person.slack_id}))
        return case


async def done_by_hand(desk: Desk, *, case_id: int, actor: str) -> Case:
    """Record that a person did on the platform what the bot could not."""
    async with acting(desk, actor, "done_by_hand", case_id) as (session, person, now):
        case = await lock_case(session, case_id)
        if case.platform_state != PlatformState.STUCK:
            raise NothingToUndo("Nothing waits to be done by hand on this case.")
        removed = case.status == CaseStatus.REMOVED
        case.platform_state = PlatformState.HIDDEN if removed else PlatformState.VISIBLE
        case.platform_note, case.platform_state_at = f"done by hand by {person.name}", now
        session.add(case)
        await session.flush()
        await ask(session, update_card(case_id, now))
        facts = {"case": case_id, "decision": case.decision_id, "state": case.platform_state}
        await append_ledger(session, now, actor, ("effect.done_by_hand", facts))
        return case


async def try_again(desk: Desk, *, case_id: int, actor: str) -> Case:
    """Ask the platform once more for what it refused."""
    async with acting(desk, actor, "try_again", case_id) as (session, _, now):
        case, handle = await lock_to_decide(session, case_id)
        if case.platform_state != PlatformState.STUCK or case.decision_id is None:
            raise NothingToUndo("Nothing waits to be tried again on this case.")
        removed = case.status == CaseStatus.REMOVED
        kind = EffectKind.REMOVE_COMMENT if removed else EffectKind.RESTORE_COMMENT
        case.platform_state, case.platform_note = state_while(kind), ""
        await save_state(session, case)
        again = platform_effect(case, handle, kind, case.decision_id, now)
        again.key += f"-again-{uuid4().hex}"
        await ask(session, again, update_card(case_id, now))
        facts = {"case": case_id, "decision": case.decision_id, "effect": kind}
        await append_ledger(session, now, actor, ("effect.retried", facts))
        return case


async def _check_not_late(session: AsyncSession, case: Case, version: int) -> None:
    """Raise when somebody was faster, or the card that was clicked is out of date."""
    if version == case.version and case.status in (CaseStatus.OPEN, CaseStatus.ESCALATED):
        return
    standing = await get_decision(session, case.decision_id)
    if case.status == CaseStatus.OPEN or standing is None:
        raise CaseChanged
    said = (standing.actor, standing.outcome, standing.ground, standing.decided_at)
    raise AlreadyDecided(standing.case_id, case.version, *said)


def _judgement(desk: Desk, case: Case, outcome: Outcome, ground: str | None, reason: str) -> Judgement:
    if outcome != Outcome.REMOVE:
        return Judgement(outcome, reason=readable(reason))
    policy = desk.policies.of_version(case.assessment["policy_version"])
    ground = case.ground if ground is None else ground
    chosen = policy.ground(ground) if ground else None
    words = clear_words(case, ground or "")
    found = ", ".join(words) if chosen and chosen.clear_cut else ""  # else the person says it in words
    return Judgement(outcome, chosen, readable(reason).strip() or found)


async def _decide(
    session: AsyncSession,
    desk: Desk,
    case: Case,
    handle: str,
    judgement: Judgement,
    person: Person,
    now: datetime,
) -> Case:
    """Write the decision, move the case, ask for what follows, seal it all."""
    undone = case.decision_id if judgement.outcome == Outcome.RESTORE else None
    decision = Decision(
        case_id=case.id or 0,
        capture_id=case.capture_id,
        outcome=judgement.outcome,
        ground=judgement.ground.id if judgement.ground else None,
        reason=judgement.reason,
        undoes=undone,
        actor=person.slack_id,
        role=Role(person.role),
        policy_version=case.assessment["policy_version"],
        decided_at=now,
        salt=new_salt(),
    )
    act = platform_act(judgement.outcome, case.platform_state)
    case.status = status_after(judgement.outcome)
    case.version += 1
    if act is not None:
        case.platform_state, case.platform_note = state_while(act), ""
    case.decision_id = decision.id = await save_decision(session, case, decision)
    await ask(session, *await _what_follows(session, desk, case, handle, decision, act, now))
    await append_ledger(session, now, person.slack_id, ("case.decided", facts_of(decision)))
    return case


async def _what_follows(
    session: AsyncSession,
    desk: Desk,
    case: Case,
    handle: str,
    decision: Decision,
    act: EffectKind | None,
    now: datetime,
) -> list[Effect]:
    case_id, decision_id = case.id or 0, decision.id or 0
    asked = [update_card(case_id, now), update_summary(desk.channel, now)]
    line = f"{decision.outcome}:{decision.actor}:{decision.ground or ''}"
    asked.append(post_note(case_id, f"decision-{decision_id}", line, desk.channel, now))
    if act:
        asked.append(platform_effect(case, handle, act, decision_id, now))
    if decision.outcome == Outcome.ESCALATE:
        for lead in await list_people(session, *LEADS):
            asked.append(post_card(case_id, lead.slack_id, Audience.CAO, case.version, now))
    return asked
