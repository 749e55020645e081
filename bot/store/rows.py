"""Writes rows in one statement, however many: PostgreSQL reads them from one JSON value."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession


async def add_rows(
    session: AsyncSession, table: str, rows: Sequence[Mapping[str, Any]], *, giving: str
) -> list[tuple[Any, ...]]:
    """Write rows that name the same columns; give the columns asked for, of each row, in any order."""
    columns = ", ".join(rows[0])
    query = text(f"""
        INSERT INTO {table} ({columns})
        SELECT {columns} FROM jsonb_populate_recordset(NULL::{table}, :rows)
        RETURNING {giving}
    """).bindparams(bindparam("rows", type_=JSONB))  # noqa: S608
    written = [{name: _plain(value) for name, value in row.items()} for row in rows]
    return [tuple(row) for row in await session.execute(query, {"rows": written})]


def _plain(value: Any) -> Any:
    """Write a value as PostgreSQL reads it from JSON."""
    match value:
        case datetime():
            return value.isoformat()
        case bytes():
            return f"\\x{value.hex()}"
        case _:
            return value
