"""What the outbox saw of the outside world, recorded."""

from datetime import timedelta
from typing import Any

from bot.desk import Desk
from bot.domain.decisions import state_while
from bot.domain.effects import post_card, send_message, update_card, update_summary
from bot.domain.intake import readable
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
from bot.domain.views import CaseView
from bot.store.cases import carded_cases_under, drop_card, get_dossier, lock_case, save_card, save_post
from bot.store.effects import ask, put_back, settle
from bot.store.ledger import append_ledger

ON_PLATFORM = (EffectKind.REMOVE_COMMENT, EffectKind.RESTORE_COMMENT)
TELL_AFTER = 2  # tries on a platform before the card says what it waits for
LONGEST_NOTE = 300  # characters of a platform's own sentence that a card shows
WAITED_FOR = {
    Audience.MODERATORS: (CaseStatus.OPEN, CaseStatus.ESCALATED),
    Audience.CAO: (CaseStatus.ESCALATED,),
}  # while its case stands so, a card that was deleted comes back
LANE_RESTS = timedelta(seconds=5)  # after a fault: one that fails must not hold up the others behind it


async def post_read(desk: Desk, effect: Effect, words: str) -> None:
    """Keep the text of a Town post, and let the cards that stand under it show it."""
    now = desk.now()
    platform, post_id = effect.payload["platform"], effect.payload["post"]
    async with desk.db.transaction() as session:
        await save_post(session, platform, post_id, readable(words), now)
        cases = await carded_cases_under(session, platform, post_id)
        await ask(session, *(update_card(case_id, now) for case_id in cases))
        await settle(session, effect, EffectStatus.DONE, f"{len(words)} characters", now)


async def card_posted(desk: Desk, effect: Effect, drawn: CaseView, *, channel: str, ts: str) -> None:
    """Keep where a card stands: the channel is the one Slack answered with. `drawn` is what it shows."""
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
        stands = await get_dossier(session, _case_id(effect))
        if _shown(drawn.case, drawn.post_text) != _shown(stands.case, stands.post_text):
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
                case.platform_note = sentence[:LONGEST_NOTE]
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
    """Somebody deleted a card in Slack: where it is still waited for, it comes back."""
    now = desk.now()
    async with desk.db.transaction() as session:
        card = await drop_card(session, channel, ts)
        if card is None or card.case_id is None:
            return
        case = await lock_case(session, card.case_id)
        if case.status in WAITED_FOR[Audience(card.audience)]:
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
            case.platform_state, case.platform_note, case.platform_state_at = state, note[:LONGEST_NOTE], now
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


def _shown(case: Case, post_text: str) -> tuple[int, str, str | None, str]:
    return case.version, case.platform_state, case.assigned_to, post_text
