"""Uploads in three steps: ask for an address, send the bytes, complete."""

from base64 import b64decode
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.workspace import GENERAL, MODERATORS
from bot.sandbox.world import World
from tests.sandbox.making import error_of, section


async def asked(client: AsyncWebClient, length: int = 3) -> dict[str, Any]:
    """An address for one file, and the file's id."""
    answer = await client.files_getUploadURLExternal(filename="shift.csv", length=length)
    assert isinstance(answer.data, dict)
    return answer.data


async def send(url: str, content: bytes) -> tuple[int, str]:
    """Send bytes as slack_sdk does."""
    async with aiohttp.ClientSession() as session, session.post(url, data=content) as response:
        return response.status, await response.text()


async def test_slack_sdks_own_upload_ends_in_a_message(world: World, client: AsyncWebClient) -> None:
    await client.files_upload_v2(
        filename="shift.csv",
        content="a,b\n1,2\n",
        channel=MODERATORS,
        initial_comment="The shift",
        title="Shift",
    )
    [message] = world.slack.messages[MODERATORS]
    [file] = world.slack.files.values()
    assert (message.text, message.files) == ("The shift", [file.id])
    assert (file.name, file.title, file.complete, list(file.shares)) == (
        "shift.csv",
        "Shift",
        True,
        [MODERATORS],
    )
    assert b64decode(file.content or "") == b"a,b\n1,2\n"


async def test_a_file_may_come_with_blocks_and_into_a_thread(world: World, client: AsyncWebClient) -> None:
    root = (await client.chat_postMessage(channel=MODERATORS, text="root"))["ts"]
    file = await asked(client)
    assert await send(file["upload_url"], b"abc") == (200, "OK - 3")
    await client.api_call(
        "files.completeUploadExternal",
        json={
            "files": [{"id": file["file_id"]}],
            "channel_id": MODERATORS,
            "thread_ts": root,
            "blocks": [section("The week")],
        },
    )
    [reply] = world.slack.replies(MODERATORS, root)
    assert reply.blocks is not None
    assert reply.blocks[0]["text"]["text"] == "The week"
    assert world.slack.files[file["file_id"]].title == "shift.csv"


async def test_the_bytes_must_be_those_announced_and_come_once(client: AsyncWebClient) -> None:
    file = await asked(client)
    assert (await send(file["upload_url"], b"abcd"))[0] == 400
    assert (await send(file["upload_url"], b"abc"))[0] == 200
    assert (await send(file["upload_url"], b"abc"))[0] == 400
    assert (await send(file["upload_url"] + "x", b"abc"))[0] == 400


async def test_a_file_is_completed_once_and_only_when_it_has_arrived(client: AsyncWebClient) -> None:
    file = await asked(client)
    files = [{"id": file["file_id"], "title": "Shift"}]
    assert await error_of(client.files_completeUploadExternal(files=files)) == "file_not_found"
    await send(file["upload_url"], b"abc")
    assert (await client.files_completeUploadExternal(files=files))["files"] == files
    assert await error_of(client.files_completeUploadExternal(files=files)) == "file_not_found"


async def test_a_refused_channel_leaves_the_file_to_be_completed_again(
    world: World, client: AsyncWebClient
) -> None:
    file = await asked(client)
    await send(file["upload_url"], b"abc")
    files = [{"id": file["file_id"], "title": "Shift"}]
    outside = client.files_completeUploadExternal(files=files, channel_id=GENERAL)
    assert await error_of(outside) == "not_in_channel"
    crowd = client.files_completeUploadExternal(files=files, channels=[MODERATORS] * 101)
    assert await error_of(crowd) == "channels_limit_exceeded"
    await client.files_completeUploadExternal(files=files, channel_id=MODERATORS)
    assert len(world.slack.messages[MODERATORS]) == 1


async def test_an_upload_is_refused_without_a_length_or_with_too_long_a_description(
    client: AsyncWebClient,
) -> None:
    empty = client.files_getUploadURLExternal(filename="x", length=0)
    assert await error_of(empty) == "invalid_arguments"
    long = client.files_getUploadURLExternal(filename="x", length=1, alt_txt="a" * 1001)
    assert await error_of(long) == "alt_txt_too_large"
    assert (
        await error_of(client.api_call("files.completeUploadExternal", params={"files": "{"}))
        == "invalid_arguments"
    )


async def test_the_bytes_may_come_as_a_form(world: World, client: AsyncWebClient) -> None:
    file = await asked(client)
    form = aiohttp.FormData()
    form.add_field("file", b"abc", filename="shift.csv")
    async with aiohttp.ClientSession() as session, session.post(file["upload_url"], data=form) as response:
        assert response.status == 200
    assert b64decode(world.slack.files[file["file_id"]].content or "") == b"abc"


async def test_a_file_says_where_it_is_shown_and_gives_its_bytes_to_the_app(
    world: World, client: AsyncWebClient
) -> None:
    world.slack.scopes.add("files:read")
    await client.files_upload_v2(filename="shift.csv", content="abc", channel=MODERATORS, title="Shift")
    [message] = world.slack.messages[MODERATORS]
    file = (await client.files_info(file=message.files[0]))["file"]
    assert (file["name"], file["title"], file["size"], file["filetype"]) == ("shift.csv", "Shift", 3, "csv")
    assert file["shares"] == {"private": {MODERATORS: [{"ts": message.ts}]}}
    assert file["groups"] == [MODERATORS]
    headers = {"Authorization": f"Bearer {client.token}"}
    async with aiohttp.ClientSession() as session:
        async with session.get(file["url_private"], headers=headers) as answer:
            assert await answer.read() == b"abc"
        async with session.get(file["url_private"]) as answer:
            assert answer.status == 404
