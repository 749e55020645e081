"""Every word of refusal in the methods' table, each brought about once."""

from datetime import timedelta

import pytest

from bot.sandbox.slack.methods import METHODS
from bot.sandbox.slack.refusal import Refused
from bot.sandbox.slack.state import Scheduled
from bot.sandbox.slack.workspace import ANA, BOT_USER, EVAN, GENERAL, MODERATORS, Message, Workspace
from bot.sandbox.world import World
from tests.sandbox.conftest import Clock
from tests.sandbox.making import modal
from tests.sandbox.prepared import Prepared, ask
from tests.sandbox.refusals import (
    ELSEWHERE,
    GONE,
    HERE,
    LINK,
    NO_TS,
    VIEWS,
    Args,
    Arrange,
    Case,
    channel,
    nowhere,
    saying,
    workspace,
)


def left(slack: Workspace) -> None:
    """Ana leaves the Town."""
    slack.people[ANA].deleted = True


def first(slack: Workspace) -> Message:
    """The first message of the channel."""
    return slack.messages[MODERATORS][0]


def reacted(*names: str, users: str = BOT_USER) -> Arrange:
    """Emoji on the first message."""
    shown = [{"name": name, "users": [users], "count": 1} for name in names]
    return lambda slack: first(slack).reactions.extend(shown)


def pinned(slack: Workspace) -> None:
    """The first message is pinned."""
    first(slack).pinned = True


def crowded(slack: Workspace) -> None:
    """A hundred pins."""
    crowd = [Message(f"1.{number:06d}", ANA, "x", pinned=True) for number in range(100)]
    slack.messages[MODERATORS][:0] = crowd


def booked_out(slack: Workspace) -> None:
    """Thirty messages that wait for the same minutes."""
    now = int(slack.now().timestamp())
    for number in range(30):
        waiting = Scheduled(f"Q{number}", MODERATORS, now + 200, Message("", BOT_USER, "x"))
        slack.scheduled[waiting.id] = waiting


