"""Response addresses: what an app may send to one, how often, and for how long."""

from typing import Any

import httpx
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.server import Server
from bot.sandbox.slack.workspace import ANA, MODERATORS
from bot.sandbox.world import World
from tests.sandbox.bolt_app import BoltApp
from tests.sandbox.conftest import Clock
from tests.sandbox.making import actions, button, section


async def respond(url: str, **body: Any) -> httpx.Response:
    """Send something to a response address."""
    async with httpx.AsyncClient() as http:
        return await http.post(url, json=body)


async def clicked(world: World, app: BoltApp, client: AsyncWebClient) -> str:
    """The response address of a click on a card."""
    card = await client.chat_postMessage(
        channel=MODERATORS, text="A card", blocks=[actions(button("remove"))]
    )
    await world.slack.click(ANA, MODERATORS, card["ts"], "remove")
    return str(app.heard[-1]["response_url"])


async def test_a_response_address_shows_changes_and_deletes(
    world: World, app: BoltApp, client: AsyncWebClient
) -> None:
    url = await clicked(world, app, client)
    messages = world.slack.messages[MODERATORS]
    await respond(url, text="Only you", response_type="ephemeral", replace_original=False)
    assert (messages[-1].text, messages[-1].ephemeral_to) == ("Only you", ANA)
    await respond(url, text="Everybody", response_type="in_channel")
    assert (messages[-1].text, messages[-1].ephemeral_to) == ("Everybody", None)
    await respond(url, text="Removing", replace_original=True, blocks=[section("Removing")])
    assert messages[0].text == "Removing"
    assert len(messages) == 3
    await respond(url, text="", delete_original=True)
    assert [one.text for one in world.slack.messages[MODERATORS]] == ["Only you", "Everybody"]


async def test_a_response_address_works_five_times(
    world: World, app: BoltApp, client: AsyncWebClient
) -> None:
    url = await clicked(world, app, client)
    answers = [await respond(url, text=str(number)) for number in range(6)]
    assert [one.status_code for one in answers] == [200] * 5 + [404]
    assert answers[-1].json() == {"ok": False, "error": "used_url"}


async def test_a_response_address_works_for_half_an_hour(
    world: World, app: BoltApp, client: AsyncWebClient, clock: Clock
) -> None:
    url = await clicked(world, app, client)
    clock.forward(minutes=30)
    assert (await respond(url, text="x")).status_code == 200
    clock.forward(seconds=1)
    assert (await respond(url, text="x")).json()["error"] == "expired_url"
    assert (await respond(f"{url}x", text="x")).json()["error"] == "expired_url"


async def test_a_response_address_refuses_broken_blocks(
    world: World, app: BoltApp, client: AsyncWebClient, server: Server
) -> None:
    url = await clicked(world, app, client)
    assert url.startswith(server.url)
    answer = await respond(url, blocks=[section("")])
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_blocks")
    assert (await respond(url)).json()["error"] == "no_text"
