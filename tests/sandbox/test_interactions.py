"""Interactions: what people do, the payloads the app receives, and what its answers bring about."""

from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.elements import find
from bot.sandbox.slack.workspace import ANA, BEN, EVAN, GENERAL, MODERATORS
from bot.sandbox.world import World
from tests.sandbox.bolt_app import BoltApp, form
from tests.sandbox.making import actions, button, home, modal, option, plain, section

CARD = [
    section(
        accessory={"type": "overflow", "action_id": "more", "options": [option("open"), option("wrong")]}
    ),
    actions(button("remove", value="1042|1", style="danger"), button("keep"), block_id="buttons"),
]


async def card(client: AsyncWebClient, blocks: list[dict[str, Any]] | None = None) -> str:
    """A card in the moderators' channel; its ts."""
    answer = await client.chat_postMessage(
        channel=MODERATORS,
        text="A card",
        blocks=blocks or CARD,
        metadata={"event_type": "case", "event_payload": {"case": 1042}},
    )
    return str(answer["ts"])


async def test_a_click_tells_the_app_who_where_and_what(
    world: World, app: BoltApp, client: AsyncWebClient
) -> None:
    ts = await card(client)
    ack = await world.slack.click(ANA, MODERATORS, ts, "remove")
    assert (ack.status, ack.body) == (200, None)
    [body] = app.heard
    [action] = body["actions"]
    assert body["type"] == "block_actions"
    assert body["user"] == {"id": ANA, "username": "ana", "name": "ana", "team_id": "T0WESTLOCK"}
    assert body["channel"] == {"id": MODERATORS, "name": "moderators"}
    assert body["container"] == {
        "type": "message",
        "message_ts": ts,
        "channel_id": MODERATORS,
        "is_ephemeral": False,
    }
    assert body["message"]["metadata"]["event_payload"] == {"case": 1042}
    assert body["message"]["blocks"][1]["block_id"] == "buttons"
    assert (action["type"], action["action_id"], action["block_id"]) == ("button", "remove", "buttons")
    assert (action["value"], action["style"], bool(action["action_ts"])) == ("1042|1", "danger", True)
    assert world.slack.warnings == {}


async def test_a_menu_tells_the_app_what_was_chosen(
    world: World, app: BoltApp, client: AsyncWebClient
) -> None:
    await world.slack.click(ANA, MODERATORS, await card(client), "more", selected="wrong")
    assert app.heard[0]["actions"][0]["selected_option"] == option("wrong")


async def test_people_cannot_do_what_slack_does_not_show_them(
    world: World, app: BoltApp, client: AsyncWebClient
) -> None:
    ts = await card(client)
    click = world.slack.click
    refused = {
        "no element undo": click(ANA, MODERATORS, ts, "undo"),
        "not in C0MODERATORS": click(EVAN, MODERATORS, ts, "remove"),
        "sees no message": click(ANA, MODERATORS, "1.000001", "remove"),
        "does not offer": click(ANA, MODERATORS, ts, "more", selected="delete"),
        "Say what was selected": click(ANA, MODERATORS, ts, "more"),
        "nothing can be selected": click(ANA, MODERATORS, ts, "remove", selected="x"),
        "nobody who can use": world.slack.open_home("U0NOBODY"),
        "does not have V0": world.slack.submit(ANA, "V0", {}),
    }
    for sentence, act in refused.items():
        with pytest.raises(LookupError, match=sentence):
            await act
    world.slack.people[ANA].deleted = True
    with pytest.raises(LookupError, match="nobody who can use"):
        await click(ANA, MODERATORS, ts, "remove")
    assert app.heard == []


async def test_a_button_that_stands_twice_must_be_named_with_its_block(
    world: World, app: BoltApp, client: AsyncWebClient
) -> None:
    twice = [actions(button("remove"), block_id="a"), actions(button("remove"), block_id="b")]
    ts = await card(client, twice)
    with pytest.raises(LookupError, match="say which block"):
        await world.slack.click(ANA, MODERATORS, ts, "remove")
    await world.slack.click(ANA, MODERATORS, ts, "remove", block_id="b")
    assert app.heard[0]["actions"][0]["block_id"] == "b"


async def test_buttons_inside_cards_and_containers_can_be_clicked(
    world: World, app: BoltApp, client: AsyncWebClient
) -> None:
    cards = {"type": "carousel", "elements": [{"type": "card", "actions": [button("open")]}]}
    inner = {"type": "container", "title": plain("More"), "child_blocks": [actions(button("undo"))]}
    ts = await card(client, [cards, inner])
    for action_id in ("open", "undo"):
        await world.slack.click(ANA, MODERATORS, ts, action_id)
    pressed = [body["actions"][0] for body in app.heard]
    assert [one["action_id"] for one in pressed] == ["open", "undo"]
    assert pressed[0]["block_id"] != pressed[1]["block_id"]


async def test_an_ephemeral_message_can_be_clicked_by_its_reader_only(
    world: World, app: BoltApp, client: AsyncWebClient
) -> None:
    blocks = [actions(button("undo"))]
    answer = await client.chat_postEphemeral(channel=MODERATORS, user=BEN, text="x", blocks=blocks)
    with pytest.raises(LookupError, match="sees no message"):
        await world.slack.click(ANA, MODERATORS, answer["message_ts"], "undo")
    await world.slack.click(BEN, MODERATORS, answer["message_ts"], "undo")
    assert app.heard[0]["container"]["is_ephemeral"] is True


