"""Submitting and closing modals: the state that is sent, and every answer an app may give."""

from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.workspace import ANA
from bot.sandbox.world import World
from tests.sandbox.bolt_app import BoltApp, form
from tests.sandbox.making import modal, option, plain, section, text_input


def answering(app: BoltApp, **answer: Any) -> None:
    """Let the app answer its next submission so."""

    async def give(ack: AsyncAck, _body: dict[str, Any]) -> None:
        await ack(**answer)

    app.answer = give


def field(block_id: str, kind: str, **more: Any) -> dict[str, Any]:
    """An input of some kind; its action has the name of its block."""
    element = {"type": kind, "action_id": block_id, **more}
    return {"type": "input", "block_id": block_id, "label": plain("x"), "element": element, "optional": True}


async def test_a_submission_carries_every_value_under_its_key(
    world: World, app: BoltApp, client: AsyncWebClient
) -> None:
    choices = [option("a"), option("b")]
    view_id = await form(
        world,
        client,
        field("text", "plain_text_input"),
        field("untouched", "plain_text_input"),
        field("given", "plain_text_input", initial_value="As it was"),
        field("one", "static_select", options=choices),
        field("many", "checkboxes", options=choices),
        field("day", "datepicker", initial_date="2026-11-21"),
        field("who", "users_select"),
        private_metadata="1042",
    )
    typed = {"text": "Spam", "one": "b", "many": ["a", "b"], "day": "2026-12-01", "who": ANA}
    await world.slack.submit(ANA, view_id, {name: {name: value} for name, value in typed.items()})
    [body] = app.heard
    values = {name: held[name] for name, held in body["view"]["state"]["values"].items()}
    assert body["type"] == "view_submission"
    assert (body["view"]["id"], body["view"]["private_metadata"]) == (view_id, "1042")
    assert values == {
        "text": {"type": "plain_text_input", "value": "Spam"},
        "untouched": {"type": "plain_text_input", "value": None},
        "given": {"type": "plain_text_input", "value": "As it was"},
        "one": {"type": "static_select", "selected_option": option("b")},
        "many": {"type": "checkboxes", "selected_options": choices},
        "day": {"type": "datepicker", "selected_date": "2026-12-01"},
        "who": {"type": "users_select", "selected_user": ANA},
    }


async def test_slacks_client_sends_no_form_that_is_not_filled_in(
    world: World, app: BoltApp, client: AsyncWebClient
) -> None:
    view_id = await form(world, client, text_input(min_length=3, max_length=5))
    refused: dict[str, dict[str, dict[str, Any]]] = {
        "must be filled in": {},
        "does not take 2": {"reason": {"text": "ab"}},
        "does not take 6": {"reason": {"text": "abcdef"}},
        "no element colour": {"reason": {"colour": "red"}},
    }
    for sentence, values in refused.items():
        with pytest.raises(LookupError, match=sentence):
            await world.slack.submit(ANA, view_id, values)
    assert app.heard == []


async def test_an_empty_answer_closes_this_modal_only(
    world: World, app: BoltApp, client: AsyncWebClient
) -> None:
    first = await form(world, client)
    trigger_id = world.slack.handles.new_trigger(ANA)
    second = (await client.views_push(trigger_id=trigger_id, view=modal(callback_id="form")))["view"]["id"]
    with pytest.raises(LookupError, match="does not have"):
        await world.slack.submit(ANA, first, {"reason": {"text": "x"}})
    await world.slack.submit(ANA, second, {})
    assert [view["id"] for view in world.slack.modals[ANA]] == [first]
    assert len(app.heard) == 1


async def test_errors_leave_the_modal_open_with_what_was_typed(
    world: World, app: BoltApp, client: AsyncWebClient
) -> None:
    answering(app, response_action="errors", errors={"reason": "Too short"})
    view_id = await form(world, client)
    ack = await world.slack.submit(ANA, view_id, {"reason": {"text": "Spam"}})
    assert ack.body == {"response_action": "errors", "errors": {"reason": "Too short"}}
    [view] = world.slack.modals[ANA]
    assert view["state"]["values"]["reason"]["text"]["value"] == "Spam"
    assert world.slack.warnings == {}


