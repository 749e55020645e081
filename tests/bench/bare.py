"""What the desk is measured against: the least that could do the same work, in a process of its own."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from typing import Any

import psycopg
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.process import serving, until_stopped
from bot.slack.ids import Press, read_stamp

POOL = 10  # connections, as many as the desk's
Connection = psycopg.AsyncConnection[Any]


class Pool:
    """Connections that are handed round."""

    def __init__(self, connections: list[Connection]) -> None:
        self._free: asyncio.Queue[Connection] = asyncio.Queue()
        for connection in connections:
            self._free.put_nowait(connection)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """Give a connection inside a transaction; commit at the end."""
        connection = await self._free.get()
        try:
            async with connection.transaction():
                yield connection
        finally:
            self._free.put_nowait(connection)


_SEAL = """
    WITH head AS (UPDATE ledger_head SET seq = seq + 1 RETURNING seq)
    INSERT INTO ledger (seq, format, at, actor, event, facts, previous, hash)
    SELECT seq, 1, now(), 'system', %s, %s, '', '' FROM head
"""
_ASK = """
    INSERT INTO effect (kind, lane, key, case_id, urgency, status, attempts, created_at, due_at, answer)
    VALUES (%s, %s, gen_random_uuid(), %s, 'normal', 'due', 0, now(), now(), '')
"""
_CAPTURE = """
    INSERT INTO capture (account, comment_id, body, text, digest, author_id, author_name, post_id, raw,
                         sha256, platform, revision, post_text, post_permalink, permalink, read_at,
                         captured_at, salt)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'facebook', 1, '', '', '', now(), now(), 'salt')
    RETURNING id
"""
_DECISION = """
    INSERT INTO decision (case_id, capture_id, actor, outcome, reason, role, policy_version, decided_at, salt)
    VALUES (%s, %s, %s, 'remove', '', 'moderator', '1', now(), 'salt') RETURNING id
"""
_CASE = """
    INSERT INTO cases (account_id, platform, comment_id, capture_id, status, urgency, version, platform_state,
                       platform_note, opened_at, answer_by)
    VALUES (1, 'facebook', %s, %s, 'open', 'normal', 1, 'visible', '', now(), now()) RETURNING id
"""
_FLAG = """
    INSERT INTO flag (case_id, capture_id, rule, clause, reason, policy_version, raised_at)
    VALUES (%s, %s, 'spam', '7.1.7', 'Spam', '1', now())
"""


async def _decide(pool: Pool, case_id: int, actor: str) -> None:
    """Record a decision in five statements."""
    async with pool.transaction() as db:
        capture = await _id(db, "SELECT capture_id FROM cases WHERE id = %s FOR UPDATE", case_id)
        decision = await _id(db, _DECISION, case_id, capture, actor)
        await db.execute(
            "UPDATE cases SET status = 'removed', version = version + 1, decision_id = %s WHERE id = %s",
            [decision, case_id],
        )
        await db.execute(_ASK, ["update_card", "slack:update", case_id])
        await db.execute(_SEAL, ["case.decided", json.dumps({"case": case_id})])


async def _take_in(pool: Pool, account: str, value: dict[str, Any], body: bytes) -> None:
    """Insert the rows that a delivery of one comment comes to."""
    words, comment, author = value["message"], value["comment_id"], value["from"]
    digest = sha256(words.encode()).hexdigest()
    async with pool.transaction() as db:
        row = (
            account,
            comment,
            words.encode(),
            words,
            digest,
            author["id"],
            author["name"],
            value["post_id"],
        )
        capture = await _id(db, _CAPTURE, *row, body, digest)
        if "raffle" in words:
            case = await _id(db, _CASE, comment, capture)
            await db.execute(_FLAG, [case, capture])
            await db.execute(_ASK, ["post_card", "slack:post:C0MODERATORS", case])
        await db.execute(_SEAL, ["comment.captured", json.dumps({"capture": capture})])


async def _id(db: Connection, query: str, *values: object) -> int:
    row = await (await db.execute(query, values)).fetchone()
    assert row is not None
    return int(row[0])


def _bare_app(pool: Pool) -> Starlette:
    client = AsyncWebClient(token="xoxb-sandbox", base_url=os.environ["SLACK_API_URL"])
    bolt = AsyncApp(client=client, signing_secret=os.environ["SLACK_SIGNING_SECRET"])

    async def on_remove(ack: AsyncAck, action: dict[str, Any], body: dict[str, Any]) -> None:
        await _decide(pool, read_stamp(action["value"])[0], body["user"]["id"])
        await ack()

    bolt.action(Press.REMOVE)(on_remove)
    slack = AsyncSlackRequestHandler(bolt)

    async def events(request: Request) -> Response:
        return await slack.handle(request)

    async def hook(request: Request) -> Response:
        body = await request.body()
        entry = json.loads(body)["entry"][0]
        await _take_in(pool, entry["id"], entry["changes"][0]["value"], body)
        return PlainTextResponse("ok\n")

    async def ready(request: Request) -> Response:
        return PlainTextResponse("ok\n")

    return Starlette(
        routes=[
            Route("/slack/events", events, methods=["POST"]),
            Route("/hooks/facebook", hook, methods=["POST"]),
            Route("/readyz", ready),
        ]
    )


async def _serve() -> None:
    url = os.environ["DATABASE_URL"].replace("postgresql+psycopg://", "postgresql://")
    connections = [await psycopg.AsyncConnection.connect(url, autocommit=True) for _ in range(POOL)]
    async with serving(_bare_app(Pool(connections)), "127.0.0.1", 0) as address:
        sys.stderr.write(f"open at {address}\n")
        sys.stderr.flush()
        await until_stopped()
    for connection in connections:
        await connection.close()


if __name__ == "__main__":
    asyncio.run(_serve())
