"""Cases under review: their flags, their cards, the posts they stand under."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import BigInteger, Field, SQLModel

from bot.domain.models.columns import instant, json, key, word
from bot.domain.models.words import Audience, CaseStatus, PlatformState
from bot.domain.policy import Urgency


class Case(SQLModel, table=True):
    """One comment under review."""

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("platform", "comment_id"),
        Index("cases_waiting", "status", "urgency", "opened_at"),
        Index(
            "cases_on_channel",
            "carded_at",
            postgresql_where=text("status = 'open' AND carded_at IS NOT NULL"),
        ),
    )

    id: int | None = key()
    account_id: int = Field(foreign_key="account.id", sa_type=BigInteger)
    platform: str
    comment_id: str
    capture_id: int = Field(foreign_key="capture.id", sa_type=BigInteger)  # the revision under review
    status: CaseStatus = word(default=CaseStatus.OPEN)
    urgency: Urgency = word()
    ground: str | None = None  # the ground the policy suggests
    assessment: dict[str, Any] = json()
    version: int = 1  # counts every change a click could be too late for
    decision_id: int | None = Field(default=None, sa_type=BigInteger)  # the decision that stands
    platform_state: PlatformState = word(default=PlatformState.VISIBLE)
    platform_note: str = ""  # what the platform said, in a sentence
    platform_state_at: datetime | None = instant(default=None)
    assigned_to: str | None = None
    opened_at: datetime = instant()
    answer_by: datetime = instant()
    carded_at: datetime | None = instant(default=None)  # when its card came to stand in the channel


class Flag(SQLModel, table=True):
    """One reason a comment reached us."""

    __table_args__ = (Index("flag_case", "case_id"),)

    id: int | None = key()
    case_id: int = Field(foreign_key="cases.id", sa_type=BigInteger)
    capture_id: int = Field(foreign_key="capture.id", sa_type=BigInteger)
    rule: str
    clause: str
    reason: str
    words: list[str] = json("[]")
    policy_version: str
    raised_at: datetime = instant()
    disputed_by: str | None = None  # a moderator said: wrong flag


class Card(SQLModel, table=True):
    """One message in Slack that shows a case (or the summary) and is edited in place."""

    __table_args__ = (UniqueConstraint("case_id", "audience", "channel", postgresql_nulls_not_distinct=True),)

    id: int | None = key()
    case_id: int | None = Field(default=None, foreign_key="cases.id", sa_type=BigInteger)
    audience: Audience = word()
    channel: str
    ts: str
    posted_at: datetime = instant()


class SeenPost(SQLModel, table=True):
    """One of the Town's posts as last read, for the comments that came without it."""

    __tablename__ = "seen_post"
    __table_args__ = (UniqueConstraint("platform", "post_id"),)

    id: int | None = key()
    platform: str
    post_id: str
    text: str
    read_at: datetime = instant()
