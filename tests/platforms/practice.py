"""A practice platform with the real connector in front of it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Generic, Protocol, TypeVar

import httpx
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from bot.platforms.connector import Connector
from bot.platforms.facebook import FacebookConnector
from bot.platforms.wordpress import SiteCredentials, WordPressConnector
from bot.sandbox import facebook, wordpress
from bot.sandbox.facebook import FacebookWorld
from bot.sandbox.platform_faults import PlatformFaults
from bot.sandbox.platforms import PublicComment, PublicPlatform
from bot.sandbox.server import Server, create_app
from bot.sandbox.wordpress import WordPressWorld
from bot.sandbox.world import World

NOON = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


class PracticePlatform(PublicPlatform, Protocol):
    """What both simulators can do beyond what residents see."""

    faults: PlatformFaults

    def public_comments(self, post_id: str) -> list[PublicComment]: ...

    async def hide_comment(self, comment_id: str) -> None: ...

    async def delete_comment(self, comment_id: str) -> None: ...


P = TypeVar("P", bound=PracticePlatform)


@dataclass
class Practice(Generic[P]):
    """One platform under test."""

    connector: Connector
    platform: P
    account: str
    world: World
    clock: Clock
    kill_token: Callable[[], None]
    stop: Callable[[], Awaitable[None]]  # end the server

    @property
    def post(self) -> str:
        return self.platform.posts()[0].id

    def public_texts(self) -> list[str]:
        return [comment.text for comment in self.platform.public_comments(self.post)]


@dataclass
class Reach:
    """How a connector gets to the practice platform."""

    url: str
    transport: httpx.AsyncBaseTransport | None
    stop: Callable[[], Awaitable[None]]


Way = Callable[[World, Sequence[BaseRoute]], AbstractAsyncContextManager[Reach]]


@asynccontextmanager
async def in_process(_: World, routes: Sequence[BaseRoute]) -> AsyncIterator[Reach]:
    """Hand requests over without a socket; enough unless the connection itself is the point."""
    transport = httpx.ASGITransport(Starlette(routes=routes))
    yield Reach("http://practice.example", transport, transport.aclose)


@asynccontextmanager
async def served(world: World, routes: Sequence[BaseRoute]) -> AsyncIterator[Reach]:
    """Serve the platform on a loopback port."""
    async with Server(create_app(world, routes)) as server:
        yield Reach(server.url, None, partial(server.__aexit__, None, None, None))


@asynccontextmanager
async def practice_facebook(way: Way) -> AsyncIterator[Practice[FacebookWorld]]:
    """Give the practice Facebook, with a connector that knows both Pages' tokens."""
    clock = Clock()
    world = World(clock)
    platform = FacebookWorld(world)
    async with way(world, platform.routes()) as reach:
        connector = FacebookConnector(
            app_secret=facebook.APP_SECRET,
            verify_token=facebook.VERIFY_TOKEN,
            page_tokens=facebook.PAGE_TOKENS,
            base_url=f"{reach.url}/graph/v26.0/",
            now=clock,
            client_timeout=1.0,
            transport=reach.transport,
        )

        def kill_token() -> None:
            platform.tokens[facebook.PAGE_TOKENS[facebook.TOWN]].dead = 460

        yield Practice(connector, platform, facebook.TOWN, world, clock, kill_token, reach.stop)
        await connector.close()


@asynccontextmanager
async def practice_wordpress(way: Way) -> AsyncIterator[Practice[WordPressWorld]]:
    """Give the practice WordPress, with a connector that holds an editor's password."""
    clock = Clock()
    world = World(clock)
    platform = WordPressWorld(world)
    async with way(world, platform.routes()) as reach:
        account = f"{reach.url}/wp/westlock"
        connector = WordPressConnector(
            sites={account: SiteCredentials(wordpress.USER, wordpress.PASSWORD)},
            now=clock,
            client_timeout=1.0,
            transport=reach.transport,
        )

        def kill_token() -> None:
            platform.users[wordpress.USER].password = "another one"

        yield Practice(connector, platform, account, world, clock, kill_token, reach.stop)
        await connector.close()
