"""Comments through the signed webhook, singly and a thousand at once, against a bare endpoint."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import psycopg

from bot.cli.replay import Written
from tests.bench.cases import a_desk, comments, deliveries
from tests.bench.load import send_all
from tests.bench.servers import Machine, Running, a_sandbox, desk_environment, running

SINGLES = 1000
TOGETHER = 1000
FLAGGED_OF_TEN = 3


@dataclass(frozen=True)
class Intake:
    """What one desk took in."""

    per_second: float  # one comment per delivery
    together: float  # comments a second, a thousand in one delivery
    transactions: int  # that wrote the thousand


async def desk_intake(machine: Machine) -> Intake:
    """Send a thousand deliveries of one comment, then one delivery of a thousand."""
    async with _a_server(machine, "bot", "web") as (url, server):
        hook = f"{server.url}/hooks/facebook"
        singles = await _one_by_one(hook)
        together = await send_all(hook, deliveries(_comments(TOGETHER, "t"), TOGETHER), at_once=1)
        return Intake(singles, together.per_second * TOGETHER, _writers(url))


async def bare_intake(machine: Machine) -> float:
    """Send as many deliveries of one comment to the bare endpoint; give its rate."""
    async with _a_server(machine, "tests.bench.bare") as (_, server):
        return await _one_by_one(f"{server.url}/hooks/facebook")


@asynccontextmanager
async def _a_server(machine: Machine, *command: str) -> AsyncIterator[tuple[str, Running]]:
    with machine.database() as url:
        async with a_sandbox() as (_, sandbox):
            async with a_desk(url, sandbox):
                pass  # everybody is registered
            with running(*command, environment=desk_environment(sandbox, url)) as server:
                yield url, server


async def _one_by_one(hook: str) -> float:
    await send_all(hook, deliveries(_comments(50, "w"), 1))
    return (await send_all(hook, deliveries(_comments(SINGLES, "s"), 1))).per_second


def _comments(number: int, name: str) -> list[Written]:
    return comments(number, flagged_of_ten=FLAGGED_OF_TEN, name=name)


def _writers(url: str) -> int:
    """Count the transactions that captured the thousand and sealed them: each row names its own in xmin."""
    with psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://")) as connection:
        found = connection.execute(
            "SELECT count(DISTINCT xmin) FROM ("
            " SELECT xmin::text FROM capture WHERE comment_id LIKE '1\\_t%'"
            " UNION ALL SELECT l.xmin::text FROM ledger l"
            " JOIN capture c ON c.id = (l.facts::jsonb->>'capture')::bigint"
            " WHERE c.comment_id LIKE '1\\_t%') AS written"
        ).fetchone()
    assert found is not None
    return int(found[0])
