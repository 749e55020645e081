"""Where the measured things run: PostgreSQL that syncs to disk, the practice world, servers of their own."""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from bot.database import create_database, drop_database, migrate
from bot.embedded import EmbeddedPostgres
from bot.sandbox.server import Server, create_app
from bot.sandbox.town import environment, make_world
from bot.sandbox.world import World

_PATIENCE = 30.0  # seconds a server may take to be ready
_ADDRESS = re.compile(r"http://[0-9.]+:\d+")


@dataclass
class Machine:
    """The database server of one run, with a migrated template; every bench gets a fresh database."""

    url: str
    made: int = 0

    @contextmanager
    def database(self) -> Iterator[str]:
        """Give a fresh, migrated database."""
        self.made += 1
        name = f"bench_{self.made}"
        yield create_database(self.url, name, template="desk_template")
        drop_database(self.url, name)


@contextmanager
def a_machine() -> Iterator[Machine]:
    """Run the embedded PostgreSQL as a town would: everything is synced to disk."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        server = EmbeddedPostgres(Path(folder))
        url = server.start()
        try:
            migrate(create_database(url, "desk_template"))
            yield Machine(url)
        finally:
            server.remove()


@asynccontextmanager
async def a_sandbox() -> AsyncIterator[tuple[World, str]]:
    """Serve the practice world from this process; give it with its address."""
    world, routes = make_world()
    async with Server(create_app(world, routes)) as server:
        yield world, server.url


def desk_environment(sandbox: str, database_url: str, **more: Any) -> dict[str, str]:
    """Give the environment of a bot that works against the practice world."""
    given = environment(sandbox) | {"database_url": database_url, "port": 0, "log_level": "ERROR"} | more
    return {
        name.upper(): json.dumps(value) if isinstance(value, dict) else str(value)
        for name, value in given.items()
    }


@dataclass(frozen=True)
class Running:
    """A server in a process of its own."""

    pid: int
    url: str
    started_in: float  # seconds from the start of the process until it was ready


@contextmanager
def running(*command: str, environment: Mapping[str, str]) -> Iterator[Running]:
    """Run `python -m command` until the block ends; it says its address on standard error."""
    with tempfile.NamedTemporaryFile(prefix="bench-", suffix=".log") as log:
        began = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", *command], env={**os.environ, **environment}, stderr=log
        )
        try:
            url = _wait_until_ready(process, Path(log.name))
            yield Running(process.pid, url, time.perf_counter() - began)
        finally:
            process.terminate()
            process.wait(_PATIENCE)


def _wait_until_ready(process: "subprocess.Popen[bytes]", log: Path) -> str:
    """Look every few milliseconds: the log gives the address, the address says when work gets done."""
    until = time.monotonic() + _PATIENCE
    with httpx.Client() as client:
        while process.poll() is None and time.monotonic() < until:
            found = _ADDRESS.search(log.read_text())
            if found and client.get(f"{found[0]}/readyz").status_code == 200:
                return found[0]
            time.sleep(0.005)
    raise RuntimeError(f"The server did not become ready: {log.read_text()[-500:]}")