async def test_update_push_and_clear_change_the_stack(
    world: World, app: BoltApp, client: AsyncWebClient
) -> None:
    view_id = await form(world, client)
    answering(app, response_action="update", view=modal(section("Second"), callback_id="form"))
    await world.slack.submit(ANA, view_id, {"reason": {"text": "x"}})
    [view] = world.slack.modals[ANA]
    assert (view["id"], view["blocks"][0]["text"]["text"]) == (view_id, "Second")
    answering(app, response_action="push", view=modal(section("Third"), callback_id="form"))
    await world.slack.submit(ANA, view_id, {})
    assert [one["blocks"][0]["text"]["text"] for one in world.slack.modals[ANA]] == ["Second", "Third"]
    answering(app, response_action="clear")
    await world.slack.submit(ANA, world.slack.modals[ANA][-1]["id"], {})
    assert world.slack.modals[ANA] == []


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"nowhere": "x"}},
        {"response_action": "update", "view": modal(section("x" * 3001))},
        {"response_action": "shout"},
    ],
    ids=["error on no field", "broken view", "unknown action"],
)
async def test_an_answer_slack_cannot_use_warns_the_person_and_keeps_the_modal(
    world: World, app: BoltApp, client: AsyncWebClient, answer: dict[str, Any]
) -> None:
    answering(app, **answer)
    view_id = await form(world, client)
    await world.slack.submit(ANA, view_id, {"reason": {"text": "x"}})
    assert [view["id"] for view in world.slack.modals[ANA]] == [view_id]
    [warning] = world.slack.warnings[ANA]
    assert "trouble connecting" in warning


async def test_an_unanswered_submission_keeps_the_modal_and_warns(
    world: World, app: BoltApp, client: AsyncWebClient
) -> None:
    async def silence(_ack: AsyncAck, _body: dict[str, Any]) -> None:
        """Do not answer."""

    app.answer = silence
    world.slack.delivery.ack_seconds = 0.05
    view_id = await form(world, client)
    await world.slack.submit(ANA, view_id, {"reason": {"text": "x"}})
    assert len(world.slack.modals[ANA]) == 1
    assert world.slack.warnings[ANA] == ["We had some trouble connecting. Try again?"]


async def test_closing_is_told_only_when_the_app_asked_for_it(
    world: World, app: BoltApp, client: AsyncWebClient
) -> None:
    await world.slack.close_view(ANA, await form(world, client))
    assert (world.slack.modals[ANA], app.heard) == ([], [])
    await world.slack.close_view(ANA, await form(world, client, notify_on_close=True))
    [body] = app.heard
    assert (body["type"], body["is_cleared"]) == ("view_closed", False)
    assert "trigger_id" not in body


async def test_clear_on_close_closes_the_whole_stack(
    world: World, app: BoltApp, client: AsyncWebClient
) -> None:
    await form(world, client)
    pushed = modal(callback_id="form", clear_on_close=True, notify_on_close=True)
    trigger_id = world.slack.handles.new_trigger(ANA)
    top = (await client.views_push(trigger_id=trigger_id, view=pushed))["view"]["id"]
    await world.slack.close_view(ANA, top)
    assert world.slack.modals[ANA] == []
    assert app.heard[0]["is_cleared"] is True


async def test_a_modal_without_a_submit_button_cannot_be_submitted(
    world: World, app: BoltApp, client: AsyncWebClient
) -> None:
    view = {key: value for key, value in modal(callback_id="form").items() if key != "submit"}
    trigger_id = world.slack.handles.new_trigger(ANA)
    view_id = (await client.views_open(trigger_id=trigger_id, view=view))["view"]["id"]
    with pytest.raises(LookupError, match="no submit button"):
        await world.slack.submit(ANA, view_id, {})
    assert app.heard == []
