"""What can be asked of the outside world: one function per kind, each gives the row that asks."""

from datetime import datetime
from uuid import uuid4

from bot.domain.models import Audience, Case, Effect, EffectKind
from bot.domain.policy import Urgency

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


def read_post(platform: str, handle: str, post_id: str, now: datetime) -> Effect:
    """Ask for the text of a Town post; once per post."""
    return Effect(
        kind=EffectKind.READ_POST,
        lane=f"{platform}:{handle}",
        key=f"post-{platform}-{post_id}",
        payload={"platform": platform, "account": handle, "post": post_id},
        urgency=Urgency.LOW,
        created_at=now,
        due_at=now,
    )
