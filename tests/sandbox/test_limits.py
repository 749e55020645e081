"""How fast the app may call: one message a second per channel, tiers per method, and Retry-After."""

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.limits import CHANNEL_BURST, WORKSPACE_MESSAGES
from bot.sandbox.slack.workspace import ANA, BEN, MODERATORS, Channel
from bot.sandbox.world import World
from tests.sandbox.conftest import Clock
from tests.sandbox.making import error_of, home

HISTORY_A_MINUTE = 50
VIEWS_A_MINUTE = 100
PINS_A_MINUTE = 20


async def posted(client: AsyncWebClient, channel: str = MODERATORS, count: int = 1) -> int:
    """Post until refused, at most so many times; how many were taken."""
    for number in range(count):
        try:
            await client.chat_postMessage(channel=channel, text=str(number))
        except SlackApiError as error:
            if error.response.status_code != 429:
                raise
            return number
    return count


async def test_a_channel_takes_a_small_burst_and_then_one_message_a_second(
    world: World, client: AsyncWebClient, clock: Clock
) -> None:
    assert await posted(client, count=20) == CHANNEL_BURST
    for _ in range(3):
        clock.forward(seconds=1)
        assert await posted(client, count=5) == 1
    assert len(world.slack.messages[MODERATORS]) == CHANNEL_BURST + 3


async def test_channels_do_not_wait_for_each_other(client: AsyncWebClient) -> None:
    assert await posted(client, count=20) == CHANNEL_BURST
    assert await posted(client, ANA, count=20) == CHANNEL_BURST


async def test_the_answer_says_how_long_to_wait(client: AsyncWebClient, clock: Clock) -> None:
    await posted(client, count=CHANNEL_BURST)
    clock.forward(seconds=0.5)
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel=MODERATORS, text="x")
    assert refused.value.response.status_code == 429
    assert refused.value.response.headers["Retry-After"] == "1"
    assert refused.value.response.data == {"ok": False, "error": "ratelimited"}


async def test_slack_sdks_own_handler_understands_the_answer(client: AsyncWebClient) -> None:
    handler = AsyncRateLimitErrorRetryHandler(max_retry_count=1)
    waited: list[str] = []

    async def no_wait(*, state: object, request: object, response: object, error: object = None) -> None:
        """Write down the wait instead of waiting."""
        waited.append("429")

    handler.prepare_for_next_attempt_async = no_wait  # type: ignore[method-assign,assignment]
    client.retry_handlers.append(handler)
    assert await posted(client, count=CHANNEL_BURST + 1) == CHANNEL_BURST
    assert waited == ["429"]


async def test_a_refused_message_costs_nothing(client: AsyncWebClient) -> None:
    for _ in range(CHANNEL_BURST * 2):
        empty = client.api_call("chat.postMessage", json={"channel": MODERATORS})
        assert await error_of(empty) == "no_text"
    assert await posted(client, count=20) == CHANNEL_BURST


async def calls_taken(client: AsyncWebClient, method: str, args: dict[str, object], most: int) -> int:
    """Call a method until it is refused for its pace; how many calls were not."""
    for number in range(most):
        try:
            await client.api_call(method, json=args)
        except SlackApiError as error:
            if error.response["error"] == "ratelimited":
                return number
    return most


async def test_each_tier_has_its_calls_in_a_minute(client: AsyncWebClient, clock: Clock) -> None:
    expected: list[tuple[str, dict[str, object], int]] = [
        ("pins.add", {"channel": MODERATORS}, PINS_A_MINUTE),
        ("conversations.history", {"channel": MODERATORS}, HISTORY_A_MINUTE),
        ("views.publish", {"user_id": ANA, "view": home()}, VIEWS_A_MINUTE),
        ("chat.update", {"channel": MODERATORS, "ts": "1.000001", "text": "x"}, HISTORY_A_MINUTE),
    ]
    for method, args, a_minute in expected:
        assert await calls_taken(client, method, args, 200) == a_minute
        clock.forward(seconds=60 / a_minute)
        assert await calls_taken(client, method, args, 5) == 1


async def test_the_whole_workspace_takes_several_hundred_messages_a_minute(
    world: World, client: AsyncWebClient
) -> None:
    for number in range(WORKSPACE_MESSAGES // CHANNEL_BURST + 1):
        channel = Channel(f"C{number}", f"c{number}", "public", ["U0DESK", BEN])
        world.slack.channels[channel.id] = channel
    taken = [
        await posted(client, f"C{number}", CHANNEL_BURST) for number in range(len(world.slack.channels) - 2)
    ]
    assert sum(taken) == WORKSPACE_MESSAGES


async def test_the_limits_can_be_switched_off(world: World, client: AsyncWebClient) -> None:
    world.slack.limits = False
    assert await posted(client, count=50) == 50
    assert await calls_taken(client, "pins.add", {"channel": MODERATORS}, 50) == 50
