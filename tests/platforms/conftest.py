"""The platforms under test."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.sandbox.facebook import FacebookWorld
from bot.sandbox.wordpress import WordPressWorld
from tests.platforms.practice import Practice, in_process, practice_facebook, practice_wordpress, served
from tests.real_wordpress import real_wordpress

__all__ = ["facebook", "on_a_port", "practice", "real_wordpress", "wordpress"]


@pytest.fixture
async def facebook() -> AsyncIterator[Practice[FacebookWorld]]:
    async with practice_facebook(in_process) as practice:
        yield practice


@pytest.fixture
async def wordpress() -> AsyncIterator[Practice[WordPressWorld]]:
    async with practice_wordpress(in_process) as practice:
        yield practice


@pytest.fixture(params=[practice_facebook, practice_wordpress], ids=["facebook", "wordpress"])
async def practice(request: pytest.FixtureRequest) -> AsyncIterator[Practice[Any]]:
    """Every simulated platform in turn."""
    async with request.param(in_process) as practice:
        yield practice


@pytest.fixture(params=[practice_facebook, practice_wordpress], ids=["facebook", "wordpress"])
async def on_a_port(request: pytest.FixtureRequest) -> AsyncIterator[Practice[Any]]:
    """Every simulated platform in turn, behind a real connection."""
    async with request.param(served) as practice:
        yield practice
