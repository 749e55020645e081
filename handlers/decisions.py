"""Clicks that decide: read the click, call one service, then ack."""

from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk
from bot.domain.errors import Malformed
from bot.domain.models import Outcome
from bot.services import decisions
from bot.services.queue import open_case, read_in_full
from bot.slack.cards import draw_card
from bot.slack.ids import More, read_stamp
from bot.slack.modals import case_modal, full_text, read_removal, removal_form
from bot.slack.sender import redraw

Payload = dict[str, Any]


async def on_remove(
    ack: AsyncAck, body: Payload, action: Payload, desk: Desk, actor: str, client: AsyncWebClient
) -> None:
    """Remove at once under the ground the policy suggests."""
    await _decide(ack, body, action, desk, actor, client, Outcome.REMOVE)


async def on_keep(
    ack: AsyncAck, body: Payload, action: Payload, desk: Desk, actor: str, client: AsyncWebClient
) -> None:
    """Keep the comment."""
    await _decide(ack, body, action, desk, actor, client, Outcome.KEEP)


async def on_escalate(
    ack: AsyncAck, body: Payload, action: Payload, desk: Desk, actor: str, client: AsyncWebClient
) -> None:
    """Bring the case to the CAO."""
    await _decide(ack, body, action, desk, actor, client, Outcome.ESCALATE)


async def on_undo(
    ack: AsyncAck, body: Payload, action: Payload, desk: Desk, actor: str, client: AsyncWebClient
) -> None:
    """Take the standing decision back."""
    case_id, version = read_stamp(action["value"])
    await decisions.undo(desk, case_id=case_id, version=version, actor=actor)
    await _done(ack, body, desk, case_id, client)


async def on_done_by_hand(
    ack: AsyncAck, body: Payload, action: Payload, desk: Desk, actor: str, client: AsyncWebClient
) -> None:
    """A person did on the platform what the bot could not."""
    case_id, _ = read_stamp(action["value"])
    await decisions.done_by_hand(desk, case_id=case_id, actor=actor)
    await _done(ack, body, desk, case_id, client)


async def on_try_again(
    ack: AsyncAck, body: Payload, action: Payload, desk: Desk, actor: str, client: AsyncWebClient
) -> None:
    """Ask the platform once more."""
    case_id, _ = read_stamp(action["value"])
    await decisions.try_again(desk, case_id=case_id, actor=actor)
    await _done(ack, body, desk, case_id, client)


async def on_remove_asked(
    ack: AsyncAck, body: Payload, action: Payload, desk: Desk, actor: str, client: AsyncWebClient
) -> None:
    """The ground needs judgement: ask for it."""
    await _ask_why(body, desk, actor, client, action["value"])
    await ack()


async def on_removal_submitted(ack: AsyncAck, view: Payload, desk: Desk, actor: str) -> None:
    """Remove under the ground and for the reason that were given."""
    await decisions.decide(desk, outcome=Outcome.REMOVE, actor=actor, **read_removal(view))
    await ack(response_action="clear")


async def on_more(
    ack: AsyncAck, body: Payload, action: Payload, desk: Desk, actor: str, client: AsyncWebClient
) -> None:
    """The card's menu."""
    entry, _, value = action["selected_option"]["value"].partition("|")
    case_id, version = read_stamp(value)
    match entry:
        case More.OTHER_GROUND:
            await _ask_why(body, desk, actor, client, value)
        case More.SHOW_ALL:
            seen = await read_in_full(desk, case_id=case_id, actor=actor)
            await _open(body, client, full_text(seen))
        case More.ASSIGN:
            await decisions.assign(desk, case_id=case_id, actor=actor)
        case More.WRONG_FLAG:
            await decisions.dispute(desk, case_id=case_id, version=version, actor=actor)
            await _show_again(body, desk, case_id, client)
        case More.OPEN_ORIGINAL:
            pass  # Slack opened the address itself
        case _:
            raise Malformed("This menu entry is not one of the desk's.")
    await ack()


async def _decide(
    ack: AsyncAck,
    body: Payload,
    action: Payload,
    desk: Desk,
    actor: str,
    client: AsyncWebClient,
    outcome: Outcome,
) -> None:
    case_id, version = read_stamp(action["value"])
    await decisions.decide(desk, case_id=case_id, version=version, outcome=outcome, actor=actor)
    await _done(ack, body, desk, case_id, client)


async def _ask_why(body: Payload, desk: Desk, actor: str, client: AsyncWebClient, value: str) -> None:
    case_id, version = read_stamp(value)
    view, _ = await open_case(desk, case_id=case_id, actor=actor)
    await _open(body, client, removal_form(view, version))


async def _open(body: Payload, client: AsyncWebClient, view: Payload) -> None:
    """Open a modal, on top of the one the click came from."""
    if body.get("view", {}).get("type") == "modal":
        await client.views_push(trigger_id=body["trigger_id"], view=view)
    else:
        await client.views_open(trigger_id=body["trigger_id"], view=view)


async def _done(ack: AsyncAck, body: Payload, desk: Desk, case_id: int, client: AsyncWebClient) -> None:
    await _show_again(body, desk, case_id, client)
    await ack()


async def _show_again(body: Payload, desk: Desk, case_id: int, client: AsyncWebClient) -> None:
    """Where the click came from a case's modal, draw it anew; cards are the outbox's."""
    if body.get("view", {}).get("type") == "modal":
        card = draw_card(*await open_case(desk, case_id=case_id, actor=body["user"]["id"]))
        await redraw(client, body["view"]["id"], case_modal(card.blocks, case_id))
