"""The platforms under test."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.sandbox.facebook import FacebookWorld
from bot.sandbox.wordpress import WordPressWorld
from tests.platforms.practice import Practice, practice_facebook, practice_wordpress
from tests.real_wordpress import real_wordpress

__all__ = ["facebook", "practice", "real_wordpress", "wordpress"]


@pytest.fixture
async def facebook() -> AsyncIterator[Practice[FacebookWorld]]:
    async with practice_facebook() as practice:
        yield practice


@pytest.fixture
async def wordpress() -> AsyncIterator[Practice[WordPressWorld]]:
    async with practice_wordpress() as practice:
        yield practice


@pytest.fixture(params=[practice_facebook, practice_wordpress], ids=["facebook", "wordpress"])
async def practice(request: pytest.FixtureRequest) -> AsyncIterator[Practice[Any]]:
    """Every simulated platform in turn."""
    async with request.param() as practice:
        yield practice
