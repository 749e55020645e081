"""pins.*, reactions.* and bookmarks.*: marks on messages and channels."""

import re
from typing import Any

from bot.sandbox.slack.refusal import Refused
from bot.sandbox.slack.state import BOT_USER, Channel, Message, ts_key
from bot.sandbox.slack.web_api.places import existing, joined, known
from bot.sandbox.slack.workspace import Workspace

MAX_PINS = 100
MAX_BOOKMARKS = 100
MAX_EMOJI = 50  # different ones on one message
MAX_REACTIONS = 23  # on one message by one member
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
    channel = known(workspace, args["channel"])
    if BOT_USER not in channel.members:
        raise Refused("channel_not_found")
    message = _marked(workspace, channel, args)
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
    name, message = _reacted(workspace, args)
    if workspace.channels[str(args["channel"])].archived:
        raise Refused("is_archived")
    reaction = next((one for one in message.reactions if one["name"] == name), None)
    if reaction is not None and BOT_USER in reaction["users"]:
        raise Refused("already_reacted")
    if sum(BOT_USER in one["users"] for one in message.reactions) >= MAX_REACTIONS:
        raise Refused("too_many_reactions")
    if reaction is None:
        if len(message.reactions) >= MAX_EMOJI:
            raise Refused("too_many_emoji")
        reaction = {"name": name, "users": [], "count": 0}
        message.reactions.append(reaction)
    reaction["users"].append(BOT_USER)
    reaction["count"] += 1
    workspace.touch()
    return {}


def reactions_remove(workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """Take the app's emoji off a message."""
    if not args.get("channel"):
        raise Refused("no_item_specified")
    name, message = _reacted(workspace, args)
    reaction = next((one for one in message.reactions if one["name"] == name), None)
    if reaction is None or BOT_USER not in reaction["users"]:
        raise Refused("no_reaction")
    reaction["users"].remove(BOT_USER)
    reaction["count"] -= 1
    message.reactions = [one for one in message.reactions if one["count"]]
    workspace.touch()
    return {}


def _reacted(workspace: Workspace, args: dict[str, Any]) -> tuple[str, Message]:
    """The emoji and the message it is about."""
    name = str(args["name"])
    if not EMOJI.fullmatch(name):
        raise Refused("invalid_name")
    channel = known(workspace, args["channel"])
    if BOT_USER not in channel.members:
        raise Refused("no_access")
    return name, _marked(workspace, channel, args)


def bookmarks_add(workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """Put a link on top of a channel."""
    channel = known(workspace, args["channel_id"])
    if args["type"] != "link":
        raise Refused("invalid_bookmark_type")
    _check_bookmark(args | {"link": args.get("link", "")})
    if len(workspace.bookmarks.get(channel.id, [])) >= MAX_BOOKMARKS:
        raise Refused("too_many_bookmarks")
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


def bookmarks_edit(workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """Change the words, the address or the emoji of a bookmark."""
    bookmark = _bookmark(workspace, args)
    _check_bookmark(args)
    bookmark |= {key: str(args[key]) for key in ("title", "link", "emoji") if args.get(key)}
    workspace.touch()
    return {"bookmark": bookmark}


def bookmarks_list(workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """The bookmarks of a channel."""
    return {"bookmarks": workspace.bookmarks.get(known(workspace, args["channel_id"]).id, [])}


def bookmarks_remove(workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """Take a bookmark away."""
    bookmark = _bookmark(workspace, args)
    workspace.bookmarks[bookmark["channel_id"]].remove(bookmark)
    workspace.touch()
    return {}


def _bookmark(workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    channel = known(workspace, args["channel_id"])
    for bookmark in workspace.bookmarks.get(channel.id, []):
        if bookmark["id"] == args["bookmark_id"]:
            return bookmark
    raise Refused("not_found")


def _check_bookmark(args: dict[str, Any]) -> None:
    if "link" in args and not str(args["link"]).startswith(("http://", "https://")):
        raise Refused("invalid_link")
    if args.get("emoji") and not EMOJI.fullmatch(str(args["emoji"]).strip(":")):
        raise Refused("invalid_emoji")
