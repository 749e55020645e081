"""A practice platform on a loopback port with the real connector in front of it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Generic, Protocol, TypeVar

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
    clock: Clock
    kill_token: Callable[[], None]
    stop: Callable[[], Awaitable[None]]  # end the server

    @property
    def post(self) -> str:
        return self.platform.posts()[0].id

    def public_texts(self) -> list[str]:
        return [comment.text for comment in self.platform.public_comments(self.post)]


@asynccontextmanager
async def practice_facebook() -> AsyncIterator[Practice[FacebookWorld]]:
    """Serve the practice Facebook, with a connector that knows both Pages' tokens."""
    clock = Clock()
    world = World(clock)
    platform = FacebookWorld(world)
    async with Server(create_app(world, platform.routes())) as server:
        connector = FacebookConnector(
            app_secret=facebook.APP_SECRET,
            verify_token=facebook.VERIFY_TOKEN,
            page_tokens=facebook.PAGE_TOKENS,
            base_url=f"{server.url}/graph/v26.0/",
            now=clock,
            client_timeout=1.0,
        )

        def kill_token() -> None:
            platform.tokens[facebook.PAGE_TOKENS[facebook.TOWN]].dead = 460

        yield Practice(
            connector, platform, facebook.TOWN, clock, kill_token, partial(server.__aexit__, None, None, None)
        )
        await connector.close()


@asynccontextmanager
async def practice_wordpress() -> AsyncIterator[Practice[WordPressWorld]]:
    """Serve the practice WordPress, with a connector that holds an editor's password."""
    clock = Clock()
    world = World(clock)
    platform = WordPressWorld(world)
    async with Server(create_app(world, platform.routes())) as server:
        account = f"{server.url}/wp/westlock"
        credentials = SiteCredentials(wordpress.USER, wordpress.PASSWORD)
        connector = WordPressConnector(sites={account: credentials}, now=clock, client_timeout=1.0)

        def kill_token() -> None:
            platform.users[wordpress.USER].password = "another one"

        yield Practice(
            connector, platform, account, clock, kill_token, partial(server.__aexit__, None, None, None)
        )
        await connector.close()
