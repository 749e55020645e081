"""One place says what went wrong; it always answers.

Order: a refused form is answered in the form, beside its field where there is one; a click or command
privately; a click in a modal by a modal on top. What is not a ModerationError is ours: it is logged under a
reference the person can quote.
"""

import json
import logging
from datetime import datetime
from secrets import token_hex
from typing import Any

from slack_bolt.async_app import AsyncBoltContext
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError

from bot.desk import Desk
from bot.domain.errors import (
    AlreadyDecided,
    GroundOutOfSeason,
    GroundRequired,
    ModerationError,
    ReasonRequired,
    UnknownGround,
)
from bot.slack.blocks import escape, person
from bot.slack.cards import loser
from bot.slack.ids import Field
from bot.slack.modals import refusal

log = logging.getLogger(__name__)
FIELDS = {
    ReasonRequired: Field.REASON,
    GroundRequired: Field.GROUND,
    GroundOutOfSeason: Field.GROUND,
    UnknownGround: Field.GROUND,
}
DID = {"keep": "kept", "remove": "removed", "escalate": "escalated to the CAO", "restore": "undone"}


async def on_error(
    error: Exception, body: dict[str, Any], context: AsyncBoltContext, response: BoltResponse | None
) -> BoltResponse | None:
    """Tell the person what went wrong, privately, and answer Slack; what was acked before has its answer."""
    answer = await _tell(error, body, context)
    return None if response is None else answer


async def _tell(error: Exception, body: dict[str, Any], context: AsyncBoltContext) -> BoltResponse:
    desk: Desk | None = context.get("desk")
    sentence = say(error, desk.now() if desk else None)
    kind = body.get("type")
    if kind == "view_submission":
        return _in_form(error, sentence)
    if kind is None and "command" in body:
        return _answer({"response_type": "ephemeral", "text": sentence})
    if body.get("response_url") and context.respond:
        blocks = loser(error, sentence) if isinstance(error, AlreadyDecided) else None
        await context.respond(sentence, blocks=blocks, response_type="ephemeral", replace_original=False)
    elif body.get("trigger_id") and context.client and not isinstance(error, SlackApiError):
        open_view = context.client.views_push if _in_modal(body) else context.client.views_open
        await open_view(trigger_id=body["trigger_id"], view=refusal(sentence))
    return BoltResponse(status=200, body="")


def say(error: Exception, now: datetime | None) -> str:
    """Give the sentence for a person."""
    if isinstance(error, AlreadyDecided) and now is not None:
        seconds = max(0, round((now - error.at).total_seconds()))
        before = "just now" if seconds < 1 else f"{_ago(seconds)} before you"
        under = f" under {error.ground}" if error.ground else ""
        did = DID[error.outcome]
        return (
            f"{person(error.actor)} decided this {before}: {did}{under}. Nothing was changed by your click."
        )
    if isinstance(error, ModerationError):
        return escape_marks(str(error))
    if isinstance(error, BoltUnhandledRequestError):
        log.warning("no listener for this request")
        return "The desk does not know this button, or was too slow. Look again before you press it again."
    reference = token_hex(4)
    log.error("reference %s", reference, exc_info=error)
    return f"Something went wrong at the desk; nothing was changed. Tell the IT person: {reference}."


def escape_marks(sentence: str) -> str:
    """Keep our own mark-up, but nothing that would mention or link."""
    return escape(sentence).replace("\u200b", "")


def _ago(seconds: int) -> str:
    if seconds < 120:
        return f"{seconds} second" + ("" if seconds == 1 else "s")
    return f"{seconds // 60} minutes" if seconds < 7200 else f"{seconds // 3600} hours"


def _in_form(error: Exception, sentence: str) -> BoltResponse:
    field = FIELDS.get(type(error)) if isinstance(error, ModerationError) else None
    if field is not None:
        return _answer({"response_action": "errors", "errors": {field: sentence}})
    return _answer({"response_action": "update", "view": refusal(sentence)})


def _in_modal(body: dict[str, Any]) -> bool:
    return bool(body.get("view", {}).get("type") == "modal")


def _answer(payload: dict[str, Any]) -> BoltResponse:
    return BoltResponse(status=200, body=json.dumps(payload), headers={"content-type": ["application/json"]})
