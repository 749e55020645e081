"""chat.*: posting, changing, deleting."""

from typing import Any

from bot.sandbox.slack.messages import MAX_TEXT, MAX_UPDATE_TEXT, read_content
from bot.sandbox.slack.payloads import message_json
from bot.sandbox.slack.refusal import Refused
from bot.sandbox.slack.state import BOT_USER, Channel, Message
from bot.sandbox.slack.web_api.places import existing, joined, known, postable
from bot.sandbox.slack.web_api.reading import flag
from bot.sandbox.slack.workspace import Workspace


def post_message(workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """Post in a channel, or to one person."""
    content = read_content(workspace, args)
    if content.empty:
        raise Refused("no_text")
    channel = postable(workspace, args["channel"])
    thread_ts = _thread(workspace, channel, args.get("thread_ts"))
    if workspace.limits:
        workspace.pace.spend_message(channel.id)
    text = content.text or ""
    message = Message(workspace.next_ts(), BOT_USER, text[:MAX_TEXT], content.blocks, thread_ts)
    message.metadata = content.metadata or None
    message.broadcast = thread_ts is not None and flag(args, "reply_broadcast")
    workspace.add_message(channel.id, message)
    answer = {
        "channel": channel.id,
        "ts": message.ts,
        "message": message_json(workspace, channel.id, message, with_metadata=True),
    }
    if len(text) > MAX_TEXT:
        answer |= {"warning": "message_truncated", "response_metadata": {"warnings": ["message_truncated"]}}
    return answer


def _thread(workspace: Workspace, channel: Channel, ts: Any) -> str | None:
    """The beginning of the thread an answer belongs to."""
    if not ts:
        return None
    root = workspace.message(channel.id, str(ts))
    if root is None or root.ephemeral_to is not None:
        raise Refused("cannot_reply_to_message")
    return root.thread_ts or root.ts


def update(workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """Change a message of the app's own; text alone takes the blocks away."""
    channel = known(workspace, args["channel"])
    message = existing(workspace, channel, args["ts"])
    if message.user != BOT_USER:
        raise Refused("cant_update_message")
    content = read_content(workspace, args)
    if len(content.text or "") > MAX_UPDATE_TEXT:
        raise Refused("msg_too_long")
    if content.text is not None or content.blocks is not None:
        if content.empty:
            raise Refused("no_text")
        message.edited = message.edited or content.blocks is None
        message.text = content.text or ""
        message.blocks = content.blocks
    if content.metadata is not None:
        message.metadata = content.metadata or None
    workspace.touch()
    shown = message_json(workspace, channel.id, message, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shown}


def delete(workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """Delete a message of the app's own."""
    channel = known(workspace, args["channel"])
    message = existing(workspace, channel, args["ts"])
    if message.user != BOT_USER:
        raise Refused("cant_delete_message")
    workspace.remove_message(channel.id, message)
    return {"channel": channel.id, "ts": message.ts}


def post_ephemeral(workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """Show something to one person in a channel."""
    content = read_content(workspace, args)
    if content.empty:
        raise Refused("no_text")
    if len(content.text or "") > MAX_UPDATE_TEXT:  # Slack publishes no figure here; the stricter one
        raise Refused("msg_too_long")
    channel = joined(workspace, args["channel"])
    if channel.archived:
        raise Refused("is_archived")
    person = workspace.people.get(str(args["user"]))
    if person is None or person.deleted or person.id not in channel.members:
        raise Refused("user_not_in_channel")
    thread_ts = _thread(workspace, channel, args.get("thread_ts"))
    message = Message(workspace.next_ts(), BOT_USER, content.text or "", content.blocks, thread_ts)
    message.ephemeral_to = person.id
    workspace.add_message(channel.id, message)
    return {"message_ts": message.ts}


def get_permalink(workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """The address of a message."""
    channel = known(workspace, args["channel"])
    message = existing(workspace, channel, args["message_ts"])
    link = f"{workspace.url}archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}
