"""A crisis behind ten thousand waiting cards: is it the next thing sent to its channel, and how soon?"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.app import build
from bot.process import serving
from bot.sandbox.slack.state import Message
from bot.sandbox.town import CHANNEL
from bot.sandbox.world import World
from bot.web import create_app
from tests.bench.cases import CRISIS, a_desk, comments, open_cases
from tests.bench.servers import Machine, a_sandbox
from tests.town import settings_for

WAITING = 10_000
BEFORE = 3  # cards that are let go first, so that the outbox is at Slack's pace


@dataclass(frozen=True)
class Arrival:
    """How a crisis came through."""

    position: int  # among the messages sent to the channel after it arrived
    seconds: float


async def crisis_arrival(machine: Machine) -> Arrival:
    """Fill the queue, let the outbox post at Slack's pace, then let a resident write about a crisis."""
    with machine.database() as url:
        async with a_sandbox() as (world, sandbox):
            async with a_desk(url, sandbox) as desk:
                await open_cases(desk, comments(WAITING))
            # The window is open wide: what holds the crisis up can only be the cards before it.
            settings = settings_for(
                sandbox, slack_post_seconds=1, slack_update_seconds=1.2, card_window=10**6
            )
            bot = build(settings, url)
            outbox = asyncio.create_task(bot.outbox.run())
            try:
                async with serving(create_app(bot), "127.0.0.1", 0) as address:
                    world.platforms["facebook"].hook_url = f"{address}/hooks/facebook"
                    return await _arrival(world)
            finally:
                bot.outbox.stop()
                await outbox
                await bot.close()


async def _arrival(world: World) -> Arrival:
    facebook = world.platforms["facebook"]
    await _until(world, lambda posted: len(posted) >= BEFORE)
    await facebook.add_comment(facebook.posts()[0].id, "Marlene Dufresne", CRISIS)
    came, before = time.perf_counter(), len(_posted(world))
    posted = await _until(world, lambda posted: any("CRISIS" in m.text for m in posted))
    position = next(n for n, m in enumerate(posted[before:], start=1) if "CRISIS" in m.text)
    return Arrival(position, time.perf_counter() - came)


async def _until(world: World, enough: Callable[[list[Message]], bool]) -> list[Message]:
    async with asyncio.timeout(60):
        while not enough(_posted(world)):
            await world.wait_change(world.version)
    return _posted(world)


def _posted(world: World) -> list[Message]:
    messages: list[Message] = world.slack.messages[CHANNEL]
    return messages
