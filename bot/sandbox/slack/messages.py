"""What may be posted: text, blocks and metadata as the app sends them, checked as Slack checks them."""

import json
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from bot.sandbox.slack.blocks.check import message_problems
from bot.sandbox.slack.elements import nested, usable
from bot.sandbox.slack.refusal import Refused, invalid_arguments
from bot.sandbox.slack.state import State

MAX_TEXT = 40_000  # longer text is cut when posted
MAX_UPDATE_TEXT = 4_000  # longer text is refused when a message is changed
MAX_BLOCKS_TEXT = 40_000  # Slack publishes no figure; the text's own limit is used
MAX_METADATA = 8_000  # Slack publishes no figure
MAX_ATTACHMENTS = 100
MAX_MARKDOWN = 12_000


@dataclass(frozen=True)
class Content:
    """A checked message; None is what the app did not give."""

    text: str | None
    blocks: list[dict[str, Any]] | None
    metadata: dict[str, Any] | None
    attachments: list[dict[str, Any]] | None

    @property
    def empty(self) -> bool:
        """Whether nobody would see anything."""
        return not (self.text or "").strip() and not self.blocks and not self.attachments


def read_content(state: State, given: dict[str, Any], most_text: int | None = None) -> Content:
    """Check what the app wants to say; refuse it in Slack's words.

    Where text has a limit, Slack says `msg_too_long` of blocks too.
    """
    text = given.get("text")
    if text is not None and not isinstance(text, str):
        text = str(text)
    if given.get("markdown_text"):
        if text or given.get("blocks"):
            raise Refused("markdown_text_conflict")
        text = str(given["markdown_text"])
        if len(text) > MAX_MARKDOWN:
            raise invalid_arguments(
                f"must be less than {MAX_MARKDOWN + 1} characters [json-pointer:/markdown_text]"
            )
    if most_text is not None and len(text or "") > most_text:
        raise Refused("msg_too_long")
    too_long = "msg_blocks_too_long" if most_text is None else "msg_too_long"
    return Content(
        text,
        read_blocks(state, given.get("blocks"), too_long),
        read_metadata(given.get("metadata")),
        read_attachments(state, given.get("attachments")),
    )


def read_blocks(
    state: State, given: Any, too_long: str = "msg_blocks_too_long"
) -> list[dict[str, Any]] | None:
    """Check the blocks of a message and give every one an id."""
    if given is None or given == "":
        return None
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except json.JSONDecodeError:
            raise Refused("invalid_blocks_format") from None
    if not isinstance(given, list):
        raise Refused("invalid_blocks_format")
    problems = message_problems(given)
    if problems:
        messages = [f"[ERROR] {problem}" for problem in problems]
        raise Refused("invalid_blocks", errors=problems, response_metadata={"messages": messages})
    if text_length(given) > MAX_BLOCKS_TEXT:
        raise Refused(too_long)
    return with_ids(state, given)


def read_attachments(state: State, given: Any) -> list[dict[str, Any]] | None:
    """Check Slack's old cards: a text with a coloured edge, or blocks."""
    if given is None or given == "":
        return None
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except json.JSONDecodeError:
            raise Refused("invalid_attachments") from None
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise Refused("invalid_attachments")
    if len(given) > MAX_ATTACHMENTS:
        raise Refused("too_many_attachments")
    return [one | ({"blocks": read_blocks(state, one["blocks"])} if "blocks" in one else {}) for one in given]


def text_length(node: Any) -> int:
    """How many characters people read in a block."""
    if isinstance(node, list):
        return sum(text_length(one) for one in node)
    if isinstance(node, dict):
        own = node.get("text")
        return (len(own) if isinstance(own, str) else 0) + sum(text_length(one) for one in node.values())
    return 0


def with_ids(state: State, blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A copy in which every block, and every interactive element, has an id."""
    copies = deepcopy(blocks)
    for block in nested(copies):
        block.setdefault("block_id", state.next_id("b"))
        for element in usable(block):
            element.setdefault("action_id", state.next_id("a"))
    return copies


def read_metadata(given: Any) -> dict[str, Any] | None:
    """Check message metadata; an empty object means that it is to be removed."""
    if given is None or given == "":
        return None
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except json.JSONDecodeError:
            raise Refused("invalid_metadata_format") from None
    if not isinstance(given, dict):
        raise Refused("invalid_metadata_format")
    if not given:
        return {}
    named = isinstance(given.get("event_type"), str) and given["event_type"]
    if not named or not isinstance(given.get("event_payload"), dict):
        raise Refused("invalid_metadata_schema")
    if set(given) - {"event_type", "event_payload", "entities"}:
        raise Refused("invalid_metadata_schema")
    if len(json.dumps(given)) > MAX_METADATA:
        raise Refused("metadata_too_large")
    return deepcopy(given)


def printable(value: Any) -> Any:
    """The same JSON with half characters replaced, as no UTF-8 answer could carry them."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [printable(one) for one in value]
    if isinstance(value, dict):
        return {printable(key): printable(one) for key, one in value.items()}
    return value