CHATS: list[Case] = [
    (
        "chat.postMessage",
        "cannot_reply_to_message",
        {**HERE, "text": "x", "thread_ts": NO_TS},
        None,
    ),
    (
        "chat.postMessage",
        "messages_tab_disabled",
        {"channel": ANA, "text": "x"},
        workspace(messages_tab=False),
    ),
    ("chat.update", "channel_not_found", {**GONE, "ts": "$mine", "text": "x"}, None),
    ("chat.update", "cant_update_message", {**HERE, "ts": "$hers", "text": "x"}, None),
    ("chat.update", "cant_broadcast_message", {**HERE, "ts": "$mine", "reply_broadcast": True}, None),
    ("chat.update", "is_inactive", {**HERE, "ts": "$mine", "text": "x"}, channel(archived=True)),
    ("chat.update", "file_not_found", {**HERE, "ts": "$mine", "file_ids": '["F2"]'}, None),
    (
        "chat.update",
        "edit_window_closed",
        {**HERE, "ts": "$mine", "text": "x"},
        workspace(edit_window=timedelta(seconds=-1)),
    ),
    ("chat.delete", "cant_delete_message", {**HERE, "ts": "$hers"}, None),
    (
        "chat.postEphemeral",
        "cannot_reply_to_message",
        {**HERE, "user": ANA, "text": "x", "thread_ts": NO_TS},
        None,
    ),
    ("chat.postEphemeral", "user_not_in_channel", {**HERE, "user": EVAN, "text": "x"}, None),
    (
        "chat.postEphemeral",
        "messages_tab_disabled",
        {"channel": "$direct", "user": ANA, "text": "x"},
        workspace(messages_tab=False),
    ),
    ("chat.scheduleMessage", "invalid_time", {**HERE, "post_at": "soon", "text": "x"}, None),
    ("chat.scheduleMessage", "time_in_past", {**HERE, "post_at": "$past", "text": "x"}, None),
    ("chat.scheduleMessage", "time_too_far", {**HERE, "post_at": "$far", "text": "x"}, None),
    ("chat.scheduleMessage", "restricted_too_many", {**HERE, "post_at": "$soon", "text": "x"}, booked_out),
    (
        "chat.scheduleMessage",
        "restricted_action",
        {"channel": ANA, "post_at": "$soon", "text": "x"},
        workspace(messages_tab=False),
    ),
    (
        "chat.deleteScheduledMessage",
        "invalid_scheduled_message_id",
        {**HERE, "scheduled_message_id": "Q9"},
        None,
    ),
]
OTHERS: list[Case] = [
    ("conversations.open", "method_not_supported_for_channel_type", HERE, None),
    ("conversations.open", "too_many_users", {"users": ",".join(f"U{n}" for n in range(9))}, None),
    ("conversations.open", "user_disabled", {"users": ANA}, left),
    ("conversations.open", "user_not_found", {"users": "U0NOBODY"}, None),
    ("conversations.open", "users_list_not_supplied", {}, None),
    ("conversations.open", "channel_not_found", {"users": EVAN, "prevent_creation": True}, None),
    ("conversations.list", "invalid_types", {"types": "rooms"}, None),
    ("conversations.join", "method_not_supported_for_channel_type", HERE, None),
    ("conversations.join", "is_archived", HERE, channel(archived=True, kind="public")),
    ("conversations.history", "not_in_channel", ELSEWHERE, None),
    ("conversations.replies", "thread_not_found", {**HERE, "ts": NO_TS}, None),
    ("users.info", "user_not_found", {"user": "U0NOBODY"}, None),
    ("users.lookupByEmail", "users_not_found", {"email": "nobody@westlock.example"}, None),
    ("users.lookupByEmail", "users_not_found", {"email": "ana@westlock.example"}, left),
    ("bots.info", "bot_not_found", {"bot": "B0NONE"}, None),
    ("team.info", "team_not_found", {"team": "T0NONE"}, None),
    ("usergroups.list", "plan_upgrade_required", {}, workspace(paid_plan=False)),
    ("usergroups.users.list", "plan_upgrade_required", {"usergroup": "S1"}, workspace(paid_plan=False)),
    ("usergroups.users.list", "no_such_subteam", {"usergroup": "S9"}, None),
    ("files.getUploadURLExternal", "missing_argument", {"filename": "x"}, None),
    (
        "files.getUploadURLExternal",
        "alt_txt_too_large",
        {"filename": "x", "length": 1, "alt_txt": "x" * 1001},
        None,
    ),
    (
        "files.getUploadURLExternal",
        "file_uploads_disabled",
        {"filename": "x", "length": 1},
        workspace(file_uploads=False),
    ),
    (
        "files.getUploadURLExternal",
        "storage_limit_reached",
        {"filename": "x", "length": 1},
        workspace(storage=6),
    ),
    ("files.completeUploadExternal", "file_not_found", {"files": [{"id": "F1"}]}, None),
    ("files.completeUploadExternal", "file_not_found", {"files": [{"id": "F9"}]}, None),
    (
        "files.completeUploadExternal",
        "channel_not_found",
        {"files": [{"id": "F2"}], "channel_id": "C0NOWHERE"},
        None,
    ),
    (
        "files.completeUploadExternal",
        "not_in_channel",
        {"files": [{"id": "F2"}], "channel_id": GENERAL},
        None,
    ),
    (
        "files.completeUploadExternal",
        "channels_limit_exceeded",
        {"files": [{"id": "F2"}], "channels": "C1," * 101},
        None,
    ),
    (
        "files.completeUploadExternal",
        "posting_to_channel_denied",
        {"files": [{"id": "F2"}], "channel_id": MODERATORS},
        channel(archived=True),
    ),
    (
        "files.completeUploadExternal",
        "invalid_blocks",
        {"files": [{"id": "F2"}], "channel_id": MODERATORS, "blocks": "["},
        None,
    ),
    ("files.info", "file_not_found", {"file": "F2"}, None),
    ("pins.add", "already_pinned", {**HERE, "timestamp": "$mine"}, pinned),
    ("pins.add", "no_item_specified", HERE, None),
    ("pins.add", "not_in_channel", {**ELSEWHERE, "timestamp": NO_TS}, None),
    ("pins.add", "too_many_pins", {**HERE, "timestamp": "$mine"}, crowded),
    ("pins.remove", "no_pin", {**HERE, "timestamp": "$mine"}, None),
    ("pins.remove", "no_item_specified", HERE, None),
    ("reactions.add", "already_reacted", {**HERE, "timestamp": "$mine", "name": "eyes"}, reacted("eyes")),
    ("reactions.add", "invalid_name", {**HERE, "timestamp": "$mine", "name": ":eyes:"}, None),
    ("reactions.add", "is_archived", {**HERE, "timestamp": "$mine", "name": "eyes"}, channel(archived=True)),
    ("reactions.add", "no_access", {**ELSEWHERE, "timestamp": NO_TS, "name": "eyes"}, None),
    (
        "reactions.add",
        "too_many_reactions",
        {**HERE, "timestamp": "$mine", "name": "eyes"},
        reacted(*(f"e{n}" for n in range(23))),
    ),
    (
        "reactions.add",
        "too_many_emoji",
        {**HERE, "timestamp": "$mine", "name": "eyes"},
        reacted(*(f"e{n}" for n in range(50)), users=ANA),
    ),
    (
        "reactions.remove",
        "no_reaction",
        {**HERE, "timestamp": "$mine", "name": "eyes"},
        reacted("eyes", users=ANA),
    ),
    ("reactions.remove", "invalid_name", {**HERE, "timestamp": "$mine", "name": ":eyes:"}, None),
    ("reactions.remove", "no_access", {**ELSEWHERE, "timestamp": NO_TS, "name": "eyes"}, None),
    ("reactions.remove", "no_item_specified", {"name": "eyes"}, None),
    ("bookmarks.add", "invalid_bookmark_type", {"channel_id": MODERATORS, **LINK, "type": "app"}, None),
    ("bookmarks.add", "invalid_link", {"channel_id": MODERATORS, **LINK, "link": "x.ca"}, None),
    ("bookmarks.add", "invalid_emoji", {"channel_id": MODERATORS, **LINK, "emoji": ":A B:"}, None),
    (
        "bookmarks.add",
        "too_many_bookmarks",
        {"channel_id": MODERATORS, **LINK},
        workspace(bookmarks={MODERATORS: [{}] * 100}),
    ),
    ("bookmarks.edit", "not_found", {"channel_id": MODERATORS, "bookmark_id": "Bk0"}, None),
    (
        "bookmarks.edit",
        "invalid_link",
        {"channel_id": MODERATORS, "bookmark_id": "$bookmark", "link": "x"},
        None,
    ),
    (
        "bookmarks.edit",
        "invalid_emoji",
        {"channel_id": MODERATORS, "bookmark_id": "$bookmark", "emoji": "A B"},
        None,
    ),
    ("bookmarks.remove", "not_found", {"channel_id": MODERATORS, "bookmark_id": "Bk0"}, None),
]
CASES = [*saying(), *nowhere(), *VIEWS, *CHATS, *OTHERS]
OLD_TRIGGERS = {
    (f"views.{name}", f"{word}_trigger_id") for name in ("open", "push") for word in ("expired", "exchanged")
}


