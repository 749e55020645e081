"""chat.scheduleMessage and its undoing."""

from typing import Any

from bot.sandbox.slack.messages import MAX_TEXT, read_content
from bot.sandbox.slack.refusal import Refused
from bot.sandbox.slack.state import BOT_ID, Scheduled
from bot.sandbox.slack.web_api.chat import make_message
from bot.sandbox.slack.web_api.places import known, postable
from bot.sandbox.slack.workspace import Workspace

FARTHEST = 120 * 86_400  # seconds ahead
WINDOW = 300  # seconds, in which a channel takes so many
MOST_IN_WINDOW = 30


def schedule(workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """Keep a message until its time."""
    post_at = _time(workspace, args["post_at"])
    content = read_content(workspace, args, MAX_TEXT)
    if content.empty:
        raise Refused("no_text")
    thread_ts = str(args["thread_ts"]) if args.get("thread_ts") else None
    try:
        channel = postable(workspace, args["channel"], in_thread=thread_ts is not None)
    except Refused as refusal:
        raise Refused("restricted_action") if refusal.error == "messages_tab_disabled" else refusal from None
    near = [one for one in workspace.scheduled.values() if one.channel == channel.id]
    if sum(abs(one.post_at - post_at) < WINDOW for one in near) >= MOST_IN_WINDOW:
        raise Refused("restricted_too_many")
    waiting = Scheduled(workspace.next_id("Q"), channel.id, post_at, make_message(content, args, thread_ts))
    workspace.timetable.add(waiting)
    return {
        "channel": channel.id,
        "scheduled_message_id": waiting.id,
        "post_at": post_at,
        "message": {
            "text": waiting.message.text,
            "type": "delayed_message",
            "subtype": "bot_message",
            "bot_id": BOT_ID,
        },
    }


def _time(workspace: Workspace, given: Any) -> int:
    try:
        post_at = int(given)
    except (TypeError, ValueError):
        raise Refused("invalid_time") from None
    now = workspace.now().timestamp()
    if post_at <= now:
        raise Refused("time_in_past")
    if post_at > now + FARTHEST:
        raise Refused("time_too_far")
    return post_at


def delete_scheduled(workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """Forget a message that still waits."""
    channel = known(workspace, args["channel"])
    waiting = workspace.scheduled.get(str(args["scheduled_message_id"]))
    if waiting is None or waiting.channel != channel.id:
        raise Refused("invalid_scheduled_message_id")
    del workspace.scheduled[waiting.id]
    return {}
