"""What services ask of the outside world, and what the outbox saw of it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from bot.desk import Desk
from bot.domain.decisions import state_while
from bot.domain.models import (
    SYSTEM,
    Audience,
    Case,
    CaseStatus,
    Effect,
    EffectKind,
    EffectStatus,
    PlatformState,
)
from bot.domain.platform import Visibility
from bot.domain.policy import Urgency
from bot.store.cases import drop_card, lock_case, save_card
from bot.store.effects import ask, put_back, settle
from bot.store.ledger import append_ledger

ON_PLATFORM = (EffectKind.REMOVE_COMMENT, EffectKind.RESTORE_COMMENT)
TELL_AFTER = 2  # tries on a platform before the card says what it waits for
LANE_RESTS = timedelta(seconds=5)  # after a fault: one that fails must not hold up the others behind it
UPDATES = "slack:update"  # the lane of all edits: Slack counts them per workspace


def posts(channel: str) -> str:
    """Give the lane of new messages to one channel or person."""
    return f"slack:post:{channel}"


def post_card(case_id: int, channel: str, audience: Audience, version: int, now: datetime) -> Effect:
    """Ask for a case's card in a channel; once per audience and channel."""
    return Effect(
        kind=EffectKind.POST_CARD,
        lane=posts(channel),
        key=f"card-{case_id}-{audience}-{channel}-v{version}",
        case_id=case_id,
        payload={"channel": channel, "audience": audience},
        created_at=now,
        due_at=now,
    )


def update_card(case_id: int, now: datetime) -> Effect:
    """Ask for a case's cards to be drawn again."""
    key = f"draw-{case_id}-{uuid4().hex}"
    return Effect(
        kind=EffectKind.UPDATE_CARD, lane=UPDATES, key=key, case_id=case_id, created_at=now, due_at=now
    )


def post_note(case_id: int, key: str, line: str, channel: str, now: datetime) -> Effect:
    """Ask for one line in the thread of a case's card."""
    return Effect(
        kind=EffectKind.POST_NOTE,
        lane=posts(channel),
        key=f"note-{key}",
        case_id=case_id,
        payload={"line": line},
        urgency=Urgency.LOW,
        created_at=now,
        due_at=now,
    )


def update_summary(channel: str, now: datetime) -> Effect:
    """Ask for the channel's one summary message to be drawn again."""
    key = f"summary-{uuid4().hex}"
    return Effect(kind=EffectKind.UPDATE_SUMMARY, lane=UPDATES, key=key, created_at=now, due_at=now,
                  payload={"channel": channel}, urgency=Urgency.LOW)  # fmt: skip


def send_message(to: str, key: str, words: str, now: datetime) -> Effect:
    """Ask for a plain message to one person, by Slack id, or a channel."""
    return Effect(
        kind=EffectKind.SEND_MESSAGE,
        lane=posts(to),
        key=f"message-{key}-{to}",
        payload={"to": to, "words": words},
        urgency=Urgency.HIGH,
        created_at=now,
        due_at=now,
    )


def platform_effect(case: Case, handle: str, kind: EffectKind, decision_id: int, now: datetime) -> Effect:
    """Ask the platform to follow a decision."""
    return Effect(
        kind=kind,
        lane=f"{case.platform}:{handle}",
        key=f"decision-{decision_id}-{kind}",
        case_id=case.id,
        decision_id=decision_id,
        payload={"platform": case.platform, "account": handle, "comment": case.comment_id},
        created_at=now,
        due_at=now,
    )


async def card_posted(desk: Desk, effect: Effect, drawn: Case, *, channel: str, ts: str) -> None:
    """Keep where a card stands: the channel is the one Slack answered with. `drawn` is the case it shows."""
    now = desk.now()
    audience = Audience(effect.payload["audience"])
    async with desk.db.transaction() as session:
        case = await lock_case(session, _case_id(effect))
        await save_card(session, case.id, audience, channel, ts, now)
        if audience == Audience.MODERATORS:
            case.carded_at = now
            session.add(case)
            await session.flush()
        await settle(session, effect, EffectStatus.DONE, f"{channel} {ts}", now)
        asked = [update_summary(desk.channel, now)]
        if _shown(drawn) != _shown(case):
            asked.append(update_card(_case_id(effect), now))
        await ask(session, *asked)
        facts = {"case": case.id, "audience": audience, "channel": channel, "ts": ts}
        await append_ledger(session, now, SYSTEM, ("card.posted", facts))


async def summary_posted(desk: Desk, effect: Effect, *, channel: str, ts: str) -> None:
    """Keep where the summary stands."""
    now = desk.now()
    async with desk.db.transaction() as session:
        await save_card(session, None, Audience.SUMMARY, channel, ts, now)
        await settle(session, effect, EffectStatus.DONE, ts, now)


