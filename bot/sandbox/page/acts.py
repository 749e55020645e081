"""Carries what a visitor does on the page into the world."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.page import faults
from bot.sandbox.slack.delivery import Ack
from bot.sandbox.slack.workspace import Workspace
from bot.sandbox.world import World

_LONGEST_NAME = 80
_LONGEST_COMMENT = 8_000


class BadRequest(Exception):
    """The page did not say everything that is needed."""


async def act(slack: Workspace, wish: Mapping[str, Any]) -> dict[str, Any]:
    """Do what a person does in Slack; tell how the app answered."""
    if slack.faults.down:
        raise LookupError("Slack is down: nothing you do there arrives. Your work in the desk is kept.")
    ack = await _act(slack, _text(wish, "me"), wish)
    errors = ack.body.get("errors") if ack.body and ack.body.get("response_action") == "errors" else None
    return {"status": ack.status, "seconds": ack.seconds, "errors": errors or {}}


async def comment(world: World, wish: Mapping[str, Any]) -> dict[str, Any]:
    """Write under a public post as an invented resident."""
    platform = world.platforms.get(_text(wish, "platform"))
    if platform is None or _text(wish, "post") not in {post.id for post in platform.posts()}:
        raise LookupError("That post is no longer there.")
    author, text = _text(wish, "author").strip(), _text(wish, "text")
    if not author or not text.strip():
        raise LookupError("A comment needs a name and some words.")
    if len(author) > _LONGEST_NAME or len(text) > _LONGEST_COMMENT:
        raise LookupError(f"A comment may have {_LONGEST_COMMENT} characters, a name {_LONGEST_NAME}.")
    return {"comment": await platform.add_comment(_text(wish, "post"), author, text)}


async def fault(world: World, wish: Mapping[str, Any]) -> dict[str, Any]:
    """Break one thing, repair one thing, or repair everything."""
    if wish.get("repair") is True:
        await faults.repair(world)
    else:
        await faults.switch(world, _text(wish, "what"), _text(wish, "fault"), wish.get("on") is True)
    return {}


async def _act(slack: Workspace, me: str, wish: Mapping[str, Any]) -> Ack:
    """Choose the act; the workspace itself refuses what a person could not do."""
    block, chosen = wish.get("block") or None, wish.get("selected")
    match _text(wish, "act"):
        case "click" if "view" in wish:
            view, action = _text(wish, "view"), _text(wish, "action")
            return await slack.click_in_view(me, view, action, block_id=block, selected=chosen)
        case "click":
            place, ts, action = (_text(wish, key) for key in ("channel", "ts", "action"))
            return await slack.click(me, place, ts, action, block_id=block, selected=chosen)
        case "submit":
            return await slack.submit(me, _text(wish, "view"), wish.get("values") or {})
        case "close":
            return await slack.close_view(me, _text(wish, "view"))
        case "command":
            name, _, text = _text(wish, "text").strip().partition(" ")
            return await slack.command(me, _text(wish, "channel"), name, text.strip())
        case "say":
            slack.say(me, _text(wish, "channel"), _text(wish, "text"), wish.get("thread") or None)
            return Ack(200, None, 0.0)
        case "shortcut":
            place, ts, name = (_text(wish, key) for key in ("channel", "ts", "shortcut"))
            return await slack.message_shortcut(me, place, ts, name)
        case "open_home":
            return await slack.open_home(me)
    raise BadRequest


def _text(wish: Mapping[str, Any], name: str) -> str:
    value = wish.get(name)
    if not isinstance(value, str):
        raise BadRequest
    return value