def test_every_word_of_the_table_is_brought_about() -> None:
    table = {(name, word) for name, method in METHODS.items() for word in method.refuses}
    assert {(name, word) for name, word, _, _ in CASES} | OLD_TRIGGERS == table


@pytest.mark.parametrize(("name", "word", "args", "arrange"), CASES, ids=[f"{c[0]} {c[1]}" for c in CASES])
async def test_slack_refuses_with_its_word(
    world: World, name: str, word: str, args: Args, arrange: Arrange | None
) -> None:
    prepared = Prepared(world)
    if arrange is not None:
        arrange(world.slack)
    with pytest.raises(Refused) as refused:
        ask(world.slack, name, **prepared.fill(args))
    assert refused.value.body["ok"] is False
    assert refused.value.error == word


@pytest.mark.parametrize("name", ["views.open", "views.push"])
async def test_slack_refuses_an_old_and_a_spent_trigger(world: World, clock: Clock, name: str) -> None:
    prepared = Prepared(world)
    ask(world.slack, name, trigger_id=prepared.names["trigger"], view=modal())
    late = world.slack.handles.new_trigger(ANA)
    clock.forward(seconds=3.1)
    words = []
    for trigger in (late, prepared.names["trigger"]):
        with pytest.raises(Refused) as refused:
            ask(world.slack, name, trigger_id=trigger, view=modal())
        words.append(refused.value.error)
    assert words == ["expired_trigger_id", "exchanged_trigger_id"]
