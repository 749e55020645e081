"""Looking: the home tab, the queue, one case, the full text, the command."""

from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk
from bot.domain.errors import Malformed, NotAppointed
from bot.services.queue import open_case, read_in_full, show_queue
from bot.slack.cards import draw_card
from bot.slack.home import draw_home, draw_queue_lines
from bot.slack.ids import read_stamp
from bot.slack.modals import case_modal, full_text, modal

Payload = dict[str, Any]
HELP = (
    "`/mod queue` shows what waits · `/mod case 1042` shows one case · `/mod help` shows this.\n"
    "Cards in the moderators' channel carry the buttons; your home tab holds the whole queue."
)


async def on_home_opened(
    ack: AsyncAck, event: Payload, desk: Desk, actor: str, client: AsyncWebClient
) -> None:
    """Draw the home tab for whoever opened it."""
    if event.get("tab") == "home":
        await client.views_publish(user_id=actor, view=draw_home(await show_queue(desk, actor=actor)))
    await ack()


async def on_page(ack: AsyncAck, action: Payload, desk: Desk, actor: str, client: AsyncWebClient) -> None:
    """Turn the home tab's page."""
    page = int(action["value"]) if action["value"].isdecimal() else 0
    await client.views_publish(user_id=actor, view=draw_home(await show_queue(desk, actor=actor, page=page)))
    await ack()


async def on_queue(ack: AsyncAck, body: Payload, desk: Desk, actor: str, client: AsyncWebClient) -> None:
    """Open the queue in a modal."""
    await client.views_open(trigger_id=body["trigger_id"], view=await _queue_modal(desk, actor))
    await ack()


async def on_open(
    ack: AsyncAck, body: Payload, action: Payload, desk: Desk, actor: str, client: AsyncWebClient
) -> None:
    """Open one case from the queue."""
    case_id, _ = read_stamp(action["value"])
    view = await _case_modal(desk, actor, case_id)
    if body["view"]["type"] == "modal":
        await client.views_push(trigger_id=body["trigger_id"], view=view)
    else:
        await client.views_open(trigger_id=body["trigger_id"], view=view)
    await ack()


async def on_text_page(
    ack: AsyncAck, body: Payload, action: Payload, desk: Desk, actor: str, client: AsyncWebClient
) -> None:
    """Turn the page of a long comment."""
    case_id, page = read_stamp(action["value"])
    view = full_text(await read_in_full(desk, case_id=case_id, actor=actor), page)
    await client.views_update(view_id=body["view"]["id"], view=view)
    await ack()


async def on_link(ack: AsyncAck) -> None:
    """Slack opened the address itself."""
    await ack()


async def on_command(ack: AsyncAck, command: Payload, desk: Desk, actor: str, client: AsyncWebClient) -> None:
    """Answer `/mod …`."""
    word, _, rest = command.get("text", "").strip().partition(" ")
    match word:
        case "" | "help":
            await ack(HELP)
        case "queue":
            await client.views_open(trigger_id=command["trigger_id"], view=await _queue_modal(desk, actor))
            await ack()
        case "case":
            number = rest.strip().lstrip("#")
            if not (number.isascii() and number.isdigit() and len(number) < 18):
                raise Malformed("Name the case by its number: /mod case 1042")
            view = await _case_modal(desk, actor, int(number))
            await client.views_open(trigger_id=command["trigger_id"], view=view)
            await ack()
        case _:
            raise Malformed(f"`/mod` does not know this word. {HELP}")


async def _queue_modal(desk: Desk, actor: str) -> Payload:
    view = await show_queue(desk, actor=actor)
    if view.person is None:
        raise NotAppointed
    return modal("The queue", draw_queue_lines(view))


async def _case_modal(desk: Desk, actor: str, case_id: int) -> Payload:
    return case_modal(draw_card(*await open_case(desk, case_id=case_id, actor=actor)).blocks, case_id)