async def test_an_unanswered_click_warns_the_person_and_is_not_sent_again(
    world: World, app: BoltApp, client: AsyncWebClient
) -> None:
    async def silence(_ack: AsyncAck, _body: dict[str, Any]) -> None:
        """Do not answer."""

    app.answer = silence
    world.slack.delivery.ack_seconds = 0.05
    ts = await card(client)
    ack = await world.slack.click(ANA, MODERATORS, ts, "remove")
    assert ack.status is None
    assert world.slack.warnings == {ANA: ["This app didn't respond to your click."]}
    await world.slack.delivery.settled()
    assert len(app.heard) == 1


async def test_the_trigger_of_a_click_opens_a_modal_for_the_one_who_clicked(
    world: World, app: BoltApp, client: AsyncWebClient
) -> None:
    await world.slack.click(BEN, MODERATORS, await card(client), "remove")
    await client.views_open(trigger_id=app.heard[0]["trigger_id"], view=modal())
    assert len(world.slack.modals[BEN]) == 1


async def test_a_click_in_a_view_carries_the_view_and_its_state(
    world: World, app: BoltApp, client: AsyncWebClient
) -> None:
    await client.views_publish(user_id=ANA, view=home(actions(button("next", value="2"))))
    view_id = world.slack.homes[ANA]["id"]
    await world.slack.click_in_view(ANA, view_id, "next")
    [body] = app.heard
    assert body["container"] == {"type": "view", "view_id": view_id}
    assert body["view"]["type"] == "home"
    assert not {"channel", "message", "response_url"} & set(body)


async def test_a_field_without_dispatch_is_only_sent_with_its_form(
    world: World, app: BoltApp, client: AsyncWebClient
) -> None:
    view_id = await form(world, client)
    with pytest.raises(LookupError, match="sent with the form"):
        await world.slack.click_in_view(ANA, view_id, "text", selected="x")
    assert app.heard == []


async def test_a_shortcut_on_a_message_brings_the_message_even_from_elsewhere(
    world: World, app: BoltApp
) -> None:
    ts = world.slack.say(BEN, GENERAL, "Look at this").ts
    await world.slack.message_shortcut(EVAN, GENERAL, ts, "send")
    [body] = app.heard
    assert (body["type"], body["callback_id"], body["message_ts"]) == ("message_action", "send", ts)
    assert (body["message"]["text"], body["message"]["user"]) == ("Look at this", BEN)
    assert body["channel"] == {"id": GENERAL, "name": "general"}
    assert body["response_url"]


async def test_a_global_shortcut_has_no_channel(world: World, app: BoltApp) -> None:
    await world.slack.global_shortcut(EVAN, "send")
    [body] = app.heard
    assert body["type"] == "shortcut"
    assert not {"channel", "response_url"} & set(body)


async def test_opening_the_home_tab_is_an_event(world: World, app: BoltApp, client: AsyncWebClient) -> None:
    await world.slack.open_home(ANA)
    await client.views_publish(user_id=ANA, view=home())
    await world.slack.open_home(ANA)
    first, second = (body["event"] for body in app.heard)
    assert (first["type"], first["tab"], first["user"]) == ("app_home_opened", "home", ANA)
    assert first["channel"] == world.slack.direct(ANA).id
    assert "view" not in first
    assert second["view"]["id"] == world.slack.homes[ANA]["id"]
    assert app.heard[0]["event_id"] != app.heard[1]["event_id"]


@pytest.mark.parametrize(
    ("given", "text", "reader"),
    [
        ({}, None, None),
        ({"text": "Done"}, "Done", ANA),
        ({"text": "Done", "response_type": "in_channel"}, "Done", None),
        ({"blocks": [section("Done")]}, "", ANA),
    ],
    ids=["empty", "text", "for everybody", "blocks"],
)
async def test_a_command_is_answered_with_its_acknowledgement(
    world: World, app: BoltApp, given: dict[str, Any], text: str | None, reader: str | None
) -> None:
    async def answer(ack: AsyncAck, _body: dict[str, Any]) -> None:
        await ack(**given)

    app.answer = answer
    await world.slack.command(ANA, MODERATORS, "/mod", "queue <all>")
    [body] = app.heard
    assert (body["command"], body["text"], body["user_id"]) == ("/mod", "queue <all>", ANA)
    assert (body["channel_id"], body["channel_name"]) == (MODERATORS, "moderators")
    shown = [(one.text, one.ephemeral_to) for one in world.slack.messages[MODERATORS]]
    assert shown == ([] if text is None else [(text, reader)])


async def test_a_command_answered_with_broken_blocks_warns_the_person(world: World, app: BoltApp) -> None:
    async def answer(ack: AsyncAck, _body: dict[str, Any]) -> None:
        await ack(blocks=[section("x" * 3001)])

    app.answer = answer
    await world.slack.command(ANA, MODERATORS, "/mod", "")
    assert world.slack.warnings[ANA] == ["/mod failed with the error invalid_blocks."]
    assert world.slack.messages[MODERATORS] == []


async def test_hostile_text_passes_both_ways(world: World, app: BoltApp, client: AsyncWebClient) -> None:
    async def echo(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack(text=body["text"] + "\ud83d")

    app.answer = echo
    await world.slack.command(ANA, MODERATORS, "/mod", "\x00 half \ud83d <!channel> \u202e")
    assert app.heard[0]["text"] == "\x00 half \ufffd <!channel> \u202e"
    assert world.slack.messages[MODERATORS][0].text == "\x00 half \ufffd <!channel> \u202e\ufffd"
    assert world.slack.say(ANA, MODERATORS, "\ud83d").text == "\ufffd"


def test_a_click_that_falls_just_before_an_edit_still_means_its_button() -> None:
    blocks = [{"type": "actions", "block_id": "new", "elements": [{"type": "button", "action_id": "keep"}]}]
    assert find(blocks, "keep", "old")[1]["action_id"] == "keep"
    assert find(blocks, "keep", "new")[0]["block_id"] == "new"
    with pytest.raises(LookupError):
        find(blocks, "remove", "new")
