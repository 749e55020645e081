"""chat.*: posting, changing, deleting, and what Slack refuses of it."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.workspace import ANA, BEN, BOT_USER, EVAN, GENERAL, MODERATORS
from bot.sandbox.world import World
from tests.sandbox.making import actions, button, error_of, refusal, section

METADATA = {"event_type": "case", "event_payload": {"case": 1042}}


async def post(client: AsyncWebClient, text: str = "Hello") -> str:
    """A message in the moderators' channel; its ts."""
    return str((await client.chat_postMessage(channel=MODERATORS, text=text))["ts"])


async def test_a_posted_message_is_kept_as_it_was_sent(world: World, client: AsyncWebClient) -> None:
    answer = await client.chat_postMessage(
        channel=MODERATORS, text="Hello", blocks=[section("*Hello*")], metadata=METADATA
    )
    [message] = world.slack.messages[MODERATORS]
    assert answer["channel"] == MODERATORS
    assert answer["ts"] == message.ts == answer["message"]["ts"]
    assert (message.user, message.text, message.metadata) == (BOT_USER, "Hello", METADATA)
    assert answer["message"]["blocks"] == message.blocks
    assert answer["message"]["metadata"] == METADATA
    assert answer["message"]["bot_id"] == "B0DESK"


async def test_blocks_and_elements_without_ids_are_given_some(world: World, client: AsyncWebClient) -> None:
    nameless = {key: value for key, value in button().items() if key != "action_id"}
    await client.chat_postMessage(channel=MODERATORS, text="x", blocks=[actions(nameless), actions(nameless)])
    blocks = world.slack.messages[MODERATORS][0].blocks or []
    assert len({block["block_id"] for block in blocks}) == 2
    assert all(block["elements"][0]["action_id"] for block in blocks)


async def test_timestamps_rise_while_the_clock_stands_still(client: AsyncWebClient) -> None:
    assert await post(client) < await post(client) < await post(client)


async def test_a_message_to_a_person_opens_their_conversation(world: World, client: AsyncWebClient) -> None:
    answer = await client.chat_postMessage(channel=ANA, text="For you")
    channel = world.slack.channels[answer["channel"]]
    assert (channel.kind, set(channel.members)) == ("im", {BOT_USER, ANA})
    again = await client.chat_postMessage(channel=ANA, text="And again")
    assert again["channel"] == answer["channel"]
    assert await error_of(client.chat_update(channel=ANA, ts=answer["ts"], text="x")) == "channel_not_found"


async def test_slack_refuses_to_post_where_the_app_may_not(world: World, client: AsyncWebClient) -> None:
    world.slack.people[EVAN].deleted = True
    assert await error_of(client.chat_postMessage(channel=EVAN, text="x")) == "channel_not_found"
    assert await error_of(client.chat_postMessage(channel="C0NOWHERE", text="x")) == "channel_not_found"
    assert await error_of(client.chat_postMessage(channel=GENERAL, text="x")) == "not_in_channel"
    world.slack.scopes.add("chat:write.public")
    assert (await client.chat_postMessage(channel=GENERAL, text="x"))["ok"]
    world.slack.channels[MODERATORS].archived = True
    assert await error_of(client.chat_postMessage(channel=MODERATORS, text="x")) == "is_archived"
    world.slack.channels[MODERATORS].members.remove(BOT_USER)
    assert await error_of(client.chat_postMessage(channel=MODERATORS, text="x")) == "channel_not_found"


async def test_a_message_must_say_something(client: AsyncWebClient) -> None:
    assert await error_of(client.api_call("chat.postMessage", json={"channel": MODERATORS})) == "no_text"
    assert (
        await error_of(client.api_call("chat.postMessage", json={"channel": MODERATORS, "text": " "}))
        == "no_text"
    )


async def test_long_text_is_cut_when_posted_and_refused_when_changed(
    world: World, client: AsyncWebClient
) -> None:
    answer = await client.chat_postMessage(channel=MODERATORS, text="x" * 40_001)
    assert answer["warning"] == "message_truncated"
    assert len(world.slack.messages[MODERATORS][0].text) == 40_000
    long = client.chat_update(channel=MODERATORS, ts=answer["ts"], text="x" * 4001)
    assert await error_of(long) == "msg_too_long"
    await client.chat_update(channel=MODERATORS, ts=answer["ts"], text="x" * 4000)


async def test_hostile_text_is_kept_and_never_breaks_an_answer(world: World, client: AsyncWebClient) -> None:
    text = "<!channel> \x00 \u202e half \ud83d whole \U0001f525 & <b>"
    answer = await client.chat_postMessage(channel=MODERATORS, text=text)
    assert answer["message"]["text"] == text.replace("\ud83d", "\ufffd")
    assert world.slack.messages[MODERATORS][0].text == answer["message"]["text"]


