"""How payloads reach the app: sockets, acknowledgements, signed requests, and events that come again."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.sandbox.server import Server, create_app
from bot.sandbox.slack.delivery import sign
from bot.sandbox.slack.workspace import ANA, APP_TOKEN, BOT_TOKEN, MODERATORS
from bot.sandbox.world import World
from tests.sandbox.bolt_app import BoltApp
from tests.sandbox.conftest import Clock
from tests.sandbox.making import actions, button

CARD: dict[str, Any] = {"channel": MODERATORS, "text": "A card", "blocks": [actions(button("remove"))]}


async def new_address(server: Server) -> str:
    """Where the app may open one socket."""
    client = AsyncWebClient(token=APP_TOKEN, base_url=f"{server.url}/api/")
    return str((await client.apps_connections_open(app_token=APP_TOKEN))["url"])


@asynccontextmanager
async def socket(server: Server) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """One bare connection, greeting not yet read."""
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(await new_address(server)) as connection,
    ):
        yield connection


async def click(world: World) -> asyncio.Task[Any]:
    """A click that is on its way."""
    message = world.slack.messages[MODERATORS][0]
    act = asyncio.create_task(world.slack.click(ANA, MODERATORS, message.ts, "remove"))
    await asyncio.sleep(0)
    return act


async def test_a_socket_is_greeted_and_gets_envelopes_until_acknowledged(
    world: World, server: Server, client: AsyncWebClient
) -> None:
    await client.chat_postMessage(**CARD)
    async with socket(server) as connection:
        hello = await connection.receive_json()
        assert (hello["type"], hello["num_connections"]) == ("hello", 1)
        assert hello["connection_info"] == {"app_id": "A0DESK"}
        act = await click(world)
        envelope = await connection.receive_json()
        assert (envelope["type"], envelope["accepts_response_payload"]) == ("interactive", True)
        assert envelope["payload"]["type"] == "block_actions"
        assert "retry_attempt" not in envelope
        await connection.send_str("not json")
        await connection.send_json({"envelope_id": "somebody else's"})
        await connection.send_json({"envelope_id": envelope["envelope_id"]})
        assert (await act).status == 200


async def test_a_ticket_opens_one_socket_and_only_for_half_a_minute(server: Server, clock: Clock) -> None:
    used, late = await new_address(server), await new_address(server)
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(used) as connection:
            assert (await connection.receive_json())["type"] == "hello"
        clock.forward(seconds=31)
        for address in (used, late, f"{server.url}/link"):
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await session.ws_connect(address)


async def test_an_envelope_goes_to_one_of_the_connections(
    world: World, server: Server, client: AsyncWebClient
) -> None:
    await client.chat_postMessage(**CARD)
    async with AsyncExitStack() as stack:
        connections = [await stack.enter_async_context(socket(server)) for _ in range(3)]
        for connection in connections:
            await connection.receive_json()
        received: list[int] = []

        async def answer(number: int, connection: aiohttp.ClientWebSocketResponse) -> None:
            async for frame in connection:
                received.append(number)
                await connection.send_json({"envelope_id": json.loads(frame.data)["envelope_id"]})

        readers = [asyncio.create_task(answer(*one)) for one in enumerate(connections)]
        for _ in range(6):
            await (await click(world))
        for reader in readers:
            reader.cancel()
    assert sorted(received) == [0, 0, 1, 1, 2, 2]


async def test_an_acknowledgement_counts_on_another_connection(
    world: World, server: Server, client: AsyncWebClient
) -> None:
    await client.chat_postMessage(**CARD)
    async with socket(server) as first:
        await first.receive_json()
        act = await click(world)
        envelope = await first.receive_json()
        async with socket(server) as second:
            await second.receive_json()
            await second.send_json({"envelope_id": envelope["envelope_id"]})
            assert (await act).status == 200


async def test_the_eleventh_connection_is_sent_away(server: Server) -> None:
    async with AsyncExitStack() as stack:
        for number in range(10):
            connection = await stack.enter_async_context(socket(server))
            assert (await connection.receive_json())["num_connections"] == number + 1
        last = await stack.enter_async_context(socket(server))
        assert (await last.receive_json())["reason"] == "too_many_websockets"
        assert (await last.receive()).type == aiohttp.WSMsgType.CLOSE


async def test_a_ping_is_answered_with_its_own_words(server: Server) -> None:
    async with aiohttp.ClientSession() as session:
        connecting = session.ws_connect(await new_address(server), autoping=False)
        async with connecting as connection:
            await connection.receive_json()
            await connection.ping(b"sdk-ping-pong:1.5")
            answer = await connection.receive()
            assert (answer.type, bytes(answer.data)) == (aiohttp.WSMsgType.PONG, b"sdk-ping-pong:1.5")


async def test_the_app_comes_again_when_asked_to(world: World, client: AsyncWebClient) -> None:
    app = BoltApp(client)
    ts = (await client.chat_postMessage(**CARD))["ts"]
    async with app.connected():
        [old] = world.slack.delivery.sockets
        await world.slack.delivery.disconnect("refresh_requested")
        version = world.version
        while world.slack.delivery.sockets in ([old], []):
            version = await world.wait_change(version)
        await world.slack.click(ANA, MODERATORS, ts, "remove")
    assert len(app.heard) == 1


@pytest.fixture
async def http_app(world: World) -> AsyncIterator[BoltApp]:
    """The app behind an address of its own, with signature checks on."""

    async def receive(request: Request) -> Response:
        return await handler.handle(request)

    async with Server(create_app(world, [Route("/slack/events", receive, methods=["POST"])])) as server:
        app = BoltApp(AsyncWebClient(token=BOT_TOKEN, base_url=f"{server.url}/api/"))
        handler = AsyncSlackRequestHandler(app.app)
        world.slack.events_url = f"{server.url}/slack/events"
        yield app


async def test_without_a_socket_the_app_is_sent_signed_requests(world: World, http_app: BoltApp) -> None:
    ts = (await http_app.client.chat_postMessage(**CARD))["ts"]
    assert (await world.slack.click(ANA, MODERATORS, ts, "remove")).status == 200
    assert (await world.slack.command(ANA, MODERATORS, "/mod", "queue & find")).status == 200
    assert (await world.slack.open_home(ANA)).status == 200
    click, command, event = http_app.heard
    assert click["actions"][0]["action_id"] == "remove"
    assert command["text"] == "queue & find"
    assert event["event"]["type"] == "app_home_opened"


async def test_a_stale_signature_is_refused_by_the_app(world: World, http_app: BoltApp) -> None:
    ts = (await http_app.client.chat_postMessage(**CARD))["ts"]
    world.slack.delivery.signed_at = lambda: 1_000_000_000.0
    assert (await world.slack.click(ANA, MODERATORS, ts, "remove")).status == 401
    assert http_app.heard == []
    assert world.slack.warnings[ANA] == ["This app didn't respond to your click."]


async def test_a_command_over_http_may_be_answered_with_plain_text(world: World, http_app: BoltApp) -> None:
    async def answer(ack: Any, _body: dict[str, Any]) -> None:
        await ack("Nothing waits")

    http_app.answer = answer
    await world.slack.command(ANA, MODERATORS, "/mod", "queue")
    [message] = world.slack.messages[MODERATORS]
    assert (message.text, message.ephemeral_to) == ("Nothing waits", ANA)


async def test_the_address_is_verified_by_a_challenge(world: World, http_app: BoltApp) -> None:
    assert await world.slack.delivery.verify_url() is True
    world.slack.events_url = f"{world.slack.events_url}/elsewhere"
    assert await world.slack.delivery.verify_url() is False


async def test_a_click_on_an_app_that_is_not_there_warns(world: World) -> None:
    world.slack.say(ANA, MODERATORS, "x")
    world.slack.events_url = "http://127.0.0.1:1/slack/events"
    ack = await world.slack.command(ANA, MODERATORS, "/mod", "")
    assert ack.status is None
    assert world.slack.warnings[ANA] == ["/mod failed because the app did not respond."]


async def test_an_unanswered_event_comes_again_with_its_attempt(world: World, server: Server) -> None:
    world.slack.delivery.ack_seconds = 0.05
    world.slack.delivery.retry_delays = (0, 0, 0)
    async with socket(server) as connection:
        await connection.receive_json()
        assert (await world.slack.open_home(ANA)).status is None
        tries = [await connection.receive_json() for _ in range(3)]
        await connection.send_json({"envelope_id": tries[-1]["envelope_id"]})
        await world.slack.delivery.settled()
    assert [one["retry_attempt"] for one in tries] == [0, 1, 2]
    assert [one["retry_reason"] for one in tries] == ["", "http_timeout", "http_timeout"]
    assert len({one["payload"]["event_id"] for one in tries}) == 1
    assert len({one["envelope_id"] for one in tries}) == 3
    assert tries[0]["accepts_response_payload"] is False


async def test_a_failed_event_comes_again_over_http_with_slacks_headers(world: World) -> None:
    seen: list[tuple[str | None, str | None]] = []

    async def fail(request: Request) -> Response:
        seen.append((request.headers.get("x-slack-retry-num"), request.headers.get("x-slack-retry-reason")))
        return Response(status_code=500)

    world.slack.delivery.retry_delays = (0, 0, 0)
    async with Server(create_app(world, [Route("/slack/events", fail, methods=["POST"])])) as server:
        world.slack.events_url = f"{server.url}/slack/events"
        assert (await world.slack.open_home(ANA)).status == 500
        await world.slack.delivery.settled()
    assert seen == [(None, None), ("1", "http_error"), ("2", "http_error"), ("3", "http_error")]


def test_the_signature_is_slacks() -> None:
    headers = sign(b"token=x&team_id=T1", 1531420618, "8f742231b10e8888abcd99yyyzzz85a5")
    assert headers["X-Slack-Request-Timestamp"] == "1531420618"
    base = b"v0:1531420618:token=x&team_id=T1"
    digest = hmac.new(b"8f742231b10e8888abcd99yyyzzz85a5", base, hashlib.sha256).hexdigest()
    assert headers["X-Slack-Signature"] == f"v0={digest}"


async def test_a_connection_is_warned_and_refreshed_at_the_end_of_its_life(
    world: World, server: Server
) -> None:
    world.slack.delivery.session_seconds, world.slack.delivery.warning_seconds = 0.02, 0.01
    async with socket(server) as connection:
        frames = [await connection.receive_json() for _ in range(3)]
        assert (await connection.receive()).type == aiohttp.WSMsgType.CLOSE
    assert [one.get("reason", one["type"]) for one in frames] == ["hello", "warning", "refresh_requested"]


@pytest.mark.parametrize(("more", "seconds"), [("", 3600), ("&debug_reconnects=true", 360)])
async def test_a_connection_says_how_long_it_will_live(server: Server, more: str, seconds: int) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(await new_address(server) + more) as connection,
    ):
        hello = await connection.receive_json()
    assert hello["debug_info"]["approximate_connection_time"] == seconds
