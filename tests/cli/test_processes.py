"""The processes: start, readiness, and an end that finishes what is in hand."""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import psycopg

from bot.app import build_desk
from bot.sandbox.server import Server, create_app
from bot.sandbox.town import ANA, CHANNEL, environment, make_world, register_everybody
from bot.settings import Settings
from tests.town import SPAM


def free_port() -> int:
    """Give a port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@asynccontextmanager
async def a_process(word: str, given: dict[str, Any]) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run `modbot WORD` with these settings while the block lasts."""
    written = {k.upper(): v if isinstance(v, str) else json.dumps(v) for k, v in given.items()}
    env = {"PATH": os.environ["PATH"], **written}
    command = [sys.executable, "-m", "bot", word]
    process = await asyncio.create_subprocess_exec(*command, env=env, stderr=asyncio.subprocess.PIPE)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def until_ready(url: str) -> None:
    """Ask until the desk says that it is ready."""
    async with asyncio.timeout(30), httpx.AsyncClient() as client:
        while True:
            try:
                if (await client.get(f"{url}/readyz")).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.05)


async def test_sigterm_finishes_the_removal_in_hand_and_leaves_nothing_claimed(database_url: str) -> None:
    world, routes = make_world()
    world.slack.limits = False
    facebook = world.platforms["facebook"]
    async with Server(create_app(world, routes)) as server:
        port = free_port()
        given = environment(server.url) | {
            "database_url": database_url,
            "port": port,
            "slack_app_token": "xapp-sandbox",
        }
        desk = build_desk(Settings(_env_file=None, **given), database_url)
        await register_everybody(desk, server.url)
        await desk.db.close()
        async with a_process("run", given) as process:
            await until_ready(f"http://127.0.0.1:{port}")
            facebook.hook_url = f"http://127.0.0.1:{port}/hooks/facebook"
            comment = await facebook.add_comment(facebook.posts()[0].id, "Dale Hewitt", SPAM)
            version = 0
            async with asyncio.timeout(20):
                while not (cards := [m for m in world.slack.messages.get(CHANNEL, []) if "case 1" in m.text]):
                    version = await world.wait_change(version)
            facebook.faults.slow = 0.5
            await world.slack.click(ANA, CHANNEL, cards[0].ts, "case.remove")
            await asyncio.to_thread(_until_claimed, database_url)
            process.send_signal(signal.SIGTERM)
            async with asyncio.timeout(25):
                assert await process.wait() == 0
        assert all(c.hidden for p in facebook.posts() for c in p.comments if c.id == comment)
    with psycopg.connect(database_url.replace("+psycopg", "")) as connection:
        assert connection.execute("SELECT count(*) FROM effect WHERE status = 'claimed'").fetchone() == (0,)


async def test_a_start_that_cannot_succeed_is_one_sentence_that_says_what_to_do(database_url: str) -> None:
    for given, sentence in (
        ({"database_url": database_url}, "Slack is not set up; missing: SLACK_BOT_TOKEN, SLACK_CHANNEL"),
        ({"database_url": "mysql://x/y"}, "DATABASE_URL must name a PostgreSQL database, not mysql."),
        ({"database_url": "postgresql://127.0.0.1:1/x"}, "The database cannot be reached:"),
        ({"database_url": database_url, "port": "eight"}, "The settings cannot be read. PORT:"),
    ):
        async with a_process("web", given) as process:
            _, said = await process.communicate()
            assert process.returncode == 1
            assert said.decode().startswith(sentence)
            assert "Traceback" not in said.decode()


def _until_claimed(database_url: str) -> None:
    """Wait until a worker has the removal in hand."""
    query = "SELECT 1 FROM effect WHERE kind = 'remove_comment' AND status = 'claimed'"
    with psycopg.connect(database_url.replace("+psycopg", ""), autocommit=True) as connection:
        while connection.execute(query).fetchone() is None:
            connection.execute("SELECT pg_sleep(0.01)")
