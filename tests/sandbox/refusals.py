"""Refusals that many methods share: wrong content, wrong places, things that are not there."""

from collections.abc import Callable, Iterator
from typing import Any

from bot.sandbox.slack.methods import METHODS
from bot.sandbox.slack.workspace import ANA, EVAN, GENERAL, MODERATORS, Workspace
from tests.sandbox.making import home, modal, section
from tests.sandbox.prepared import ask

Args = dict[str, Any]
Arrange = Callable[[Workspace], object]
Case = tuple[str, str, Args, Arrange | None]

HERE = {"channel": MODERATORS}
GONE = {"channel": "C0NOWHERE"}
ELSEWHERE = {"channel": GENERAL}
NO_TS = "1.000001"
LINK = {"title": "x", "type": "link", "link": "https://x.ca"}


def workspace(**more: Any) -> Arrange:
    """Change the workspace's settings."""
    return lambda slack: vars(slack).update(more)


def channel(**more: Any) -> Arrange:
    """Change the moderators' channel."""
    return lambda slack: vars(slack.channels[MODERATORS]).update(more)


CONTENT: dict[str, Args] = {
    "no_text": {"text": "", "blocks": []},
    "invalid_blocks": {"blocks": [section("")]},
    "invalid_blocks_format": {"blocks": "["},
    "markdown_text_conflict": {"text": "x", "markdown_text": "x"},
    "invalid_attachments": {"attachments": ["x"]},
    "too_many_attachments": {"attachments": [{"text": "x"}] * 101},
    "invalid_metadata_format": {"text": "x", "metadata": "{"},
    "invalid_metadata_schema": {"text": "x", "metadata": {"event_type": "x"}},
    "metadata_too_large": {"metadata": {"event_type": "x", "event_payload": {"x": "x" * 8000}}},
    "msg_blocks_too_long": {"blocks": [section("x" * 3000)] * 14},
    "as_user_not_supported": {"text": "x", "as_user": True},
}
PLACES: dict[str, tuple[Args, Arrange | None]] = {
    "channel_not_found": (GONE, None),
    "not_in_channel": (ELSEWHERE, None),
    "is_archived": (HERE, channel(archived=True)),
    "restricted_action_read_only_channel": (HERE, channel(posting="read_only")),
    "restricted_action_thread_only_channel": (HERE, channel(posting="thread_only")),
    "restricted_action_non_threadable_channel": (
        {**HERE, "thread_ts": "$mine"},
        channel(posting="non_threadable"),
    ),
}
SAYING: dict[str, Args] = {
    "chat.postMessage": HERE,
    "chat.update": {**HERE, "ts": "$mine"},
    "chat.postEphemeral": {**HERE, "user": ANA},
    "chat.scheduleMessage": {**HERE, "post_at": "$soon"},
}


def saying() -> Iterator[Case]:
    """What all methods that post have in common."""
    for name, args in SAYING.items():
        for word in sorted(METHODS[name].refuses & set(CONTENT)):
            yield name, word, {**args, **CONTENT[word]}, None
        for word in sorted(METHODS[name].refuses & set(PLACES)):
            where, arrange = PLACES[word]
            yield name, word, {**args, "text": "x", **where}, arrange
        if "msg_too_long" in METHODS[name].refuses:
            most = 40_001 if name == "chat.scheduleMessage" else 4_001
            yield name, "msg_too_long", {**args, "text": "x" * most}, None
            yield name, "msg_too_long", {**args, "blocks": [section("x" * 3000)] * 14}, None


