"""Messages that wait for their time."""

from pathlib import Path

from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.server import Server, create_app
from bot.sandbox.slack.workspace import BOT_USER, MODERATORS
from bot.sandbox.world import World, utc_now
from tests.sandbox.conftest import Clock
from tests.sandbox.making import section


async def scheduled(client: AsyncWebClient, clock: Clock, seconds: int, **more: object) -> str:
    """A message that waits so many seconds."""
    post_at = int(clock().timestamp()) + seconds
    answer = await client.api_call(
        "chat.scheduleMessage", json={"channel": MODERATORS, "post_at": post_at, "text": "Later", **more}
    )
    assert answer["post_at"] == post_at
    assert answer["message"]["type"] == "delayed_message"
    return str(answer["scheduled_message_id"])


def texts(world: World) -> list[str]:
    """What stands in the channel."""
    return [message.text for message in world.slack.messages[MODERATORS]]


async def test_a_scheduled_message_comes_at_its_time_and_not_before(
    world: World, client: AsyncWebClient, clock: Clock
) -> None:
    await scheduled(client, clock, 120, text="second")
    await scheduled(client, clock, 60, text="first", blocks=[section("first")])
    clock.forward(seconds=59)
    await client.auth_test()
    assert texts(world) == []
    clock.forward(seconds=61)
    await client.auth_test()
    assert texts(world) == ["first", "second"]
    [first, _] = world.slack.messages[MODERATORS]
    assert (first.user, (first.blocks or [])[0]["type"]) == (BOT_USER, "section")
    assert float(first.ts) >= clock().timestamp()
    await client.auth_test()
    assert len(texts(world)) == 2


async def test_it_comes_by_itself_while_nobody_asks() -> None:
    world = World()
    async with Server(create_app(world)) as server:
        client = AsyncWebClient(token="xoxb-sandbox", base_url=f"{server.url}/api/")
        await client.chat_scheduleMessage(
            channel=MODERATORS, post_at=int(utc_now().timestamp()) + 1, text="Later"
        )
        version = world.version
        while not texts(world):
            version = await world.wait_change(version)
    assert texts(world) == ["Later"]


async def test_with_metadata_it_never_comes(world: World, client: AsyncWebClient, clock: Clock) -> None:
    await scheduled(client, clock, 60, metadata={"event_type": "case", "event_payload": {}})
    clock.forward(seconds=61)
    await client.auth_test()
    assert (texts(world), world.slack.scheduled) == ([], {})


async def test_it_does_not_come_to_a_channel_that_was_archived_or_a_thread_that_is_gone(
    world: World, client: AsyncWebClient, clock: Clock
) -> None:
    await scheduled(client, clock, 60, thread_ts="1.000001")
    clock.forward(seconds=61)
    await client.auth_test()
    await scheduled(client, clock, 60)
    world.slack.channels[MODERATORS].archived = True
    clock.forward(seconds=61)
    await client.auth_test()
    assert texts(world) == []


async def test_a_deleted_one_does_not_come(world: World, client: AsyncWebClient, clock: Clock) -> None:
    waiting = await scheduled(client, clock, 60)
    await client.chat_deleteScheduledMessage(channel=MODERATORS, scheduled_message_id=waiting)
    clock.forward(seconds=61)
    await client.auth_test()
    assert texts(world) == []


async def test_thirty_wait_for_the_same_five_minutes_and_the_next_for_the_following(
    world: World, client: AsyncWebClient, clock: Clock
) -> None:
    for _ in range(30):
        await scheduled(client, clock, 60)
    await scheduled(client, clock, 360)
    assert len(world.slack.scheduled) == 31


async def test_it_is_still_waited_for_after_a_restart(
    world: World, client: AsyncWebClient, clock: Clock, tmp_path: Path
) -> None:
    await scheduled(client, clock, 60)
    world.save(tmp_path / "world.json")
    clock.forward(seconds=61)
    again = World(clock)
    again.load(tmp_path / "world.json")
    async with Server(create_app(again)):
        assert texts(again) == ["Later"]
