"""A fresh practice world for every test, its clock in the test's hands, served on a free port."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.server import Server, create_app
from bot.sandbox.slack.workspace import BOT_TOKEN
from bot.sandbox.world import World
from tests.sandbox import page_browser
from tests.sandbox.bolt_app import BoltApp

chromium = page_browser.chromium  # here, so that all the page's tests share one browser


@dataclass
class Clock:
    """A time that moves when the test says so."""

    time: datetime = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        """The time."""
        return self.time

    def forward(self, **span: float) -> None:
        """Let time pass."""
        self.time += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    """The world's clock."""
    return Clock()


@pytest.fixture
async def world(clock: Clock) -> AsyncIterator[World]:
    """A world in which nothing has happened yet."""
    world = World(clock)
    yield world
    await world.close()


@pytest.fixture
async def server(world: World) -> AsyncIterator[Server]:
    """The world, served."""
    async with Server(create_app(world)) as server:
        yield server


@pytest.fixture
def client(server: Server) -> AsyncWebClient:
    """The bot's own client, with its address changed."""
    return AsyncWebClient(token=BOT_TOKEN, base_url=f"{server.url}/api/")


@pytest.fixture
async def app(client: AsyncWebClient) -> AsyncIterator[BoltApp]:
    """A small real Bolt app over Socket Mode."""
    app = BoltApp(client)
    async with app.connected():
        yield app
