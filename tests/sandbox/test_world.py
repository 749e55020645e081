"""The world as a whole: changes that wake, a second start that finds everything again, and its speed."""

import asyncio
import json
import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.workspace import ANA, MODERATORS
from bot.sandbox.world import World
from tests.sandbox.conftest import Clock
from tests.sandbox.making import home, modal, section


@dataclass
class Board:
    """A platform small enough for this test."""

    comments: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """What outlives a restart."""
        return {"comments": self.comments}

    def restore(self, saved: dict[str, Any]) -> None:
        """Become what was saved."""
        self.comments = saved["comments"]


async def test_a_change_wakes_everybody_who_waits(world: World) -> None:
    waiting = [asyncio.create_task(world.wait_change(world.version)) for _ in range(3)]
    await asyncio.sleep(0)
    world.slack.say(ANA, MODERATORS, "x")
    assert await asyncio.gather(*waiting) == [world.version] * 3


async def test_a_change_that_has_happened_is_not_waited_for(world: World) -> None:
    before = world.version
    world.touch()
    assert await world.wait_change(before) == before + 1


async def test_a_second_start_finds_everything_again(
    world: World, client: AsyncWebClient, clock: Clock, tmp_path: Path
) -> None:
    world.platforms["board"] = Board(["first"])
    root = (await client.chat_postMessage(channel=MODERATORS, text="\x00 root", blocks=[section()]))["ts"]
    await client.chat_postMessage(channel=ANA, text="reply")
    await client.chat_postMessage(channel=MODERATORS, text="reply", thread_ts=root)
    await client.views_publish(user_id=ANA, view=home())
    await client.views_open(trigger_id=world.slack.handles.new_trigger(ANA), view=modal())
    world.slack.warn(ANA, "Something happened.")
    world.save(tmp_path / "world.json")

    again = World(clock)
    again.platforms["board"] = Board()
    again.load(tmp_path / "world.json")
    assert again.to_json() == world.to_json()
    assert again.platforms["board"].comments == ["first"]
    assert again.slack.direct(ANA).id == world.slack.direct(ANA).id
    assert [one.text for one in again.slack.replies(MODERATORS, root)] == ["reply"]
    assert again.slack.next_ts() > world.slack.messages[MODERATORS][-1].ts
    assert again.slack.next_id("V") not in json.dumps(world.to_json())
    assert os.listdir(tmp_path) == ["world.json"]


async def test_the_practice_slack_takes_two_hundred_messages_a_second(
    world: World, client: AsyncWebClient
) -> None:
    world.slack.limits = False
    began = time.process_time()
    for _ in range(20):
        await asyncio.gather(
            *(client.chat_postMessage(channel=MODERATORS, text="x", blocks=[section()]) for _ in range(20))
        )
    assert len(world.slack.messages[MODERATORS]) == 400
    assert time.process_time() - began < 2
