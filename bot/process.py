"""Runs one process of the desk: web, worker or both, until told to stop; what is in hand is finished."""

import asyncio
import logging
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

import uvicorn
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from starlette.applications import Starlette

from bot.app import Bot
from bot.web import create_app

log = logging.getLogger(__name__)
GRACE = 20.0  # seconds for what is in hand


class HttpServer(uvicorn.Server):
    """A server that says when it listens, and leaves the process's signals alone."""

    def __init__(self, app: Starlette) -> None:
        super().__init__(
            uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=int(GRACE))
        )
        self.listens = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        self.listens.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Whoever runs the process decides when it ends."""
        yield


@asynccontextmanager
async def serving(app: Starlette, host: str, port: int) -> AsyncIterator[str]:
    """Serve the application while the block lasts; port 0 is a free one. Gives the address."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as listening:
        server = HttpServer(app)
        task = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            await server.listens.wait()
            yield f"http://{host}:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            await task


@asynccontextmanager
async def listening_to_slack(bot: Bot) -> AsyncIterator[AsyncSocketModeHandler | None]:
    """Keep the Socket Mode connection while the block lasts, where an app token is given.

    Connecting goes on behind: when Slack is down, the platforms' hooks are taken in all the same.
    """
    handler = bot.socket()
    if handler is None:
        yield None
        return
    connecting = asyncio.create_task(handler.connect_async())  # type: ignore[no-untyped-call]
    try:
        yield handler
    finally:
        connecting.cancel()
        with suppress(asyncio.CancelledError):
            await connecting
        await handler.close_async()  # type: ignore[no-untyped-call]


@asynccontextmanager
async def working(bot: Bot) -> AsyncIterator[None]:
    """Keep the outbox and the timetable going while the block lasts."""
    outbox = asyncio.create_task(bot.outbox.run())
    timetable = asyncio.create_task(bot.timetable.run())
    try:
        yield
    finally:
        timetable.cancel()
        bot.outbox.stop()
        with suppress(asyncio.CancelledError):
            await timetable
        done, _ = await asyncio.wait([outbox], timeout=GRACE)
        if not done:
            outbox.cancel()  # what is still in hand is given back
        with suppress(asyncio.CancelledError):
            await outbox


@asynccontextmanager
async def web_side(bot: Bot, host: str, port: int) -> AsyncIterator[str]:
    """Take in what Slack and the platforms send. Gives the address."""
    async with listening_to_slack(bot) as handler:

        async def socket_is_up() -> bool:
            return handler is not None and await handler.client.is_connected()

        app = create_app(bot, socket_is_up if handler else None)
        async with serving(app, host, port) as address:
            yield address


async def until_stopped() -> None:
    """Wait for SIGTERM or SIGINT; a second one does not cut off the finishing."""
    stopped = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    await stopped.wait()
