"""The official record: captures, decisions, the ledger. Append-only."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlmodel import BigInteger, Field, SQLModel

from bot.domain.models.columns import instant, json, key, word
from bot.domain.models.words import Outcome, Role


class Capture(SQLModel, table=True):
    """One revision of a comment as first seen. Append-only."""

    __table_args__ = (
        UniqueConstraint("platform", "comment_id", "revision"),
        Index("capture_author", "platform", "author_id"),
        Index("capture_digest", "digest"),
    )

    id: int | None = key()
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
    media: list[dict[str, str]] = json("[]")
    created_at: datetime | None = instant(default=None)
    changed_at: datetime | None = instant(default=None)
    read_at: datetime = instant()
    captured_at: datetime = instant()
    raw: bytes = Field(sa_type=LargeBinary)
    sha256: str  # of the canonical capture (bot.domain.ledger)
    salt: bytes = Field(sa_type=LargeBinary)  # of its commitment in the ledger


class Decision(SQLModel, table=True):
    """What a person concluded of one revision. Append-only."""

    __table_args__ = (Index("decision_case", "case_id"),)

    id: int | None = key()
    case_id: int = Field(foreign_key="cases.id", sa_type=BigInteger)
    capture_id: int = Field(foreign_key="capture.id", sa_type=BigInteger)
    outcome: Outcome = word()
    ground: str | None = None
    reason: str
    undoes: int | None = Field(default=None, sa_type=BigInteger)
    actor: str  # Slack id
    role: Role = word()
    policy_version: str
    decided_at: datetime = instant()
    salt: bytes = Field(sa_type=LargeBinary)


class LedgerEntry(SQLModel, table=True):
    """One line of what happened, sealed to the one before. Append-only."""

    __tablename__ = "ledger"

    seq: int = Field(sa_type=BigInteger, primary_key=True)
    format: int
    at: datetime = instant()
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
