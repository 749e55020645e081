"""Menus whose options the app supplies, forms that ask where to answer, and what a reload takes away."""

from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.workspace import ANA, BEN, MODERATORS
from bot.sandbox.world import World
from tests.sandbox.bolt_app import BoltApp, form
from tests.sandbox.making import actions, button, error_of, option, plain

ASKING = {"type": "external_select", "action_id": "street", "min_query_length": 2}
STREETS = [option("106", "106 Street"), option("107", "107 Street")]


def offering(app: BoltApp, **answer: Any) -> None:
    """Let the app answer menus so."""

    async def give(ack: AsyncAck, body: dict[str, Any]) -> None:
        app.heard.append(body)
        await ack(**answer)

    app.app.options("street")(give)


async def asking(client: AsyncWebClient) -> str:
    """A message with a menu that asks the app; its ts."""
    answer = await client.chat_postMessage(channel=MODERATORS, text="x", blocks=[actions(ASKING)])
    return str(answer["ts"])


@pytest.mark.parametrize(
    "answer", [{"options": STREETS}, {"option_groups": [{"label": plain("North"), "options": STREETS}]}]
)
async def test_a_menu_offers_what_the_app_answers(
    world: World, app: BoltApp, client: AsyncWebClient, answer: dict[str, Any]
) -> None:
    offering(app, **answer)
    ts = await asking(client)
    assert await world.slack.suggest(ANA, MODERATORS, "street", "10", ts=ts) == STREETS
    [asked] = app.heard
    assert (asked["type"], asked["action_id"], asked["value"]) == ("block_suggestion", "street", "10")
    assert asked["container"]["message_ts"] == ts
    await world.slack.click(ANA, MODERATORS, ts, "street", selected="107")
    assert app.heard[-1]["actions"][0]["selected_option"] == STREETS[1]
    with pytest.raises(LookupError, match="does not offer"):
        await world.slack.click(BEN, MODERATORS, ts, "street", selected="107")


async def test_a_menu_in_a_form_asks_too(world: World, app: BoltApp, client: AsyncWebClient) -> None:
    offering(app, options=STREETS)
    block = {"type": "input", "block_id": "where", "label": plain("Street"), "element": ASKING}
    view_id = await form(world, client, block)
    await world.slack.suggest(ANA, view_id, "street", "10")
    assert app.heard[0]["view"]["id"] == view_id
    await world.slack.submit(ANA, view_id, {"where": {"street": "106"}})
    held = app.heard[-1]["view"]["state"]["values"]["where"]["street"]
    assert held == {"type": "external_select", "selected_option": STREETS[0]}


@pytest.mark.parametrize("answer", [{"options": [option("x" * 151)]}, {"options": [option("a")] * 101}])
async def test_options_slack_could_not_show_are_not_shown(
    world: World, app: BoltApp, client: AsyncWebClient, answer: dict[str, Any]
) -> None:
    offering(app, **answer)
    assert await world.slack.suggest(ANA, MODERATORS, "street", "10", ts=await asking(client)) == []
    assert world.slack.warnings[ANA] == ["This menu couldn't be loaded."]


async def test_a_menu_asks_only_when_enough_was_typed_and_only_if_it_is_one_that_asks(
    world: World, app: BoltApp, client: AsyncWebClient
) -> None:
    ts = await asking(client)
    with pytest.raises(LookupError, match="asks the app for nothing"):
        await world.slack.suggest(ANA, MODERATORS, "street", "1", ts=ts)
    plain_card = await client.chat_postMessage(channel=MODERATORS, text="x", blocks=[actions(button("go"))])
    with pytest.raises(LookupError, match="asks the app for nothing"):
        await world.slack.suggest(ANA, MODERATORS, "go", "106", ts=plain_card["ts"])
    assert app.heard == []


async def test_a_form_may_ask_where_to_answer(world: World, app: BoltApp, client: AsyncWebClient) -> None:
    element = {"type": "conversations_select", "action_id": "to", "response_url_enabled": True}
    block = {"type": "input", "block_id": "where", "label": plain("x"), "element": element}
    view_id = await form(world, client, block)
    await world.slack.submit(ANA, view_id, {"where": {"to": MODERATORS}})
    [place] = app.heard[0]["response_urls"]
    assert (place["block_id"], place["action_id"], place["channel_id"]) == ("where", "to", MODERATORS)
    assert place["response_url"].startswith(world.slack.handles.base_url)


async def test_a_button_for_some_cannot_be_pressed_by_others(
    world: World, app: BoltApp, client: AsyncWebClient
) -> None:
    trash = {"type": "icon_button", "icon": "trash", "text": plain("Delete"), "action_id": "trash"}
    blocks = [{"type": "context_actions", "elements": [trash | {"visible_to_user_ids": [ANA]}]}]
    ts = (await client.chat_postMessage(channel=MODERATORS, text="x", blocks=blocks))["ts"]
    with pytest.raises(LookupError, match="does not see"):
        await world.slack.click(BEN, MODERATORS, ts, "trash")
    await world.slack.click(ANA, MODERATORS, ts, "trash")
    assert len(app.heard) == 1


async def test_a_reload_takes_ephemeral_messages_modals_and_warnings_from_one_person_only(
    world: World, app: BoltApp, client: AsyncWebClient
) -> None:
    await client.chat_postMessage(channel=MODERATORS, text="Everybody")
    for person in (ANA, BEN):
        await client.chat_postEphemeral(channel=MODERATORS, user=person, text=f"Only {person}")
    await form(world, client)
    world.slack.warn(ANA, "Something happened.")
    world.slack.reload(ANA)
    assert [one.text for one in world.slack.messages[MODERATORS]] == ["Everybody", f"Only {BEN}"]
    assert ANA not in world.slack.modals
    assert ANA not in world.slack.warnings


async def test_ephemeral_messages_do_not_outlive_a_restart(world: World, client: AsyncWebClient) -> None:
    ephemeral = await client.chat_postEphemeral(channel=MODERATORS, user=ANA, text="Only you")
    late = client.chat_update(channel=MODERATORS, ts=ephemeral["message_ts"], text="x")
    assert await error_of(late) == "message_not_found"
    again = World(world.now)
    again.restore(world.to_json())
    assert again.slack.messages[MODERATORS] == []


async def test_nobody_writes_in_an_archived_channel(world: World) -> None:
    world.slack.channels[MODERATORS].archived = True
    with pytest.raises(LookupError, match="#moderators is archived"):
        world.slack.say(ANA, MODERATORS, "Anybody here?")
