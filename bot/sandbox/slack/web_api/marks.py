"""pins.*, reactions.* and bookmarks.*: marks on messages and channels."""

import re
from typing import Any

from bot.sandbox.slack.refusal import Refused
from bot.sandbox.slack.state import BOT_USER, Channel, Message, ts_key
from bot.sandbox.slack.web_api.places import existing, joined, known
from bot.sandbox.slack.workspace import Workspace

MAX_PINS = 100
EMOJI = re.compile(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?")


def pins_add(workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """Pin a message to its channel."""
    channel = joined(workspace, args["channel"])
    message = _marked(workspace, channel, args)
    if message.pinned:
        raise Refused("already_pinned")
    if sum(one.pinned for one in workspace.messages[channel.id]) >= MAX_PINS:
        raise Refused("too_many_pins")
    message.pinned = True
    workspace.touch()
    return {}


def pins_remove(workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """Take a pin off."""
    message = _marked(workspace, joined(workspace, args["channel"]), args)
    if not message.pinned:
        raise Refused("no_pin")
    message.pinned = False
    workspace.touch()
    return {}


def _marked(workspace: Workspace, channel: Channel, args: dict[str, Any]) -> Message:
    if not args.get("timestamp"):
        raise Refused("no_item_specified")
    try:
        ts_key(str(args["timestamp"]))
    except ValueError:
        raise Refused("bad_timestamp") from None
    return existing(workspace, channel, args["timestamp"])


def reactions_add(workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """Put an emoji on a message."""
    name = str(args["name"])
    if not EMOJI.fullmatch(name):
        raise Refused("invalid_name")
    message = _marked(workspace, joined(workspace, args["channel"]), args)
    reaction = next((one for one in message.reactions if one["name"] == name), None)
    if reaction is None:
        reaction = {"name": name, "users": [], "count": 0}
        message.reactions.append(reaction)
    if BOT_USER in reaction["users"]:
        raise Refused("already_reacted")
    reaction["users"].append(BOT_USER)
    reaction["count"] += 1
    workspace.touch()
    return {}


def bookmarks_add(workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """Put a link on top of a channel."""
    channel = known(workspace, args["channel_id"])
    if args["type"] != "link":
        raise Refused("invalid_bookmark_type")
    if not str(args.get("link", "")).startswith(("http://", "https://")):
        raise Refused("invalid_link")
    bookmark = {
        "id": workspace.next_id("Bk"),
        "channel_id": channel.id,
        "title": str(args["title"]),
        "link": args["link"],
        "emoji": args.get("emoji", ""),
        "type": "link",
    }
    workspace.bookmarks.setdefault(channel.id, []).append(bookmark)
    workspace.touch()
    return {"bookmark": bookmark}
