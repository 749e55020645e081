"""The nouns, one table each, with their status words and the transitions beside them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, DateTime, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import BigInteger, Field, SQLModel

from bot.domain.policy import Urgency

SYSTEM = "system"  # the actor when no person acted


class Role(StrEnum):
    """What the register says a person may do here."""

    CAO = "cao"
    DESIGNATE = "designate"
    MODERATOR = "moderator"


class CaseStatus(StrEnum):
    """Where a case stands."""

    OPEN = "open"  # waits in the queue
    ESCALATED = "escalated"  # open -> escalated: waits for the CAO
    KEPT = "kept"  # open | escalated -> kept
    REMOVED = "removed"  # open | escalated -> removed
    # escalated | kept | removed -> open: by Undo, or when the author changes the comment


class Outcome(StrEnum):
    """What a person concluded."""

    KEEP = "keep"
    REMOVE = "remove"
    ESCALATE = "escalate"
    RESTORE = "restore"  # Undo: the case is open again, what was removed comes back


class PlatformState(StrEnum):
    """Where the comment stands on its platform, as last read back."""

    VISIBLE = "visible"
    REMOVING = "removing"  # visible -> removing: asked, not yet confirmed
    HIDDEN = "hidden"  # removing -> hidden: read back
    RESTORING = "restoring"  # hidden -> restoring: asked, not yet confirmed
    STUCK = "stuck"  # removing | restoring -> stuck: the platform will not; by hand
    GONE = "gone"  # no longer there for anybody


class EffectKind(StrEnum):
    """What a decision can ask of the outside world."""

    REMOVE_COMMENT = "remove_comment"
    RESTORE_COMMENT = "restore_comment"
    POST_CARD = "post_card"
    UPDATE_CARD = "update_card"
    POST_NOTE = "post_note"  # one line in a card's thread
    READ_POST = "read_post"  # the Town's post a comment stands under, where its delivery did not bring it
    UPDATE_SUMMARY = "update_summary"  # the one message that counts what waits behind the cards
    SEND_MESSAGE = "send_message"  # a plain message to one person


class EffectStatus(StrEnum):
    """Where an effect stands."""

    DUE = "due"  # waits for its time and its lane
    CLAIMED = "claimed"  # due -> claimed: a worker has it, until its lease ends
    DONE = "done"  # claimed -> done
    FAILED = "failed"  # claimed -> failed: will never work; a person was told
    DROPPED = "dropped"  # claimed -> dropped: no longer wanted when its turn came


class Audience(StrEnum):
    """Whom a card is for."""

    MODERATORS = "moderators"
    CAO = "cao"
    SUMMARY = "summary"  # no card: the channel's one summary message


def _instant(**kwargs: Any) -> Any:
    return Field(sa_type=DateTime(timezone=True), **kwargs)


def _word(**kwargs: Any) -> Any:
    return Field(sa_type=String, **kwargs)


def _key() -> Any:
    return Field(default=None, sa_type=BigInteger, primary_key=True)


def _json(default: str = "{}") -> Any:
    return Field(sa_column=Column(JSONB, nullable=False, server_default=text(f"'{default}'")))


class Person(SQLModel, table=True):
    """Somebody with a role at the desk; everybody else is not here."""

    id: int | None = _key()
    slack_id: str = Field(unique=True)
    name: str
    role: Role = _word()
    added_by: str
    added_at: datetime = _instant()
    removed_at: datetime | None = _instant(default=None)


class Account(SQLModel, table=True):
    """A Town-owned profile on a platform, in the register (2.1)."""

    __table_args__ = (UniqueConstraint("platform", "handle"),)

    id: int | None = _key()
    platform: str
    handle: str  # the platform's own id of the account
    name: str  # for people: "Town of Westlock"
    owner: str = ""
    purpose: str = ""
    added_at: datetime = _instant()
    cursor: str = ""  # where the next poll goes on


class Capture(SQLModel, table=True):
    """One revision of a comment as first seen. Append-only."""

    __table_args__ = (
        UniqueConstraint("platform", "comment_id", "revision"),
        Index("capture_author", "platform", "author_id"),
        Index("capture_digest", "digest"),
    )

    id: int | None = _key()
    platform: str
    account: str  # the account's handle; it need not be on the register
    comment_id: str
    revision: int  # 1, 2, … in the order we saw them
    body: bytes = Field(sa_type=LargeBinary)  # the exact text: UTF-8 with surrogatepass
    text: str  # the same, readable: what PostgreSQL cannot hold is shown as a picture of it
    digest: str  # of text and media: the same wording, the same digest
    author_id: str
    author_name: str
    parent_id: str | None = None
    post_id: str
    post_text: str
    post_permalink: str
    permalink: str
    media: list[dict[str, str]] = _json("[]")
    created_at: datetime | None = _instant(default=None)
    changed_at: datetime | None = _instant(default=None)
    read_at: datetime = _instant()
    captured_at: datetime = _instant()
    raw: bytes = Field(sa_type=LargeBinary)
    sha256: str  # of the canonical capture (bot.domain.ledger)
    salt: bytes = Field(sa_type=LargeBinary)  # of its commitment in the ledger


class SeenPost(SQLModel, table=True):
    """One of the Town's posts as last read, for the comments that came without it."""

    __tablename__ = "seen_post"
    __table_args__ = (UniqueConstraint("platform", "post_id"),)

    id: int | None = _key()
    platform: str
    post_id: str
    text: str
    read_at: datetime = _instant()


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

    id: int | None = _key()
    account_id: int = Field(foreign_key="account.id", sa_type=BigInteger)
    platform: str
    comment_id: str
    capture_id: int = Field(foreign_key="capture.id", sa_type=BigInteger)  # the revision under review
    status: CaseStatus = _word(default=CaseStatus.OPEN)
    urgency: Urgency = _word()
    ground: str | None = None  # the ground the policy suggests
    assessment: dict[str, Any] = _json()
    version: int = 1  # counts every change a click could be too late for
    decision_id: int | None = Field(default=None, sa_type=BigInteger)  # the decision that stands
    platform_state: PlatformState = _word(default=PlatformState.VISIBLE)
    platform_note: str = ""  # what the platform said, in a sentence
    platform_state_at: datetime | None = _instant(default=None)
    assigned_to: str | None = None
    opened_at: datetime = _instant()
    answer_by: datetime = _instant()
    carded_at: datetime | None = _instant(default=None)  # when its card came to stand in the channel


