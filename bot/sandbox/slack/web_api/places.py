"""Which conversations the app may use, and how Slack refuses the others."""

from collections.abc import Iterable

from bot.sandbox.slack.refusal import Refused
from bot.sandbox.slack.state import BOT_USER, Channel, Message
from bot.sandbox.slack.workspace import Workspace

SCOPE_PREFIX = {"public": "channels", "private": "groups", "im": "im", "mpim": "mpim"}


def known(workspace: Workspace, channel_id: object) -> Channel:
    """A conversation the app can see; private ones it is not in do not exist for it."""
    channel = workspace.channels.get(str(channel_id))
    if channel is None or (channel.kind != "public" and BOT_USER not in channel.members):
        raise Refused("channel_not_found")
    return channel


def joined(workspace: Workspace, channel_id: object) -> Channel:
    """A conversation the app is in."""
    channel = known(workspace, channel_id)
    if BOT_USER not in channel.members:
        raise Refused("not_in_channel")
    return channel


def with_scope(workspace: Workspace, channel: Channel, right: str) -> Channel:
    """The same conversation, if the app holds the scope for its kind."""
    need_scope(workspace, f"{SCOPE_PREFIX[channel.kind]}:{right}")
    return channel


def need_scope(workspace: Workspace, *scopes: str) -> None:
    """Refuse an app that holds none of these scopes."""
    if scopes and not workspace.scopes & set(scopes):
        raise lacking(scopes, workspace.scopes)


def lacking(needed: Iterable[str], provided: Iterable[str]) -> Refused:
    """Say which scope would do, and which ones are there."""
    return Refused("missing_scope", needed=",".join(needed), provided=",".join(sorted(provided)))


def postable(workspace: Workspace, channel_id: object, *, in_thread: bool = False) -> Channel:
    """A conversation the app may write in; a person's id opens the conversation with them."""
    person = workspace.people.get(str(channel_id))
    if person is not None:
        if person.deleted or person.is_bot:
            raise Refused("channel_not_found")
        channel = workspace.direct(person.id)
    else:
        channel = known(workspace, channel_id)
    if channel.archived:
        raise Refused("is_archived")
    if channel.kind == "im" and not workspace.messages_tab:
        raise Refused("messages_tab_disabled")
    open_to_all = channel.kind == "public" and "chat:write.public" in workspace.scopes
    if BOT_USER not in channel.members and not open_to_all:
        raise Refused("not_in_channel")
    forbidden = {"read_only": True, "thread_only": not in_thread, "non_threadable": in_thread}
    if forbidden.get(channel.posting):
        raise Refused(f"restricted_action_{channel.posting}_channel")
    return channel


def existing(workspace: Workspace, channel: Channel, ts: object) -> Message:
    """A message the API knows; ephemeral ones are gone once they are sent."""
    message = workspace.message(channel.id, str(ts))
    if message is None or message.ephemeral_to is not None:
        raise Refused("message_not_found")
    return message
