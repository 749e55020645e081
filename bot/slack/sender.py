"""Sends to Slack, and turns Slack's answers into what the outbox understands."""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import Refusal, TryLater, WillNeverWork
from bot.slack.cards import Drawing

log = logging.getLogger(__name__)

EVENT = "modbot_message"  # our metadata: the key by which a message is found again
_LATER = frozenset(
    {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"}
)
_TOKEN = frozenset({"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"})
_REMEDY = {
    "not_in_channel": "Invite the bot to the channel: /invite in Slack.",
    "channel_not_found": "The channel is not there, or the bot was never invited to it.",
    "is_archived": "The channel is archived: name another in SLACK_CHANNEL.",
    "missing_scope": "The app lacks a permission: install it again with slack-manifest.yaml.",
}


class Sender:
    """Posts and edits messages; a message of one key is posted once."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def post(
        self,
        channel: str,
        drawing: Drawing,
        key: str,
        *,
        again: bool,
        since: datetime,
        thread: str | None = None,
    ) -> tuple[str, str]:
        """Post a message; give (channel, ts). `again`: an earlier try may have posted it, so look first."""
        if again and (found := await self._find(channel, key, since, thread)):
            return found
        answer = await _call(
            lambda: self._client.chat_postMessage(
                channel=channel,
                text=drawing.text,
                blocks=drawing.blocks or None,
                thread_ts=thread,
                metadata={"event_type": EVENT, "event_payload": {"key": key}},
                unfurl_links=False,
                unfurl_media=False,
            )
        )
        return str(answer["channel"]), str(answer["ts"])

    async def edit(self, channel: str, ts: str, drawing: Drawing) -> None:
        """Edit a message in place; raise MessageGone when somebody deleted it."""
        await _call(
            lambda: self._client.chat_update(channel=channel, ts=ts, text=drawing.text, blocks=drawing.blocks)
        )

    async def _find(
        self, channel: str, key: str, since: datetime, thread: str | None
    ) -> tuple[str, str] | None:
        """Look for the message of this key among those posted since it was first asked for."""
        if channel.startswith(("U", "W")):  # a person: their conversation with the bot
            channel = (await _call(lambda: self._client.conversations_open(users=[channel])))["channel"]["id"]
        oldest = f"{(since - timedelta(minutes=1)).timestamp():.6f}"
        look: dict[str, Any] = {
            "channel": channel,
            "oldest": oldest,
            "limit": 200,
            "include_all_metadata": True,
        }
        listing: Callable[..., Awaitable[Any]] = self._client.conversations_history
        if thread:
            listing, look["ts"] = self._client.conversations_replies, thread
        while True:
            page = await _call(partial(listing, **look))
            for message in page["messages"]:
                if message.get("metadata", {}).get("event_payload", {}).get("key") == key:
                    return channel, str(message["ts"])
            look["cursor"] = page.get("response_metadata", {}).get("next_cursor", "")
            if not look["cursor"]:
                return None


class MessageGone(WillNeverWork):
    """The message is no longer there."""


async def _call(request: Callable[[], Awaitable[Any]]) -> Any:
    """Make one call; raise TryLater, MessageGone or WillNeverWork for what Slack answers."""
    try:
        return await reach(request)
    except SlackApiError as fault:
        raise understand(fault) from fault


async def reach(request: Callable[[], Awaitable[Any]]) -> Any:
    """Make one call; raise TryLater when Slack does not answer at all."""
    try:
        return await request()
    except (TimeoutError, aiohttp.ClientError, OSError) as fault:
        raise TryLater(f"Slack did not answer ({type(fault).__name__}).") from fault


async def redraw(client: AsyncWebClient, view_id: str, view: dict[str, Any]) -> None:
    """Draw a modal anew. Where that fails it shows what was; what was decided stands all the same."""
    try:
        await reach(partial(client.views_update, view_id=view_id, view=view))
    except (SlackApiError, TryLater) as fault:
        log.warning("a modal could not be drawn again (%s)", type(fault).__name__)


def understand(fault: SlackApiError) -> TryLater | WillNeverWork:
    """Tell what Slack's answer means for the effect."""
    answer: Any = fault.response
    status = getattr(answer, "status_code", 200)
    word = answer.get("error", "") if isinstance(getattr(answer, "data", answer), dict) else ""
    if status == 429 or word in ("ratelimited", "rate_limited"):
        seconds = float(answer.headers.get("Retry-After", 1))
        return TryLater("Slack asks to wait.", code="rate_limited", retry_after=timedelta(seconds=seconds))
    if status >= 500 or word in _LATER or not word:
        return TryLater(f"Slack had a fault of its own ({word or status}).")
    if word in _TOKEN:
        return TryLater(
            f"Slack refuses the bot's token ({word}): put a valid SLACK_BOT_TOKEN.", code="token_dead"
        )
    if word in ("message_not_found", "cant_update_message"):
        return MessageGone("The message is no longer there.", code=Refusal.INVALID)
    if word in _REMEDY:
        return TryLater(f"Slack refuses ({word}). {_REMEDY[word]}", code="not_permitted")
    detail = "; ".join(answer.get("response_metadata", {}).get("messages", []))
    return WillNeverWork(f"Slack refuses ({word}). {detail}".strip(), code=Refusal.INVALID)
