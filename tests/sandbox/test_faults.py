"""What can go wrong with Slack: outages, slow and lost answers, sockets that die."""

import asyncio

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.server import Server
from bot.sandbox.slack.workspace import ANA, BOT_TOKEN, MODERATORS
from bot.sandbox.world import World
from tests.sandbox.bolt_app import BoltApp
from tests.sandbox.making import actions, button


@pytest.fixture
def patient(server: Server) -> AsyncWebClient:
    """A client that never tries again by itself."""
    return AsyncWebClient(token=BOT_TOKEN, base_url=f"{server.url}/api/", retry_handlers=[])


async def status_of(client: AsyncWebClient) -> int:
    """The HTTP status of one refused message."""
    try:
        await client.chat_postMessage(channel=MODERATORS, text="x")
    except SlackApiError as error:
        return int(error.response.status_code)
    return 200


async def test_while_slack_is_down_nothing_is_reached(
    world: World, server: Server, patient: AsyncWebClient
) -> None:
    world.slack.faults.down = True
    url = world.slack.handles.new_response_url(ANA, MODERATORS)
    async with aiohttp.ClientSession() as session:
        for address in (f"{server.url}/api/auth.test", url, f"{server.url}/upload/v1/F1"):
            async with session.post(address) as response:
                assert response.status == 503
        ticket = world.slack.delivery.ticket()
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(f"{server.url}/link?ticket={ticket}")
    assert await status_of(patient) == 503
    assert world.slack.messages[MODERATORS] == []
    world.slack.faults.down = False
    assert await status_of(patient) == 200


async def test_a_server_error_does_nothing(world: World, patient: AsyncWebClient) -> None:
    world.slack.faults.server_error = {"chat.postMessage"}
    assert await status_of(patient) == 500
    assert world.slack.messages[MODERATORS] == []
    assert (await patient.auth_test())["ok"]
    world.slack.faults.server_error = {"*"}
    with pytest.raises(SlackApiError):
        await patient.auth_test()


async def test_a_lost_answer_comes_after_the_work(world: World, patient: AsyncWebClient) -> None:
    world.slack.faults.lost_answer = {"chat.postMessage"}
    with pytest.raises(aiohttp.ClientError):
        await patient.chat_postMessage(channel=MODERATORS, text="x")
    assert [one.text for one in world.slack.messages[MODERATORS]] == ["x"]
    world.slack.faults.lost_answer = set()
    assert await status_of(patient) == 200


async def test_a_slow_slack_holds_its_answers_back(world: World, server: Server) -> None:
    world.slack.faults.slow = 30
    hasty = AsyncWebClient(token=BOT_TOKEN, base_url=f"{server.url}/api/", timeout=1, retry_handlers=[])
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await hasty.auth_test()


async def test_the_app_comes_back_after_its_sockets_died(world: World, client: AsyncWebClient) -> None:
    app = BoltApp(client)
    answer = await client.chat_postMessage(channel=MODERATORS, text="x", blocks=[actions(button("remove"))])
    async with app.connected() as handler:
        await world.slack.faults.drop_sockets()
        assert world.slack.delivery.sockets == []
        ack = await world.slack.click(ANA, MODERATORS, answer["ts"], "remove")
        assert ack.status is None
        await handler.client.connect_to_new_endpoint()
        assert len(world.slack.delivery.sockets) == 1
        assert (await world.slack.click(ANA, MODERATORS, answer["ts"], "remove")).status == 200
    assert len(app.heard) == 1
