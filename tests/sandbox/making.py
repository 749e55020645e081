"""Small pieces of Block Kit, and one way to see a refusal, for the tests of the practice Slack."""

from collections.abc import Awaitable
from typing import Any

from slack_sdk.errors import SlackApiError

Block = dict[str, Any]


def plain(text: str) -> Block:
    """A plain text object."""
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Block:
    """A text object with mark-up."""
    return {"type": "mrkdwn", "text": text}


def button(action_id: str = "go", **more: Any) -> Block:
    """A button."""
    return {"type": "button", "action_id": action_id, "text": plain("Go"), **more}


def actions(*elements: Block, **more: Any) -> Block:
    """A row of things to press."""
    return {"type": "actions", "elements": list(elements) or [button()], **more}


def section(text: str = "Hello", **more: Any) -> Block:
    """A paragraph."""
    return {"type": "section", "text": mrkdwn(text), **more}


def option(value: str, label: str = "Choice", **more: Any) -> Block:
    """One choice of a menu."""
    return {"text": plain(label), "value": value, **more}


def text_input(block_id: str = "reason", action_id: str = "text", **more: Any) -> Block:
    """A field to type into."""
    element = {"type": "plain_text_input", "action_id": action_id, **more}
    return {"type": "input", "block_id": block_id, "label": plain("Reason"), "element": element}


def modal(*blocks: Block, **more: Any) -> Block:
    """A modal with a submit button."""
    given = list(blocks) or [section()]
    return {"type": "modal", "title": plain("Title"), "submit": plain("Save"), "blocks": given, **more}


def home(*blocks: Block, **more: Any) -> Block:
    """A home tab."""
    return {"type": "home", "blocks": list(blocks) or [section()], **more}


def rich_text(*elements: Block) -> Block:
    """A block in which nothing is parsed."""
    return {"type": "rich_text", "elements": list(elements)}


def rich_section(*inline: Block) -> Block:
    """A paragraph of rich text."""
    return {"type": "rich_text_section", "elements": list(inline)}


async def refusal(call: Awaitable[Any]) -> dict[str, Any]:
    """The answer of a call that Slack refuses."""
    try:
        await call
    except SlackApiError as error:
        answer = error.response.data
        assert isinstance(answer, dict)
        return answer
    raise AssertionError("Slack accepted it")


async def error_of(call: Awaitable[Any]) -> str:
    """The error word of a call that Slack refuses."""
    return str((await refusal(call))["error"])
