"""The registers: people with a role, and the Town's accounts."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.domain.models.columns import instant, key, word
from bot.domain.models.words import Role


class Person(SQLModel, table=True):
    """Somebody with a role at the desk; everybody else is not here."""

    id: int | None = key()
    slack_id: str = Field(unique=True)
    name: str
    role: Role = word()
    added_by: str
    added_at: datetime = instant()
    removed_at: datetime | None = instant(default=None)


class Account(SQLModel, table=True):
    """A Town-owned profile on a platform, in the register (2.1)."""

    __table_args__ = (UniqueConstraint("platform", "handle"),)

    id: int | None = key()
    platform: str
    handle: str  # the platform's own id of the account
    name: str  # for people: "Town of Westlock"
    owner: str = ""
    purpose: str = ""
    added_at: datetime = instant()
    cursor: str = ""  # where the next poll goes on