class Flag(SQLModel, table=True):
    """One reason a comment reached us."""

    __table_args__ = (Index("flag_case", "case_id"),)

    id: int | None = _key()
    case_id: int = Field(foreign_key="cases.id", sa_type=BigInteger)
    capture_id: int = Field(foreign_key="capture.id", sa_type=BigInteger)
    rule: str
    clause: str
    reason: str
    words: list[str] = _json("[]")
    policy_version: str
    raised_at: datetime = _instant()
    disputed_by: str | None = None  # a moderator said: wrong flag


class Decision(SQLModel, table=True):
    """What a person concluded of one revision. Append-only."""

    __table_args__ = (Index("decision_case", "case_id"),)

    id: int | None = _key()
    case_id: int = Field(foreign_key="cases.id", sa_type=BigInteger)
    capture_id: int = Field(foreign_key="capture.id", sa_type=BigInteger)
    outcome: Outcome = _word()
    ground: str | None = None
    reason: str
    undoes: int | None = Field(default=None, sa_type=BigInteger)
    actor: str  # Slack id
    role: Role = _word()
    policy_version: str
    decided_at: datetime = _instant()
    salt: bytes = Field(sa_type=LargeBinary)


class Card(SQLModel, table=True):
    """One message in Slack that shows a case (or the summary) and is edited in place."""

    __table_args__ = (UniqueConstraint("case_id", "audience", "channel", postgresql_nulls_not_distinct=True),)

    id: int | None = _key()
    case_id: int | None = Field(default=None, foreign_key="cases.id", sa_type=BigInteger)
    audience: Audience = _word()
    channel: str
    ts: str
    posted_at: datetime = _instant()


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

    id: int | None = _key()
    kind: EffectKind = _word()
    lane: str  # effects of one lane go out one after the other, at the lane's pace
    key: str = Field(unique=True)  # the same key is never asked for twice
    case_id: int | None = Field(default=None, foreign_key="cases.id", sa_type=BigInteger)
    decision_id: int | None = Field(default=None, sa_type=BigInteger)
    payload: dict[str, Any] = _json()
    urgency: Urgency = _word(default=Urgency.NORMAL)  # where there is no case to read it from
    status: EffectStatus = _word(default=EffectStatus.DUE)
    attempts: int = 0
    created_at: datetime = _instant()
    due_at: datetime = _instant()
    leased_until: datetime | None = _instant(default=None)
    done_at: datetime | None = _instant(default=None)
    answer: str = ""  # what came back, or the reason it failed, in a sentence


class Lane(SQLModel, table=True):
    """When a lane may send next; shared by all workers."""

    name: str = Field(primary_key=True)
    free_at: datetime = _instant()
    busy_until: datetime = _instant()


class LedgerEntry(SQLModel, table=True):
    """One line of what happened, sealed to the one before. Append-only."""

    __tablename__ = "ledger"

    seq: int = Field(sa_type=BigInteger, primary_key=True)
    format: int
    at: datetime = _instant()
    actor: str
    event: str
    facts: str  # canonical JSON: ids, words and commitments; never content
    previous: str
    hash: str


class LedgerHead(SQLModel, table=True):
    """The end of the ledger: the row every writer locks."""

    __tablename__ = "ledger_head"

    id: int = Field(default=1, primary_key=True)
    seq: int = Field(sa_type=BigInteger)
    hash: str
