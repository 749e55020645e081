"""The practice Slack itself: it must never be what a bench waits for."""

import json

from bot.sandbox.slack.state import BOT_TOKEN
from bot.sandbox.town import CHANNEL
from tests.bench.load import Load, Request, send_all
from tests.bench.servers import a_sandbox

MESSAGES = 2000
LIMIT = 200  # messages a second, at least


def messages(number: int) -> list[Request]:
    """Write so many posts of a card's size, as the bot would."""
    headers = {"Authorization": f"Bearer {BOT_TOKEN}", "Content-Type": "application/json; charset=utf-8"}
    return [(json.dumps(_card(n)).encode(), headers) for n in range(number)]


def _card(number: int) -> dict[str, object]:
    button = {"type": "button", "action_id": "keep", "text": {"type": "plain_text", "text": "Keep"}}
    text = {"type": "mrkdwn", "text": f"Case {number}: " + "words " * 60}
    blocks = [{"type": "section", "text": text}] * 3 + [{"type": "actions", "elements": [button]}]
    metadata = {"event_type": "bench", "event_payload": {"number": number}}
    return {"channel": CHANNEL, "text": f"Case {number}", "blocks": blocks, "metadata": metadata}


async def sandbox_api() -> Load:
    """Post cards into one channel, with its pace switched off."""
    async with a_sandbox() as (world, sandbox):
        world.slack.limits = False
        post = f"{sandbox}/api/chat.postMessage"
        await send_all(post, messages(50))
        load = await send_all(post, messages(MESSAGES))
        if len(world.slack.messages[CHANNEL]) != MESSAGES + 50:
            raise RuntimeError("The practice Slack refused messages.")
        return load
