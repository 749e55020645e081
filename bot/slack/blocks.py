"""The few Block Kit pieces the desk uses, as functions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.settings import TOWN_ZONE

Block = dict[str, Any]


def plain(text: str) -> Block:
    """Plain text; Slack parses nothing in it."""
    return {"type": "plain_text", "text": text, "emoji": False}


def mrkdwn(text: str) -> Block:
    """Mark-up of our own making; whatever comes from outside goes through `escape` first."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def section(text: str, accessory: Block | None = None) -> Block:
    """One paragraph, with something at its right."""
    block: Block = {"type": "section", "text": mrkdwn(text)}
    if accessory:
        block["accessory"] = accessory
    return block


def context(*lines: str) -> Block:
    """Small grey lines."""
    return {"type": "context", "elements": [mrkdwn(line) for line in lines]}


def actions(*elements: Block) -> Block:
    """A row of buttons."""
    return {"type": "actions", "elements": list(elements)}


def header(text: str) -> Block:
    """A title."""
    return {"type": "header", "text": plain(text[:150])}


def button(word: str, action_id: str, value: str, label: str, style: str = "") -> Block:
    """A button whose word is the act; `label` is what a screen reader says."""
    block: Block = {
        "type": "button",
        "text": plain(word),
        "action_id": action_id,
        "value": value,
        "accessibility_label": label[:75],
    }
    if style:
        block["style"] = style
    return block


def option(text: str, value: str, url: str = "") -> Block:
    """One entry of a menu."""
    block: Block = {"text": plain(text[:75]), "value": value}
    if url:
        block["url"] = url
    return block


def quote(text: str, tail: str = "") -> Block:
    """Somebody else's words, unparsed: no mention, link or mark-up in them works."""
    elements: list[Block] = [{"type": "text", "text": text}] if text else []
    if tail:
        elements.append({"type": "text", "text": tail, "style": {"italic": True}})
    return {"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": elements}]}


def escape(text: str) -> str:
    """Make text from outside inert inside our own mark-up."""
    inert = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "".join(f"\u200b{c}" if c in "*_~`" else c for c in inert)


def when(at: datetime, form: str = "{date_short_pretty} {time}") -> str:
    """A time on the reader's own clock, with Alberta's behind it."""
    return f"<!date^{int(at.timestamp())}^{form}|{alberta(at)}>"


def alberta(at: datetime) -> str:
    """A time in words: Alberta time."""
    return at.astimezone(ZoneInfo(TOWN_ZONE)).strftime("%Y-%m-%d %H:%M") + " Alberta time"


def person(slack_id: str) -> str:
    """A mention of somebody on the register; never of anybody a comment names."""
    return f"<@{slack_id}>"


def listed(words: Sequence[str], most: int) -> str:
    """Quote a few words, and say how many more there are."""
    shown = ", ".join(f"“{escape(w[:60])}”" for w in words[:most])
    return shown + (f" and {len(words) - most} more" if len(words) > most else "")
