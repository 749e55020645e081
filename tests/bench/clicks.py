"""A click until its ack: the desk against a bare Bolt app with one five-statement transaction."""

import json
import time
from urllib.parse import urlencode

from bot.sandbox.slack.delivery import sign
from bot.sandbox.slack.payloads import interaction
from bot.sandbox.slack.state import default_people
from bot.sandbox.town import ANA, CHANNEL
from bot.slack.ids import Press, stamp
from tests.bench.cases import a_desk, comments, open_cases
from tests.bench.load import Load, Request, send_all
from tests.bench.servers import Machine, a_sandbox, desk_environment, running

CLICKS = 1000
WARM_UP = 50  # clicks before the clock runs: connections, prepared statements


def clicks(cases: list[int]) -> list[Request]:
    """Write one signed click on Remove for every case."""
    return [_click(case_id) for case_id in cases]


def _click(case_id: int) -> Request:
    action = {
        "type": "button",
        "action_id": Press.REMOVE,
        "block_id": "b1",
        "value": stamp(case_id, 1),
        "action_ts": "1.0",
        "text": {"type": "plain_text", "text": "Remove"},
    }
    payload = interaction("block_actions", default_people()[ANA]) | {
        "channel": {"id": CHANNEL, "name": "moderators"},
        "container": {"type": "message", "message_ts": "1.0", "channel_id": CHANNEL},
        "trigger_id": f"1.{case_id}",
        "response_url": "",
        "message": {"type": "message", "ts": "1.0", "text": "x" * 500},
        "state": {"values": {}},
        "actions": [action],
    }
    body = urlencode({"payload": json.dumps(payload)}).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", **sign(body, int(time.time()))}
    return body, headers


async def desk_clicks(machine: Machine) -> Load:
    """Click through a thousand cases of the desk."""
    return await _click_through(machine, "bot", "web")


async def bare_clicks(machine: Machine) -> Load:
    """Click through as many at the bare app."""
    return await _click_through(machine, "tests.bench.bare")


async def _click_through(machine: Machine, *command: str) -> Load:
    with machine.database() as url:
        async with a_sandbox() as (_, sandbox):
            async with a_desk(url, sandbox) as desk:
                cases = await open_cases(desk, comments(CLICKS + WARM_UP))
            with running(*command, environment=desk_environment(sandbox, url)) as server:
                events = f"{server.url}/slack/events"
                await send_all(events, clicks(cases[CLICKS:]))
                return await send_all(events, clicks(cases[:CLICKS]))
