"""The short-lived handles an interaction gives the app: trigger ids and response addresses."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.sandbox.slack.refusal import Refused

TRIGGER_LIFE = timedelta(seconds=3)
RESPONSE_LIFE = timedelta(minutes=30)
RESPONSE_USES = 5
TRIGGER_FORM = re.compile(r"\d+\.\d+\.[0-9a-f]+")


@dataclass
class Trigger:
    """The right to open one modal for one person."""

    user: str
    issued: datetime
    used: bool = False


@dataclass
class ResponseUrl:
    """The right to answer an interaction a few times, where it happened."""

    user: str
    channel: str
    message_ts: str | None  # the message whose button was clicked
    issued: datetime
    uses: int = 0


class Handles:
    """All handles given out."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self.base_url = "http://127.0.0.1"  # the server puts its own address here
        self._issued = 0
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}

    def new_trigger(self, user: str) -> str:
        """Let the app open one modal for this person, soon."""
        _forget_before(self.triggers, self.now() - RESPONSE_LIFE)
        self._issued += 1
        trigger_id = f"{self._issued}.{secrets.randbelow(10**12)}.{secrets.token_hex(8)}"
        self.triggers[trigger_id] = Trigger(user, self.now())
        return trigger_id

    def use_trigger(self, trigger_id: object) -> str:
        """Spend a trigger and say whose it was; refuse one that is spent, late or unknown."""
        if not isinstance(trigger_id, str) or not TRIGGER_FORM.fullmatch(trigger_id):
            messages = ["invalid `trigger_id`"]
            raise Refused("invalid_arguments", response_metadata={"messages": messages})
        trigger = self.triggers.get(trigger_id)
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if self.now() - trigger.issued > TRIGGER_LIFE:
            raise Refused("expired_trigger_id")
        trigger.used = True
        return trigger.user

    def new_response_url(self, user: str, channel: str, message_ts: str | None = None) -> str:
        """Let the app answer this interaction."""
        _forget_before(self.response_urls, self.now() - RESPONSE_LIFE)
        key = secrets.token_urlsafe(16)
        self.response_urls[key] = ResponseUrl(user, channel, message_ts, self.now())
        return f"{self.base_url}/respond/{key}"

    def use_response_url(self, key: str) -> ResponseUrl:
        """Count one use; refuse the sixth, and any after half an hour."""
        handle = self.response_urls.get(key)
        if handle is None or self.now() - handle.issued > RESPONSE_LIFE:
            raise Refused("expired_url")
        if handle.uses >= RESPONSE_USES:
            raise Refused("used_url")
        handle.uses += 1
        return handle


def _forget_before(handles: dict[str, Any], time: datetime) -> None:
    """Let go of old handles; they stand in the order they were given out."""
    while handles and next(iter(handles.values())).issued < time:
        del handles[next(iter(handles))]
