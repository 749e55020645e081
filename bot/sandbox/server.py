"""Serves the practice world on one loopback port."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from ipaddress import ip_address, ip_network
from types import TracebackType
from typing import Self

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from bot.domain.errors import CannotStart
from bot.sandbox.slack.web_api.routes import Routes
from bot.sandbox.world import World

LOOPBACK = ip_network("127.0.0.0/8")
PATIENCE = 0.2  # seconds an answer under way is given when the server ends


def create_app(world: World, extra_routes: Sequence[BaseRoute] = ()) -> Starlette:
    """The practice world as one web application."""

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        world.slack.timetable.post_due()
        yield
        await world.close()

    app = Starlette(routes=[*Routes(world.slack).all(), *extra_routes], lifespan=lifespan)
    app.state.world = world
    return app


class _Uvicorn(uvicorn.Server):
    """A server that says when it listens, ends at once, and leaves the process's signals alone."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listens = asyncio.Event()
        self.ended = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        self.listens.set()

    async def main_loop(self) -> None:
        """Serve until told to end."""
        await self.on_tick(0)
        await self.ended.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End without the pauses uvicorn makes for clients far away."""
        for server in self.servers:
            server.close()
        for listening in sockets or []:
            listening.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        running = set(self.server_state.tasks)
        if running:
            _, late = await asyncio.wait(running, timeout=PATIENCE)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self.lifespan.shutdown()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Whoever runs the world decides when it ends."""
        yield


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host) in LOOPBACK
    except ValueError:  # a name; it could lead anywhere
        return False


class Server:
    """Runs the application in this event loop for as long as the `async with` lasts."""

    def __init__(self, app: Starlette, host: str = "127.0.0.1", port: int = 0) -> None:
        if not _is_loopback(host):
            raise CannotStart(f"The practice world answers on this computer only, not on {host}.")
        self._app = app
        self._address = (host, port)
        config = uvicorn.Config(app, log_config=None, log_level="critical", date_header=False)
        self._server = _Uvicorn(config)
        self._task: asyncio.Task[None] | None = None
        self.url = ""

    async def __aenter__(self) -> Self:
        listening = socket.create_server(self._address)
        self.url = f"http://{self._address[0]}:{listening.getsockname()[1]}"
        self._app.state.world.slack.handles.base_url = self.url
        self._task = asyncio.create_task(self._server.serve(sockets=[listening]))
        await self._server.listens.wait()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.ended.set()
        if self._task is not None:
            await self._task
