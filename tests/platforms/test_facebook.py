"""Facebook's own traps: lost rights, wrong tokens, what is gone and what may not be hidden."""

import json
import logging
from typing import Any

import httpx
import pytest

from bot.domain.errors import Refusal, TryLater, WillNeverWork
from bot.platforms.connector import Visibility
from bot.platforms.facebook.hook import parse
from bot.sandbox.facebook import FIRE, PAGE_TOKENS, TOWN, USER_TOKEN, FacebookWorld
from tests.platforms.graph import GONE, NOW, answered_by, by_path
from tests.platforms.practice import Practice


async def test_a_post_taken_down_during_the_poll_does_not_stop_it() -> None:
    posts = {"data": [{"id": f"{TOWN}_5"}]}
    async with answered_by(by_path({"published_posts": posts, "comments": GONE})) as connector:
        assert (await connector.poll(TOWN, "")).comments == []


async def test_withheld_ids_are_a_missing_right() -> None:
    comments = {"data": [{"message": "no id", "created_time": "2026-11-20T18:59:00+0000"}]}
    posts = {"data": [{"id": f"{TOWN}_5"}]}
    async with answered_by(by_path({"published_posts": posts, "comments": comments})) as connector:
        with pytest.raises(WillNeverWork, match="MODERATE") as refused:
            await connector.poll(TOWN, "")
    assert refused.value.code == Refusal.NOT_PERMITTED


async def test_a_withheld_state_is_never_guessed() -> None:
    async with answered_by(by_path({"5_7": {"id": "5_7"}})) as connector:
        with pytest.raises(WillNeverWork) as refused:
            await connector.read_state(TOWN, "5_7")
    assert refused.value.code == Refusal.NOT_PERMITTED


async def test_a_yes_without_success_is_not_believed() -> None:
    async with answered_by(by_path({"5_7": {"id": "5_7", "is_hidden": False}})) as connector:
        with pytest.raises(TryLater) as refused:
            await connector.remove_comment(TOWN, "5_7", "decision-1")
    assert refused.value.code == "not_confirmed"


async def test_a_comment_that_goes_between_reading_and_hiding_is_gone() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return httpx.Response(400, json=GONE)
        states = {"5_7": {"id": "5_7", "is_hidden": False}, "5_8": {"id": "5_8", "is_hidden": True}}
        return by_path(states)(request)

    async with answered_by(answer) as connector:
        await connector.remove_comment(TOWN, "5_7", "decision-1")
        with pytest.raises(WillNeverWork, match="nothing to bring back"):
            await connector.restore_comment(TOWN, "5_8", "decision-1")


async def test_gone_while_hiding_is_not_believed_from_a_wrong_token() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return httpx.Response(400, json=GONE)
        return by_path({"5_7": {"id": "5_7", "is_hidden": False}, "me": {"id": "a person"}})(request)

    async with answered_by(answer) as connector:
        with pytest.raises(WillNeverWork, match="not this Page's"):
            await connector.remove_comment(TOWN, "5_7", "decision-1")


async def test_gone_is_believed_where_a_token_may_not_be_inspected() -> None:
    unseen = {"error": {"code": 100, "message": "You must provide an app access token"}}
    async with answered_by(by_path({"5_7": GONE, "debug_token": unseen})) as connector:
        assert await connector.read_state(TOWN, "5_7") == Visibility.GONE
        verdicts = [(finding.what, finding.ok) for finding in await connector.check(TOWN)]
    assert verdicts == [("token is this Page's own", True), ("token's permissions can be read", False)]


async def test_ids_cannot_reach_another_address() -> None:
    asked: list[bytes] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.raw_path)
        return httpx.Response(200, json={"is_hidden": False})

    async with answered_by(answer) as connector:
        await connector.read_state(TOWN, "../me?x=1#")
    assert asked[0].startswith(b"/v26.0/..%2Fme%3Fx%3D1%23?")


