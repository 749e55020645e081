"""The few kinds of columns the tables are made of."""

from typing import Any

from sqlalchemy import Column, DateTime, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import BigInteger, Field


def instant(**kwargs: Any) -> Any:
    """An aware instant; PostgreSQL keeps it in UTC."""
    return Field(sa_type=DateTime(timezone=True), **kwargs)


def word(**kwargs: Any) -> Any:
    """A word of a closed set, stored as its lowercase code."""
    return Field(sa_type=String, **kwargs)


def key() -> Any:
    """A number the database gives."""
    return Field(default=None, sa_type=BigInteger, primary_key=True)


def json(default: str = "{}") -> Any:
    """A JSON value; never read into, only stored and shown."""
    return Field(sa_column=Column(JSONB, nullable=False, server_default=text(f"'{default}'")))