async def test_invalid_blocks_are_refused_in_slacks_shape(world: World, client: AsyncWebClient) -> None:
    blocks = [section("x" * 3001)]
    answer = await refusal(client.chat_postMessage(channel=MODERATORS, text="x", blocks=blocks))
    assert answer == {
        "ok": False,
        "error": "invalid_blocks",
        "errors": [
            "failed to match all allowed schemas [json-pointer:/blocks/0/text]",
            "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
        ],
        "response_metadata": {
            "messages": [
                "[ERROR] failed to match all allowed schemas [json-pointer:/blocks/0/text]",
                "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
            ]
        },
    }
    assert world.slack.messages[MODERATORS] == []


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ({"blocks": "[{"}, "invalid_blocks_format"),
        ({"blocks": {"type": "divider"}}, "invalid_blocks_format"),
        ({"blocks": [section("x" * 3000)] * 14}, "msg_blocks_too_long"),
        ({"markdown_text": "x"}, "markdown_text_conflict"),
        ({"metadata": "{"}, "invalid_metadata_format"),
        ({"metadata": {"event_type": "case"}}, "invalid_metadata_schema"),
        ({"metadata": METADATA | {"colour": "red"}}, "invalid_metadata_schema"),
        ({"metadata": METADATA | {"event_payload": {"x": "x" * 8001}}}, "metadata_too_large"),
        ({"attachments": ["red"]}, "invalid_attachments"),
        ({"attachments": "{"}, "invalid_attachments"),
        ({"attachments": [{}] * 101}, "too_many_attachments"),
        ({"text": "", "markdown_text": "x" * 12_001}, "invalid_arguments"),
        ({"thread_ts": "1.000001"}, "cannot_reply_to_message"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
async def test_slack_refuses_content(client: AsyncWebClient, content: dict[str, object], error: str) -> None:
    call = client.api_call("chat.postMessage", json={"channel": MODERATORS, "text": "x", **content})
    assert await error_of(call) == error


async def test_blocks_replace_blocks_without_an_edited_mark(world: World, client: AsyncWebClient) -> None:
    ts = (await client.chat_postMessage(channel=MODERATORS, text="x", blocks=[section("Old")]))["ts"]
    await client.chat_update(channel=MODERATORS, ts=ts, text="y", blocks=[section("New")])
    [message] = world.slack.messages[MODERATORS]
    assert message.blocks is not None
    assert (message.text, message.blocks[0]["text"]["text"], message.edited) == ("y", "New", False)


async def test_text_alone_takes_the_blocks_away(world: World, client: AsyncWebClient) -> None:
    ts = (await client.chat_postMessage(channel=MODERATORS, text="x", blocks=[section()]))["ts"]
    answer = await client.chat_update(channel=MODERATORS, ts=ts, text="y")
    [message] = world.slack.messages[MODERATORS]
    assert (message.text, message.blocks, message.edited) == ("y", None, True)
    assert "edited" in answer["message"]


async def test_metadata_stays_until_it_is_replaced_or_emptied(world: World, client: AsyncWebClient) -> None:
    ts = (await client.chat_postMessage(channel=MODERATORS, text="x", metadata=METADATA))["ts"]
    [message] = world.slack.messages[MODERATORS]
    await client.chat_update(channel=MODERATORS, ts=ts, text="y")
    assert message.metadata == METADATA
    await client.api_call("chat.update", json={"channel": MODERATORS, "ts": ts, "metadata": {}})
    [message] = world.slack.messages[MODERATORS]
    assert message.metadata is None
    assert message.text == "y"


async def test_only_the_apps_own_messages_can_be_changed_or_deleted(
    world: World, client: AsyncWebClient
) -> None:
    theirs = world.slack.say(ANA, MODERATORS, "Mine").ts
    assert (
        await error_of(client.chat_update(channel=MODERATORS, ts=theirs, text="x")) == "cant_update_message"
    )
    assert await error_of(client.chat_delete(channel=MODERATORS, ts=theirs)) == "cant_delete_message"
    gone = client.chat_update(channel=MODERATORS, ts="1.000001", text="x")
    assert await error_of(gone) == "message_not_found"


async def test_a_deleted_message_is_gone(world: World, client: AsyncWebClient) -> None:
    ts = await post(client)
    await client.chat_delete(channel=MODERATORS, ts=ts)
    assert world.slack.messages[MODERATORS] == []
    assert await error_of(client.chat_delete(channel=MODERATORS, ts=ts)) == "message_not_found"


async def test_an_ephemeral_message_is_for_one_person_and_cannot_be_changed(
    world: World, client: AsyncWebClient
) -> None:
    answer = await client.chat_postEphemeral(channel=MODERATORS, user=BEN, text="Only you")
    [message] = world.slack.messages[MODERATORS]
    assert (message.ts, message.ephemeral_to) == (answer["message_ts"], BEN)
    late = client.chat_update(channel=MODERATORS, ts=message.ts, text="x")
    assert await error_of(late) == "message_not_found"
    assert (await client.conversations_history(channel=MODERATORS))["messages"] == []


async def test_an_ephemeral_message_needs_a_person_in_the_channel(
    world: World, client: AsyncWebClient
) -> None:
    outsider = client.chat_postEphemeral(channel=MODERATORS, user=EVAN, text="x")
    assert await error_of(outsider) == "user_not_in_channel"
    world.slack.people[BEN].deleted = True
    left = client.chat_postEphemeral(channel=MODERATORS, user=BEN, text="x")
    assert await error_of(left) == "user_not_in_channel"
    long = client.chat_postEphemeral(channel=MODERATORS, user=ANA, text="x" * 4001)
    assert await error_of(long) == "msg_too_long"


async def test_an_answer_to_an_answer_joins_the_same_thread(world: World, client: AsyncWebClient) -> None:
    root = await post(client)
    reply = (await client.chat_postMessage(channel=MODERATORS, text="a", thread_ts=root))["ts"]
    await client.chat_postMessage(channel=MODERATORS, text="b", thread_ts=reply)
    assert [one.text for one in world.slack.replies(MODERATORS, root)] == ["a", "b"]


async def test_a_permalink_names_channel_and_message(client: AsyncWebClient) -> None:
    ts = await post(client)
    link = (await client.chat_getPermalink(channel=MODERATORS, message_ts=ts))["permalink"]
    assert link.endswith(f"/archives/{MODERATORS}/p{ts.replace('.', '')}")
    gone = client.chat_getPermalink(channel=MODERATORS, message_ts="1.000001")
    assert await error_of(gone) == "message_not_found"


async def test_markdown_may_stand_in_place_of_text(world: World, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel=MODERATORS, markdown_text="**Hello**")
    assert world.slack.messages[MODERATORS][0].text == "**Hello**"


async def test_a_deleted_answer_leaves_its_thread(world: World, client: AsyncWebClient) -> None:
    root = await post(client)
    reply = (await client.chat_postMessage(channel=MODERATORS, text="a", thread_ts=root))["ts"]
    link = (await client.chat_getPermalink(channel=MODERATORS, message_ts=reply))["permalink"]
    assert link.endswith(f"?thread_ts={root}&cid={MODERATORS}")
    await client.chat_delete(channel=MODERATORS, ts=reply)
    assert world.slack.replies(MODERATORS, root) == []


async def test_emptying_a_message_is_refused(world: World, client: AsyncWebClient) -> None:
    ts = await post(client)
    empty = {"channel": MODERATORS, "ts": ts, "text": "", "blocks": []}
    assert await error_of(client.api_call("chat.update", json=empty)) == "no_text"
    nothing = {"channel": MODERATORS, "user": ANA}
    assert await error_of(client.api_call("chat.postEphemeral", json=nothing)) == "no_text"
    world.slack.channels[MODERATORS].archived = True
    late = client.chat_postEphemeral(channel=MODERATORS, user=ANA, text="x")
    assert await error_of(late) == "is_archived"


async def test_slacks_old_cards_are_kept_and_replaced(world: World, client: AsyncWebClient) -> None:
    old = [{"color": "#cc0000", "text": "Old", "blocks": [section()]}]
    answer = await client.chat_postMessage(channel=MODERATORS, text="x", attachments=old)
    assert answer["message"]["attachments"][0]["text"] == "Old"
    await client.chat_update(channel=MODERATORS, ts=answer["ts"], text="x", attachments=[{"text": "New"}])
    assert world.slack.messages[MODERATORS][0].attachments == [{"text": "New"}]


async def test_a_file_that_was_completed_can_be_put_on_a_message(
    world: World, client: AsyncWebClient
) -> None:
    await client.files_upload_v2(filename="a.txt", content="abc", channel=MODERATORS)
    [file] = world.slack.files
    ts = await post(client)
    await client.chat_update(channel=MODERATORS, ts=ts, text="x", file_ids=[file])
    assert world.slack.messages[MODERATORS][-1].files == [file]