async def finish(desk: Desk, effect: Effect, answer: str, status: EffectStatus = EffectStatus.DONE) -> None:
    """End an effect that left nothing to record but itself."""
    now = desk.now()
    async with desk.db.transaction() as session:
        await settle(session, effect, status, answer, now)


async def platform_seen(desk: Desk, effect: Effect, seen: Visibility) -> None:
    """Record what was read back from the platform after an act."""
    state = {
        Visibility.HIDDEN: PlatformState.HIDDEN,
        Visibility.VISIBLE: PlatformState.VISIBLE,
        Visibility.GONE: PlatformState.GONE,
    }[seen]
    await _platform_ended(desk, effect, EffectStatus.DONE, state, "", "effect.done", {"seen": seen})


async def tried(
    desk: Desk, effect: Effect, sentence: str, pause: timedelta, lane_rests: timedelta | None = None
) -> None:
    """Record a try that did not work: the effect comes due again; its lane rests as told, else a moment."""
    now = desk.now()
    rest = min(pause, LANE_RESTS) if lane_rests is None else lane_rests
    async with desk.db.transaction() as session:
        await put_back(session, effect, due_at=now + pause, answer=sentence, now=now, lane_until=now + rest)
        if effect.kind in ON_PLATFORM and effect.attempts >= TELL_AFTER:
            case = await lock_case(session, _case_id(effect))
            if case.platform_state == state_while(effect.kind) and case.platform_note != sentence:
                case.platform_note = sentence
                session.add(case)
                await session.flush()
                await ask(session, update_card(_case_id(effect), now))


async def refused(desk: Desk, effect: Effect, sentence: str, code: str) -> None:
    """Record that an effect will never work; what was asked of a platform is now for a person."""
    if effect.kind in ON_PLATFORM:
        await _platform_ended(
            desk, effect, EffectStatus.FAILED, PlatformState.STUCK, sentence, "effect.failed", {"code": code}
        )
        return
    now = desk.now()
    async with desk.db.transaction() as session:
        await settle(session, effect, EffectStatus.FAILED, sentence, now)
        if effect.kind == EffectKind.POST_CARD:
            words = f"The card of case {effect.case_id} cannot be shown: {sentence} Open it with /mod queue."
            await ask(session, send_message(desk.channel, f"no-card-{effect.id}", words, now))
        facts = {"effect": effect.kind, "key": effect.key, "case": effect.case_id, "code": code}
        await append_ledger(
            session, now, SYSTEM, ("effect.failed", {k: v for k, v in facts.items() if v is not None})
        )


async def give_back(desk: Desk, effect: Effect) -> None:
    """Let another worker have an effect that this one could not finish before it had to stop."""
    now = desk.now()
    async with desk.db.transaction() as session:
        await put_back(session, effect, due_at=effect.due_at, answer="given back", now=now, lane_until=now)


async def forget_card(desk: Desk, channel: str, ts: str) -> None:
    """Somebody deleted a card in Slack: an open case gets a new one."""
    now = desk.now()
    async with desk.db.transaction() as session:
        card = await drop_card(session, channel, ts)
        if card is None or card.case_id is None:
            return
        case = await lock_case(session, card.case_id)
        if case.status == CaseStatus.OPEN:
            again = post_card(card.case_id, channel, Audience(card.audience), case.version, now)
            again.key += f"-after-{ts}"
            if card.audience == Audience.MODERATORS:
                case.carded_at = None
                session.add(case)
                await session.flush()
            await ask(session, again)
        await append_ledger(
            session, now, SYSTEM, ("card.lost", {"case": card.case_id, "channel": channel, "ts": ts})
        )


async def _platform_ended(
    desk: Desk,
    effect: Effect,
    status: EffectStatus,
    state: PlatformState,
    note: str,
    event: str,
    facts: dict[str, Any],
) -> None:
    now = desk.now()
    async with desk.db.transaction() as session:
        case = await lock_case(session, _case_id(effect))
        await settle(session, effect, status, note or state, now)
        if case.platform_state == state_while(effect.kind):  # else a later decision asked for something else
            case.platform_state, case.platform_note, case.platform_state_at = state, note, now
            session.add(case)
            await session.flush()
            await ask(session, update_card(_case_id(effect), now))
        line = {"case": case.id, "effect": effect.kind, "decision": effect.decision_id, **facts}
        await append_ledger(session, now, SYSTEM, (event, line))


async def still_wanted(desk: Desk, effect: Effect) -> bool:
    """Tell whether the case still waits for this act: a later decision may have turned it round."""
    async with desk.db.transaction() as session:
        case = await lock_case(session, _case_id(effect))
        return case.platform_state == state_while(effect.kind)


def _case_id(effect: Effect) -> int:
    if effect.case_id is None:
        raise ValueError(f"effect {effect.id} ({effect.kind}) belongs to no case")
    return effect.case_id


def _shown(case: Case) -> tuple[int, str, str | None]:
    return case.version, case.platform_state, case.assigned_to
