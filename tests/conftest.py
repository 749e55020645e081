"""What every test can ask for: a fresh database, a clock that stands still, a desk, a whole town."""

import itertools
import ssl
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from bot.app import build_desk
from bot.database import create_database, drop_database, migrate
from bot.desk import Desk
from bot.domain.policy import load_policies
from bot.embedded import EmbeddedPostgres
from bot.settings import Settings
from tests.sandbox.emitted import watching
from tests.town import Town, a_town

_numbers = itertools.count(1)


class Clock:
    """A clock that moves only when told."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)  # a Monday, 10:00 Alberta time

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        """Let time pass."""
        self.at += timedelta(**by)


@pytest.fixture(scope="session", autouse=True)
def read_once() -> Iterator[None]:
    """The policy and the machine's certificates are read once in a run, not once per desk."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.app.load_policies", cache(load_policies))
        patch.setattr(ssl, "create_default_context", cache(ssl.create_default_context))
        yield


@pytest.fixture(autouse=True)
def emitted(request: pytest.FixtureRequest) -> Iterator[None]:
    """No test passes in which the bot sent Slack something invalid; the sandbox's own tests may try to."""
    with watching() as seen:
        yield
    assert not seen.taken, "slack_sdk or Slack's own table objects: " + "; ".join(seen.taken[:5])
    if "tests/sandbox/" not in request.node.nodeid:
        assert not seen.refused, "The practice Slack objects: " + "; ".join(seen.refused[:5])


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One embedded server for the whole run, with a migrated template; gives its URL."""
    # Nothing here outlives the run, so nothing is synced to disk; the benches run as a town does.
    server = EmbeddedPostgres(Path(tmp_path_factory.mktemp("modbot")), fsync="off")
    url = server.start()
    migrate(create_database(url, "desk_template"))
    yield url
    server.remove()


@pytest.fixture
def database_url(postgres: str) -> Iterator[str]:
    """A fresh, migrated database."""
    name = f"desk_{next(_numbers)}"
    yield create_database(postgres, name, template="desk_template")
    drop_database(postgres, name)


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still."""
    return Clock()


@pytest.fixture
async def desk(database_url: str, clock: Clock) -> AsyncIterator[Desk]:
    """A desk without Slack or platforms."""
    made = build_desk(Settings(_env_file=None, slack_channel="C0MODERATORS"), database_url, clock)
    yield made
    await made.db.close()


@pytest.fixture
async def town(database_url: str) -> AsyncIterator[Town]:
    """The whole town: the bot, its database, the practice Slack and platforms, on the real clock."""
    async with a_town(database_url) as made:
        yield made
