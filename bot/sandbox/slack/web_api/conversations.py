"""conversations.*: channels, their members and what was said in them."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from itertools import islice
from typing import Any

from bot.sandbox.slack.payloads import channel_json, message_json
from bot.sandbox.slack.refusal import Refused, invalid_arguments
from bot.sandbox.slack.state import BOT_USER, Message, ts_key
from bot.sandbox.slack.web_api.places import SCOPE_PREFIX, joined, known, need_scope, with_scope
from bot.sandbox.slack.web_api.reading import flag, number
from bot.sandbox.slack.workspace import Workspace

MAX_USERS = 8
MOST_ON_A_PAGE = 1000
KINDS = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": "mpim"}


def open_(workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """Open the direct conversation with one person."""
    if args.get("channel"):
        channel = known(workspace, args["channel"])
        already = {"no_op": True, "already_open": True}
        if channel.kind not in {"im", "mpim"}:
            raise Refused("method_not_supported_for_channel_type")
    else:
        users = _users(workspace, str(args.get("users", "")))
        found = workspace.between(users)
        if found is None and flag(args, "prevent_creation"):
            raise Refused("channel_not_found")
        already = {"no_op": True, "already_open": True} if found else {}
        channel = found or workspace.open_between(users)
    if flag(args, "return_im"):
        return {**already, "channel": channel_json(channel)}
    return {"channel": {"id": channel.id}}


def _users(workspace: Workspace, listed: str) -> list[str]:
    users = list(dict.fromkeys(user.strip() for user in listed.split(",") if user.strip()))
    if not users:
        raise Refused("users_list_not_supplied")
    if len(users) > MAX_USERS:
        raise Refused("too_many_users")
    for user in users:
        person = workspace.people.get(user)
        if person is None or person.is_bot:
            raise Refused("user_not_found")
        if person.deleted:
            raise Refused("user_disabled")
    need_scope(workspace, "mpim:write" if len(users) > 1 else "im:write")
    return users


def info(workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """One conversation."""
    channel = with_scope(workspace, known(workspace, args["channel"]), "read")
    shown = channel_json(channel)
    if flag(args, "include_num_members"):
        shown["num_members"] = len(channel.members)
    return {"channel": shown}


def members(workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """Who is in a conversation."""
    channel = with_scope(workspace, known(workspace, args["channel"]), "read")
    present = [user for user in channel.members if not workspace.people[user].deleted]
    page, cursor = paged(present, args, 100)
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


def list_(workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """The conversations the app can see."""
    names = [name.strip() for name in str(args.get("types") or "public_channel").split(",")]
    if set(names) - set(KINDS):
        raise Refused("invalid_types")
    kinds = [KINDS[name] for name in names]
    for kind in kinds:
        need_scope(workspace, f"{SCOPE_PREFIX.get(kind, kind)}:read")
    seen = [
        channel_json(channel)
        for channel in workspace.channels.values()
        if channel.kind in kinds
        and (channel.kind == "public" or BOT_USER in channel.members)
        and not (channel.archived and flag(args, "exclude_archived"))
    ]
    page, cursor = paged(seen, args, 100)
    return {"channels": page, "response_metadata": {"next_cursor": cursor}}


def join(workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """Enter a public channel."""
    channel = known(workspace, args["channel"])
    if channel.kind != "public":
        raise Refused("method_not_supported_for_channel_type")
    if channel.archived:
        raise Refused("is_archived")
    answer: dict[str, Any] = {}
    if BOT_USER in channel.members:
        answer = {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
    else:
        channel.members.append(BOT_USER)
        workspace.touch()
    return {"channel": channel_json(channel), **answer}


def history(workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """What was said in a channel, newest first; answers in threads are left out."""
    channel = with_scope(workspace, joined(workspace, args["channel"]), "history")
    limit = _limit(args)
    found = list(islice(_span(workspace, channel.id, args), limit + 1))
    pins = sum(message.pinned for message in workspace.messages[channel.id])
    return {"pin_count": pins, **_page(workspace, channel.id, args, found, limit)}


def _span(workspace: Workspace, channel: str, args: dict[str, Any]) -> Iterator[Message]:
    """The messages of a channel between two times, from the later one."""
    messages = workspace.messages[channel]
    inclusive = flag(args, "inclusive")
    oldest = _time(args, "oldest")
    latest = _time(args, "latest")
    end = len(messages)
    if args.get("cursor"):
        end = workspace.position(channel, read_cursor(args["cursor"])) + 1
    elif latest:
        end = workspace.position(channel, latest)
        end += inclusive and end < len(messages) and messages[end].ts == latest
    for message in (messages[position] for position in range(end - 1, -1, -1)):
        if oldest and ts_key(message.ts) < ts_key(oldest):
            return
        if oldest and not inclusive and message.ts == oldest:
            return
        if message.ephemeral_to is None and (message.broadcast or not message.is_reply):
            yield message


def _time(args: dict[str, Any], name: str) -> str | None:
    given = args.get(name)
    if given in (None, "", "0", 0):
        return None
    try:
        ts_key(str(given))
    except ValueError:
        raise Refused(f"invalid_ts_{name}") from None
    return str(given)


def replies(workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """A thread, oldest first: the message it began with, and the answers."""
    channel = with_scope(workspace, known(workspace, args["channel"]), "history")
    if BOT_USER not in channel.members:
        raise Refused("channel_not_found")
    message = workspace.message(channel.id, str(args["ts"]))
    root = message and workspace.message(channel.id, message.thread_ts or message.ts)
    if root is None or root.ephemeral_to is not None:
        raise Refused("thread_not_found")
    oldest, latest = _time(args, "oldest"), _time(args, "latest")
    start = read_cursor(args["cursor"]) if args.get("cursor") else "0"
    answers = [
        reply
        for reply in workspace.replies(channel.id, root.ts)
        if ts_key(reply.ts) >= max(ts_key(start), ts_key(oldest or "0"))
        and (latest is None or ts_key(reply.ts) <= ts_key(latest))
    ]
    limit = _limit(args)
    return _page(workspace, channel.id, args, [root, *answers], limit)


def _limit(args: dict[str, Any]) -> int:
    limit = number(args, "limit", 100)
    if not 1 <= limit <= 999:
        raise invalid_arguments("must be between 1 and 999 [json-pointer:/limit]")
    return limit


def _page(
    workspace: Workspace, channel: str, args: dict[str, Any], found: list[Message], limit: int
) -> dict[str, Any]:
    """The first messages found, and where the next page begins."""
    with_metadata = flag(args, "include_all_metadata")
    more = len(found) > limit
    return {
        "messages": [
            message_json(workspace, channel, one, with_metadata=with_metadata) for one in found[:limit]
        ],
        "has_more": more,
        "response_metadata": {"next_cursor": make_cursor(found[limit].ts) if more else ""},
    }


def make_cursor(place: str) -> str:
    """Where a next page begins, in a form nobody should read."""
    return urlsafe_b64encode(f"next:{place}".encode()).decode()


def read_cursor(cursor: object) -> str:
    """Where a page begins."""
    try:
        word, _, place = urlsafe_b64decode(str(cursor)).decode().partition(":")
        ts_key(place)
    except ValueError:
        raise Refused("invalid_cursor") from None
    if word != "next":
        raise Refused("invalid_cursor")
    return place


def paged(items: list[Any], args: dict[str, Any], default: int) -> tuple[list[Any], str]:
    """One page of a list, and the cursor of the next."""
    start = int(read_cursor(args["cursor"])) if args.get("cursor") else 0
    limit = number(args, "limit", default)
    if not 1 <= limit <= MOST_ON_A_PAGE:
        raise Refused("invalid_limit")
    end = start + limit
    return items[start:end], make_cursor(str(end)) if end < len(items) else ""
