"""conversations.*, pins, reactions and bookmarks."""

import time
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.state import Message
from bot.sandbox.slack.workspace import ANA, BEN, BOT_USER, EVAN, GENERAL, MODERATORS
from bot.sandbox.world import World
from tests.sandbox.making import error_of

METADATA = {"event_type": "case", "event_payload": {"case": 7}}


def fill(world: World, count: int) -> list[str]:
    """Messages in the moderators' channel; their timestamps, oldest first."""
    return [world.slack.say(ANA, MODERATORS, str(number)).ts for number in range(count)]


async def test_history_is_newest_first_in_pages(world: World, client: AsyncWebClient) -> None:
    written = fill(world, 5)
    first = await client.conversations_history(channel=MODERATORS, limit=3)
    assert [one["ts"] for one in first["messages"]] == written[:1:-1]
    assert first["has_more"] is True
    cursor = first["response_metadata"]["next_cursor"]
    rest = await client.conversations_history(channel=MODERATORS, limit=3, cursor=cursor)
    assert [one["ts"] for one in rest["messages"]] == written[1::-1]
    assert (rest["has_more"], rest["response_metadata"]["next_cursor"]) == (False, "")


async def test_history_between_two_times_leaves_the_ends_out_unless_asked(
    world: World, client: AsyncWebClient
) -> None:
    written = fill(world, 5)
    span: dict[str, Any] = {"channel": MODERATORS, "oldest": written[1], "latest": written[3]}
    found = await client.conversations_history(**span)
    assert [one["ts"] for one in found["messages"]] == [written[2]]
    found = await client.conversations_history(**span, inclusive=True)
    assert [one["ts"] for one in found["messages"]] == written[3:0:-1]


async def test_history_shows_metadata_only_when_asked(client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel=MODERATORS, text="x", metadata=METADATA)
    [plain] = (await client.conversations_history(channel=MODERATORS))["messages"]
    assert "metadata" not in plain
    found = await client.conversations_history(channel=MODERATORS, include_all_metadata=True)
    assert found["messages"][0]["metadata"] == METADATA


async def test_history_leaves_threads_to_replies(client: AsyncWebClient) -> None:
    root = (await client.chat_postMessage(channel=MODERATORS, text="root"))["ts"]
    for text in "ab":
        await client.chat_postMessage(channel=MODERATORS, text=text, thread_ts=root)
    await client.chat_postMessage(channel=MODERATORS, text="loud", thread_ts=root, reply_broadcast=True)
    history = (await client.conversations_history(channel=MODERATORS))["messages"]
    assert [one["text"] for one in history] == ["loud", "root"]
    assert history[1]["reply_count"] == 3
    thread = await client.conversations_replies(channel=MODERATORS, ts=root)
    assert [one["text"] for one in thread["messages"]] == ["root", "a", "b", "loud"]
    page = await client.conversations_replies(channel=MODERATORS, ts=root, limit=2)
    cursor = page["response_metadata"]["next_cursor"]
    rest = await client.conversations_replies(channel=MODERATORS, ts=root, limit=3, cursor=cursor)
    assert [one["text"] for one in rest["messages"]] == ["root", "b", "loud"]


async def test_history_refuses_what_it_cannot_read(world: World, client: AsyncWebClient) -> None:
    assert await error_of(client.conversations_history(channel=GENERAL)) == "not_in_channel"
    bad = client.conversations_history(channel=MODERATORS, oldest="yesterday")
    assert await error_of(bad) == "invalid_ts_oldest"
    assert await error_of(client.conversations_history(channel=MODERATORS, cursor="x")) == "invalid_cursor"
    assert await error_of(client.conversations_history(channel=MODERATORS, limit=1000)) == "invalid_arguments"
    assert (
        await error_of(client.conversations_replies(channel=MODERATORS, ts="1.000001")) == "thread_not_found"
    )
    world.slack.scopes.discard("groups:history")
    assert await error_of(client.conversations_history(channel=MODERATORS)) == "missing_scope"


async def test_looking_at_the_newest_does_not_take_longer_with_many_messages(
    world: World, client: AsyncWebClient
) -> None:
    crowd = [Message(f"{1_700_000_000 + number}.000000", ANA, "x") for number in range(50_000)]
    world.slack.messages[MODERATORS].extend(crowd)
    began = time.process_time()
    for _ in range(20):
        await client.conversations_history(channel=MODERATORS, limit=1, latest=crowd[-1].ts, inclusive=True)
    assert time.process_time() - began < 0.5


