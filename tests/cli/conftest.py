"""The commands in this process, on a database of their own, beside a practice world on another thread."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.cli.session import console
from bot.sandbox.server import Server, create_app
from bot.sandbox.town import environment, make_world
from bot.sandbox.world import World

Run = Callable[..., Result]


@dataclass(frozen=True)
class Practice:
    """The practice world's address, and the world itself."""

    url: str
    world: World


@pytest.fixture(scope="module")
def practice() -> Iterator[Practice]:
    """A practice world that answers while a command runs."""
    ready: Future[Practice] = Future()
    stop: Future[Callable[[], object]] = Future()
    thread = threading.Thread(target=lambda: asyncio.run(_serve(ready, stop)))
    thread.start()
    yield ready.result(10)
    stop.result(1)()
    thread.join(10)


async def _serve(ready: Future[Practice], stop: Future[Callable[[], object]]) -> None:
    ended, loop = asyncio.Event(), asyncio.get_running_loop()
    stop.set_result(lambda: loop.call_soon_threadsafe(ended.set))
    world, routes = make_world()
    async with Server(create_app(world, routes)) as server:
        ready.set_result(Practice(server.url, world))
        await ended.wait()


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, database_url: str) -> Run:
    """Type a command; settings given by name stand in the environment for this one run."""
    monkeypatch.chdir(tmp_path)  # no .env
    monkeypatch.setattr(console, "width", 200)
    monkeypatch.setenv("DATABASE_URL", database_url)

    def command(*words: str, **settings: Any) -> Result:
        with monkeypatch.context() as given:
            for name, value in settings.items():
                given.setenv(name.upper(), value if isinstance(value, str) else json.dumps(value))
            return CliRunner().invoke(app, words)

    return command


@pytest.fixture
def connected(practice: Practice) -> dict[str, Any]:
    """The settings that point a command at the practice world."""
    return environment(practice.url)