def nowhere() -> Iterator[Case]:
    """A channel, a message, a time, a cursor or a person that is not there."""
    for name, args in {
        "chat.delete": {"ts": "$mine"},
        "chat.getPermalink": {"message_ts": "$mine"},
        "chat.deleteScheduledMessage": {"scheduled_message_id": "Q1"},
        "conversations.open": {},
        "conversations.info": {},
        "conversations.members": {},
        "conversations.join": {},
        "conversations.history": {},
        "conversations.replies": {"ts": "$mine"},
        "pins.add": {"timestamp": "$mine"},
        "pins.remove": {"timestamp": "$mine"},
        "reactions.add": {"timestamp": "$mine", "name": "eyes"},
        "reactions.remove": {"timestamp": "$mine", "name": "eyes"},
    }.items():
        yield name, "channel_not_found", GONE | args, None
    for name, more in {
        "add": LINK,
        "edit": {"bookmark_id": "x"},
        "list": {},
        "remove": {"bookmark_id": "x"},
    }.items():
        yield f"bookmarks.{name}", "channel_not_found", {"channel_id": "C0NOWHERE", **more}, None
    for name, key in {"update": "ts", "delete": "ts", "getPermalink": "message_ts"}.items():
        yield f"chat.{name}", "message_not_found", HERE | {key: NO_TS}, None
    for name in ("pins.add", "pins.remove", "reactions.add", "reactions.remove"):
        mark = HERE | ({"name": "eyes"} if name.startswith("reactions") else {})
        yield name, "message_not_found", mark | {"timestamp": NO_TS}, None
        yield name, "bad_timestamp", mark | {"timestamp": "yesterday"}, None
    for name in ("conversations.history", "conversations.replies"):
        span = HERE | ({"ts": "$mine"} if name.endswith("replies") else {})
        for key in ("oldest", "latest"):
            yield name, f"invalid_ts_{key}", span | {key: "yesterday"}, None
        yield name, "invalid_cursor", span | {"cursor": "x"}, None
    for name, args in {"conversations.members": HERE, "conversations.list": {}, "users.list": {}}.items():
        yield name, "invalid_cursor", args | {"cursor": "x"}, None
        if name != "users.list":
            yield name, "invalid_limit", args | {"limit": 1001}, None


def another_view(slack: Workspace) -> None:
    """A view with an external id that somebody else's will want, too."""
    ask(slack, "views.open", trigger_id=slack.handles.new_trigger(EVAN), view=modal(**TWIN))


BIG_VIEW = modal(*[section("x" * 2600)] * 100)
TWIN = {"external_id": "twin"}
VIEWS: list[Case] = [
    *[
        case
        for name in ("views.open", "views.push")
        for case in (
            (name, "invalid_trigger_id", {"trigger_id": "1.2.abc", "view": modal()}, None),
            (name, "duplicate_external_id", {"trigger_id": "$trigger", "view": modal(**TWIN)}, another_view),
            (name, "view_too_large", {"trigger_id": "$trigger", "view": BIG_VIEW}, None),
        )
    ],
    ("views.push", "not_found", {"trigger_id": "$trigger", "view": modal()}, workspace(modals={})),
    (
        "views.push",
        "push_limit_reached",
        {"trigger_id": "$trigger", "view": modal()},
        lambda slack: slack.modals[ANA].extend([{"id": "V1", "external_id": ""}] * 2),
    ),
    ("views.update", "not_found", {"view_id": "V0", "view": modal()}, None),
    ("views.update", "view_too_large", {"view_id": "$modal", "view": BIG_VIEW}, None),
    ("views.update", "hash_conflict", {"view_id": "$modal", "view": modal(), "hash": "1.old"}, None),
    ("views.update", "duplicate_external_id", {"view_id": "$modal", "view": modal(**TWIN)}, another_view),
    ("views.publish", "not_enabled", {"user_id": ANA, "view": home()}, workspace(home_tab=False)),
    ("views.publish", "hash_conflict", {"user_id": ANA, "view": home(), "hash": "1.old"}, None),
    ("views.publish", "duplicate_external_id", {"user_id": ANA, "view": home(**TWIN)}, another_view),
    ("views.publish", "view_too_large", {"user_id": ANA, "view": home(*BIG_VIEW["blocks"])}, None),
]