async def test_a_channel_says_what_it_is(world: World, client: AsyncWebClient) -> None:
    private = (await client.conversations_info(channel=MODERATORS, include_num_members=True))["channel"]
    assert (private["is_private"], private["is_member"], private["num_members"]) == (True, True, 4)
    public = (await client.conversations_info(channel=GENERAL))["channel"]
    assert (public["is_private"], public["is_member"]) == (False, False)
    world.slack.channels[MODERATORS].members.remove(BOT_USER)
    assert await error_of(client.conversations_info(channel=MODERATORS)) == "channel_not_found"


async def test_members_are_those_who_are_still_there(world: World, client: AsyncWebClient) -> None:
    world.slack.people[EVAN].deleted = True
    members = (await client.conversations_members(channel=GENERAL))["members"]
    assert ANA in members
    assert EVAN not in members


async def test_the_list_shows_public_channels_and_the_apps_own_private_ones(
    world: World, client: AsyncWebClient
) -> None:
    shown = (await client.conversations_list())["channels"]
    assert [one["id"] for one in shown] == [GENERAL]
    shown = (await client.conversations_list(types="public_channel,private_channel"))["channels"]
    assert {one["id"] for one in shown} == {GENERAL, MODERATORS}
    world.slack.channels[MODERATORS].members.remove(BOT_USER)
    assert (await client.conversations_list(types="private_channel"))["channels"] == []
    assert await error_of(client.conversations_list(types="rooms")) == "invalid_types"


async def test_joining_needs_a_scope_and_a_public_channel(world: World, client: AsyncWebClient) -> None:
    assert await error_of(client.conversations_join(channel=GENERAL)) == "missing_scope"
    world.slack.scopes.add("channels:join")
    assert (await client.conversations_join(channel=GENERAL))["channel"]["is_member"]
    assert (await client.conversations_join(channel=GENERAL))["warning"] == "already_in_channel"
    private = client.conversations_join(channel=MODERATORS)
    assert await error_of(private) == "method_not_supported_for_channel_type"


async def test_a_direct_conversation_is_opened_once(world: World, client: AsyncWebClient) -> None:
    channel = (await client.conversations_open(users=ANA))["channel"]["id"]
    assert (await client.conversations_open(users=[ANA], return_im=True))["channel"]["user"] == ANA
    assert world.slack.direct(ANA).id == channel
    assert (await client.conversations_open(channel=channel))["channel"]["id"] == channel


async def test_conversations_open_refuses_nobody_too_many_and_those_who_left(
    world: World, client: AsyncWebClient
) -> None:
    world.slack.people[EVAN].deleted = True
    crowd = ",".join(f"U{number}" for number in range(9))
    errors = {"": "users_list_not_supplied", "U0NOBODY": "user_not_found", EVAN: "user_disabled"}
    for users, error in {**errors, crowd: "too_many_users", f"{ANA},{BEN}": "missing_scope"}.items():
        assert await error_of(client.conversations_open(users=users)) == error
    world.slack.scopes = {"mpim:write"}
    assert (await error_of(client.conversations_open(users=ANA))) == "missing_scope"


async def test_a_message_is_pinned_once(world: World, client: AsyncWebClient) -> None:
    [ts] = fill(world, 1)
    await client.pins_add(channel=MODERATORS, timestamp=ts)
    assert world.slack.messages[MODERATORS][0].pinned is True
    assert await error_of(client.pins_add(channel=MODERATORS, timestamp=ts)) == "already_pinned"
    await client.pins_remove(channel=MODERATORS, timestamp=ts)
    assert world.slack.messages[MODERATORS][0].pinned is False
    assert await error_of(client.pins_remove(channel=MODERATORS, timestamp=ts)) == "no_pin"
    assert await error_of(client.pins_add(channel=MODERATORS, timestamp="1.000001")) == "message_not_found"
    assert await error_of(client.pins_add(channel=MODERATORS, timestamp="x")) == "bad_timestamp"
    assert await error_of(client.pins_add(channel=MODERATORS)) == "no_item_specified"