async def test_no_token_reaches_the_log(facebook: Practice[FacebookWorld], caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    await facebook.connector.check(facebook.account)
    assert PAGE_TOKENS[TOWN] not in caplog.text


async def test_gone_is_not_believed_when_a_permission_was_lost(facebook: Practice[FacebookWorld]) -> None:
    written = await facebook.platform.add_comment(facebook.post, "Rosa Lind", "Look here")
    facebook.platform.tokens[PAGE_TOKENS[TOWN]].scopes.remove("pages_read_user_content")
    with pytest.raises(WillNeverWork) as refused:
        await facebook.connector.remove_comment(TOWN, written, "decision-1")
    assert refused.value.code == Refusal.NOT_PERMITTED
    with pytest.raises(WillNeverWork):
        await facebook.connector.poll(TOWN, "")
    findings = await facebook.connector.check(TOWN)
    assert [finding.ok for finding in findings] == [True, True, False]
    assert "pages_read_user_content" in findings[2].remedy


async def test_a_users_token_and_its_empty_lists_are_found_out(facebook: Practice[FacebookWorld]) -> None:
    await facebook.platform.add_comment(facebook.post, "Rosa Lind", "Look here")
    facebook.platform.tokens[PAGE_TOKENS[TOWN]] = facebook.platform.tokens[USER_TOKEN]
    with pytest.raises(WillNeverWork, match="not this Page's"):
        await facebook.connector.poll(TOWN, "")
    assert not all(finding.ok for finding in await facebook.connector.check(TOWN))


async def test_another_pages_comment_is_not_called_gone(facebook: Practice[FacebookWorld]) -> None:
    post = await facebook.platform.add_post("Fire ban lifted", "Burn with care.", page_id=FIRE)
    written = await facebook.platform.add_comment(post, "Rosa Lind", "Good")
    assert await facebook.connector.read_state(FIRE, written) == Visibility.VISIBLE
    assert [one.account for one in (await facebook.connector.poll(FIRE, "")).comments] == [FIRE]
    assert (await facebook.connector.poll(TOWN, "")).comments == []


async def test_what_a_page_may_not_hide_is_for_a_person(facebook: Practice[FacebookWorld]) -> None:
    written = await facebook.platform.add_comment(facebook.post, "Rosa Lind", "Look here")
    facebook.platform.comments[written].can_hide = False
    with pytest.raises(WillNeverWork, match="does not let a Page hide") as refused:
        await facebook.connector.remove_comment(TOWN, written, "decision-1")
    assert refused.value.code == Refusal.NOT_SUPPORTED
    assert facebook.public_texts() == ["Look here"]


async def test_what_stands_as_wanted_is_not_asked_for_again(facebook: Practice[FacebookWorld]) -> None:
    # Facebook would refuse both requests; neither is needed.
    hidden = await facebook.platform.add_comment(facebook.post, "Rosa Lind", "hidden by hand")
    shown = await facebook.platform.add_comment(facebook.post, "Rosa Lind", "shown")
    await facebook.platform.hide_comment(hidden)
    for comment in facebook.platform.comments.values():
        comment.can_hide = False
    await facebook.connector.remove_comment(TOWN, hidden, "decision-1")
    await facebook.connector.restore_comment(TOWN, shown, "decision-1")
    assert facebook.public_texts() == ["shown"]


async def test_a_picture_is_the_same_by_hook_and_by_poll(facebook: Practice[FacebookWorld]) -> None:
    facebook.platform.hook_url = "http://127.0.0.1:9/hooks/facebook"
    facebook.platform.hooks.paused = True
    await facebook.platform.add_comment(facebook.post, "Rosa Lind", "", media=["The pool at night"])
    [(page, change)] = facebook.platform.hooks.waiting
    body = json.dumps({"object": "page", "entry": [{"id": page, "changes": [change]}]}).encode()
    [hooked] = parse(body, NOW).comments
    [polled] = (await facebook.connector.poll(TOWN, "")).comments
    assert hooked.media
    assert hooked.media == polled.media
