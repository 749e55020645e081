"""chat.*: posting, changing, deleting."""

import re
from typing import Any

from bot.sandbox.slack.messages import MAX_TEXT, MAX_UPDATE_TEXT, Content, read_content
from bot.sandbox.slack.payloads import message_json
from bot.sandbox.slack.refusal import Refused
from bot.sandbox.slack.state import BOT_USER, Channel, Message
from bot.sandbox.slack.web_api.places import existing, joined, known, need_scope, postable
from bot.sandbox.slack.web_api.reading import flag
from bot.sandbox.slack.workspace import Workspace


def post_message(workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """Post in a channel, or to one person."""
    content = read_content(workspace, args)
    check_author(workspace, args)
    if content.empty:
        raise Refused("no_text")
    channel = postable(workspace, args["channel"], in_thread=bool(args.get("thread_ts")))
    thread_ts = thread_of(workspace, channel, args.get("thread_ts"))
    if workspace.limits:
        workspace.pace.spend_message(channel.id)
    message = make_message(content, args, thread_ts)
    message.ts, text = workspace.next_ts(), message.text
    message.text = text[:MAX_TEXT]
    workspace.add_message(channel.id, message)
    answer = {
        "channel": channel.id,
        "ts": message.ts,
        "message": message_json(workspace, channel.id, message, with_metadata=True),
    }
    if len(text) > MAX_TEXT:
        answer |= {"warning": "message_truncated", "response_metadata": {"warnings": ["message_truncated"]}}
    return answer


def check_author(workspace: Workspace, args: dict[str, Any]) -> None:
    """Refuse to write as a person, or under another name without the scope for it."""
    if flag(args, "as_user"):
        raise Refused("as_user_not_supported")
    if args.get("username") or args.get("icon_emoji") or args.get("icon_url"):
        need_scope(workspace, "chat:write.customize")


def make_message(content: Content, args: dict[str, Any], thread_ts: str | None) -> Message:
    """A message that has no time yet."""
    message = Message("", BOT_USER, content.text or "", content.blocks, thread_ts)
    message.metadata = content.metadata or None
    message.attachments = content.attachments or []
    message.username = str(args.get("username") or "")
    message.broadcast = thread_ts is not None and flag(args, "reply_broadcast")
    return message


def thread_of(workspace: Workspace, channel: Channel, ts: Any) -> str | None:
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
    _check_changeable(workspace, channel, message, args)
    content = read_content(workspace, args, MAX_UPDATE_TEXT)
    _change_text(message, content)
    if content.attachments is not None:
        message.attachments = content.attachments
    if content.metadata is not None:
        message.metadata = content.metadata or None
    if args.get("file_ids"):
        message.files = _files(workspace, args)
    message.broadcast = message.broadcast or flag(args, "reply_broadcast")
    workspace.touch()
    shown = message_json(workspace, channel.id, message, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shown}


def _check_changeable(workspace: Workspace, channel: Channel, message: Message, args: dict[str, Any]) -> None:
    if message.user != BOT_USER:
        raise Refused("cant_update_message")
    if flag(args, "as_user"):
        raise Refused("as_user_not_supported")
    if channel.archived:
        raise Refused("is_inactive")
    age = workspace.now().timestamp() - float(message.ts)
    if workspace.edit_window is not None and age > workspace.edit_window.total_seconds():
        raise Refused("edit_window_closed")
    if flag(args, "reply_broadcast") and not message.is_reply:
        raise Refused("cant_broadcast_message")


def _change_text(message: Message, content: Content) -> None:
    if content.text is None and content.blocks is None:
        return
    if content.empty and not message.attachments:
        raise Refused("no_text")
    message.edited = message.edited or content.blocks is None
    message.text = content.text or ""
    message.blocks = content.blocks


def _files(workspace: Workspace, args: dict[str, Any]) -> list[str]:
    given = args["file_ids"]
    listed = given if isinstance(given, list) else re.findall(r"\w+", str(given))  # JSON, or joined by commas
    for file_id in listed:
        file = workspace.files.get(str(file_id))
        if file is None or not file.complete:
            raise Refused("file_not_found")
    return [str(file_id) for file_id in listed]


def delete(workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """Delete a message of the app's own."""
    channel = known(workspace, args["channel"])
    message = existing(workspace, channel, args["ts"])
    if message.user != BOT_USER:
        raise Refused("cant_delete_message")
    workspace.remove_message(channel.id, message)
    return {"channel": channel.id, "ts": message.ts}


def post_ephemeral(workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """Show something to one person in a channel; metadata is not kept."""
    given = {key: value for key, value in args.items() if key != "metadata"}
    content = read_content(workspace, given, MAX_UPDATE_TEXT)  # Slack publishes no figure; the stricter one
    check_author(workspace, args | {"as_user": False})
    if content.empty:
        raise Refused("no_text")
    channel = joined(workspace, args["channel"])
    if channel.archived:
        raise Refused("is_archived")
    if channel.kind == "im" and not workspace.messages_tab:
        raise Refused("messages_tab_disabled")
    person = workspace.people.get(str(args["user"]))
    if person is None or person.deleted or person.id not in channel.members:
        raise Refused("user_not_in_channel")
    message = make_message(content, {}, thread_of(workspace, channel, args.get("thread_ts")))
    message.ts, message.ephemeral_to = workspace.next_ts(), person.id
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
