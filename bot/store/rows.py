"""The few statements that every click and every delivery runs: on the driver itself, past the mapping."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import namedtuple_row
from psycopg.types.json import Jsonb
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

Values = Mapping[str, Any]


async def run(session: AsyncSession, query: str, values: Values | None = None) -> list[Any]:
    """Run one statement in the session's transaction; give its rows, their columns by name."""
    driver: psycopg.AsyncConnection[Any] | None = session.info.get("driver")
    if driver is None:
        connection = await (await session.connection()).get_raw_connection()
        driver = session.info["driver"] = connection.driver_connection
    assert driver is not None  # noqa: S101
    try:
        cursor = await driver.cursor(row_factory=namedtuple_row).execute(query, values)
        return await cursor.fetchall() if cursor.description else []
    except psycopg.Error as fault:  # told as the engine tells it, and without what the statement carried
        raise DBAPIError.instance(
            query, None, fault, psycopg.Error, hide_parameters=True, connection_invalidated=driver.closed
        ) from fault


async def add_rows(session: AsyncSession, table: str, rows: Sequence[Values], *, giving: str) -> list[Any]:
    """Write rows that name the same columns, in one statement; give these columns of each, in any order."""
    columns = ", ".join(rows[0])
    query = f"""
        INSERT INTO {table} ({columns})
        SELECT {columns} FROM jsonb_populate_recordset(NULL::{table}, %(rows)s)
        RETURNING {giving}
    """  # noqa: S608
    return await run(session, query, {"rows": as_json(rows)})


def as_json(rows: Sequence[Values]) -> Jsonb:
    """Write rows as one value that PostgreSQL reads back with jsonb_populate_recordset."""
    return Jsonb([{name: _plain(value) for name, value in row.items()} for row in rows])


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.isoformat()
        case bytes():
            return f"\\x{value.hex()}"
        case _:
            return value
