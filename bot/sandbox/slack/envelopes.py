"""The forms in which payloads travel: frames of a socket, bodies of a request, and the app's answers."""

import json
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx

from bot.sandbox.slack.state import APP_ID


@dataclass(frozen=True)
class Ack:
    """How the app answered; no status means it did not, in time."""

    status: int | None
    body: dict[str, Any] | None
    seconds: float
    reason: str = ""  # why Slack would try again, in its own word
    no_retry: bool = False  # the app asked not to be sent this again

    @property
    def ok(self) -> bool:
        """Whether Slack would call the payload received."""
        return self.status is not None and 200 <= self.status < 300


def envelope(kind: str, payload: dict[str, Any], attempt: int, reason: str) -> dict[str, Any]:
    """A payload as Socket Mode carries it."""
    answered = {"block_actions", "view_submission", "block_suggestion"}
    frame = {
        "envelope_id": str(uuid.uuid4()),
        "type": kind,
        "payload": payload,
        "accepts_response_payload": kind == "slash_commands" or payload.get("type") in answered,
    }
    if kind == "events_api":
        frame |= {"retry_attempt": attempt, "retry_reason": reason}
    return frame


def hello(connections: int, seconds: float) -> dict[str, Any]:
    """The greeting of a new connection."""
    life = {"approximate_connection_time": int(seconds)}
    return {
        "type": "hello",
        "num_connections": connections,
        "connection_info": {"app_id": APP_ID},
        "debug_info": {"host": "practice", "build_number": 1, **life},
    }


def disconnect(reason: str) -> dict[str, Any]:
    """The request to come again on another connection."""
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "practice"}}


def encode(kind: str, payload: dict[str, Any]) -> tuple[bytes, str]:
    """A payload as a request carries it, and its content type."""
    form = "application/x-www-form-urlencoded"
    match kind:
        case "events_api":
            return json.dumps(payload).encode(), "application/json"
        case "slash_commands":
            return urlencode(payload).encode(), form
        case "interactive":
            return urlencode({"payload": json.dumps(payload)}).encode(), form
        case _:
            raise ValueError(f"no such kind of payload: {kind}")


def answer_of(response: httpx.Response) -> dict[str, Any] | None:
    """Read the app's answer as a socket would have carried it."""
    if not response.content:
        return None
    try:
        body = response.json()
    except json.JSONDecodeError:
        return {"text": response.text}
    return message_of(body)


def message_of(body: Any) -> dict[str, Any] | None:
    """What an acknowledgement carries, if it carries anything; bare text is a message."""
    if not body:
        return None
    return body if isinstance(body, dict) else {"text": str(body)}
