"""The watch over everything an app sends: it sees what the practice Slack and slack_sdk object to."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.workspace import ANA, MODERATORS
from bot.sandbox.world import World
from tests.sandbox.emitted import sdk_problems, watching
from tests.sandbox.making import (
    Block,
    actions,
    button,
    error_of,
    home,
    modal,
    option,
    plain,
    rich_text,
    section,
)

INVALID: list[Block] = [
    {"type": "header", "text": plain("x" * 151)},
    actions(button(style="warning")),
    actions(*[button(f"b{number}") for number in range(26)]),
    section(accessory={"type": "overflow", "action_id": "more", "options": [option("a")] * 6}),
    {"type": "paragraph"},
]


@pytest.mark.parametrize("block", INVALID, ids=lambda block: block["type"])
def test_slack_sdk_objects(block: Block) -> None:
    assert sdk_problems(block)


@pytest.mark.parametrize("block", [section(), actions(), rich_text(), {"type": "data_table"}])
def test_slack_sdk_has_nothing_against_good_blocks_and_those_it_does_not_know(block: Block) -> None:
    assert sdk_problems(block) == []


async def test_what_the_practice_slack_refuses_is_remembered(world: World, client: AsyncWebClient) -> None:
    with watching() as seen:
        broken = client.chat_postMessage(channel=MODERATORS, text="x", blocks=[section("")])
        assert await error_of(broken) == "invalid_blocks"
        assert await error_of(client.views_publish(user_id=ANA, view=modal())) == "invalid_arguments"
        empty = client.api_call("chat.postMessage", json={"channel": MODERATORS})
        assert await error_of(empty) == "no_text"
    complaints = " ".join(seen.refused)
    for complaint in ("more than 0 characters", "unsupported type: modal", "no_text"):
        assert complaint in complaints
    assert seen.taken == []


async def test_what_slack_may_refuse_at_any_time_is_not_the_apps_fault(
    world: World, client: AsyncWebClient
) -> None:
    with watching() as seen:
        assert await error_of(client.chat_postMessage(channel="C0NOWHERE", text="x")) == "channel_not_found"
        await client.views_publish(user_id=ANA, view=home())
    assert (seen.refused, seen.taken) == ([], [])


async def test_a_word_that_is_not_in_slacks_table_is_noticed(world: World, client: AsyncWebClient) -> None:
    world.slack.dead_token = "token_tired"
    with watching() as seen:
        assert await error_of(client.auth_test()) == "token_tired"
    assert seen.taken == ["auth.test does not answer token_tired"]