async def test_a_reaction_is_given_once(world: World, client: AsyncWebClient) -> None:
    world.slack.scopes.add("reactions:write")
    [ts] = fill(world, 1)
    reaction = {"channel": MODERATORS, "timestamp": ts, "name": "eyes"}
    await client.reactions_add(**reaction)
    assert world.slack.messages[MODERATORS][0].reactions == [
        {"name": "eyes", "users": [BOT_USER], "count": 1}
    ]
    assert await error_of(client.reactions_add(**reaction)) == "already_reacted"
    assert await error_of(client.reactions_add(**reaction | {"name": ":eyes:"})) == "invalid_name"


async def test_a_bookmark_is_a_link(world: World, client: AsyncWebClient) -> None:
    world.slack.scopes.add("bookmarks:write")
    link = {"channel_id": MODERATORS, "title": "The policy", "link": "https://example.org"}
    added = (await client.bookmarks_add(**link, type="link"))["bookmark"]
    assert world.slack.bookmarks[MODERATORS] == [added]
    assert await error_of(client.bookmarks_add(**link, type="app")) == "invalid_bookmark_type"
    assert await error_of(client.bookmarks_add(**link | {"link": "example"}, type="link")) == "invalid_link"


async def test_history_shows_what_was_put_on_a_message(world: World, client: AsyncWebClient) -> None:
    world.slack.scopes.add("reactions:write")
    await client.files_upload_v2(filename="a.txt", content="abc", channel=MODERATORS)
    [ts] = [message.ts for message in world.slack.messages[MODERATORS]]
    await client.pins_add(channel=MODERATORS, timestamp=ts)
    await client.reactions_add(channel=MODERATORS, timestamp=ts, name="eyes")
    [shown] = (await client.conversations_history(channel=MODERATORS))["messages"]
    assert shown["files"] == [{"id": world.slack.messages[MODERATORS][0].files[0], "title": "a.txt"}]
    assert shown["pinned_to"] == [MODERATORS]
    assert shown["reactions"][0]["count"] == 1


async def test_what_is_no_number_or_no_direct_conversation_is_refused(client: AsyncWebClient) -> None:
    many = client.api_call("conversations.history", params={"channel": MODERATORS, "limit": "many"})
    assert await error_of(many) == "invalid_arguments"
    opened = client.conversations_open(channel=MODERATORS)
    assert await error_of(opened) == "method_not_supported_for_channel_type"


async def test_a_group_conversation_is_opened_once_and_needs_its_scope(
    world: World, client: AsyncWebClient
) -> None:
    world.slack.scopes.add("mpim:write")
    channel = (await client.conversations_open(users=[ANA, BEN]))["channel"]["id"]
    again = await client.conversations_open(users=[BEN, ANA], return_im=True)
    assert (again["channel"]["id"], again["channel"]["is_mpim"], again["already_open"]) == (
        channel,
        True,
        True,
    )
    assert set(world.slack.channels[channel].members) == {ANA, BEN, BOT_USER}


async def test_a_reaction_is_taken_back(world: World, client: AsyncWebClient) -> None:
    world.slack.scopes.add("reactions:write")
    [ts] = fill(world, 1)
    reaction = {"channel": MODERATORS, "timestamp": ts, "name": "eyes"}
    await client.reactions_add(**reaction)
    await client.reactions_remove(**reaction)
    assert world.slack.messages[MODERATORS][0].reactions == []


async def test_a_bookmark_is_changed_and_removed(world: World, client: AsyncWebClient) -> None:
    world.slack.scopes |= {"bookmarks:write", "bookmarks:read"}
    link = {"channel_id": MODERATORS, "title": "The policy", "link": "https://example.org"}
    bookmark = (await client.bookmarks_add(**link, type="link"))["bookmark"]["id"]
    await client.bookmarks_edit(channel_id=MODERATORS, bookmark_id=bookmark, title="By-law")
    [shown] = (await client.bookmarks_list(channel_id=MODERATORS))["bookmarks"]
    assert (shown["title"], shown["link"]) == ("By-law", "https://example.org")
    await client.bookmarks_remove(channel_id=MODERATORS, bookmark_id=bookmark)
    assert (await client.bookmarks_list(channel_id=MODERATORS))["bookmarks"] == []
