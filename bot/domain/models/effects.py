"""The outbox: what is asked of the outside world, and the lanes it goes out on."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import BigInteger, Field, SQLModel

from bot.domain.models.columns import instant, json, key, word
from bot.domain.models.words import EffectKind, EffectStatus
from bot.domain.policy import Urgency


class Effect(SQLModel, table=True):
    """One thing asked of the outside world, a row until done."""

    __table_args__ = (
        Index(
            "effect_waiting",
            "lane",
            "due_at",
            postgresql_where=text("status IN ('due', 'claimed')"),
        ),
        Index("effect_case", "case_id"),
    )

    id: int | None = key()
    kind: EffectKind = word()
    lane: str  # effects of one lane go out one after the other, at the lane's pace
    key: str = Field(unique=True)  # the same key is never asked for twice
    case_id: int | None = Field(default=None, foreign_key="cases.id", sa_type=BigInteger)
    decision_id: int | None = Field(default=None, sa_type=BigInteger)
    payload: dict[str, Any] = json()
    urgency: Urgency = word(default=Urgency.NORMAL)  # where there is no case to read it from
    status: EffectStatus = word(default=EffectStatus.DUE)
    attempts: int = 0
    created_at: datetime = instant()
    due_at: datetime = instant()
    leased_until: datetime | None = instant(default=None)
    done_at: datetime | None = instant(default=None)
    answer: str = ""  # what came back, or the reason it failed, in a sentence


class Lane(SQLModel, table=True):
    """When a lane may send next; shared by all workers."""

    name: str = Field(primary_key=True)
    free_at: datetime = instant()
    busy_until: datetime = instant()
