"""Facebook's own traps."""

import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from bot.domain.errors import EffectError, Refusal, TryLater, WillNeverWork
from bot.platforms.connector import Visibility
from bot.platforms.facebook import FacebookConnector
from bot.platforms.facebook.hook import parse
from bot.sandbox.facebook import FIRE, PAGE_TOKENS, TOWN, USER_TOKEN, FacebookWorld
from tests.platforms.practice import Practice

NOW = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
HEALTHY = {
    "me": {"id": TOWN},
    "debug_token": {
        "data": {
            "type": "PAGE",
            "is_valid": True,
            "scopes": ["pages_read_engagement", "pages_read_user_content", "pages_manage_engagement"],
        }
    },
}
GONE = {"error": {"code": 100, "error_subcode": 33, "type": "GraphMethodException", "message": "no"}}
Answers = Callable[[httpx.Request], httpx.Response]


@asynccontextmanager
async def answered_by(answers: Answers) -> AsyncIterator[FacebookConnector]:
    connector = FacebookConnector(
        app_secret="secret",
        verify_token="verify",
        page_tokens={TOWN: "page-token"},
        base_url="https://graph.example/v26.0/",
        now=lambda: NOW,
        transport=httpx.MockTransport(answers),
    )
    yield connector
    await connector.close()


def always(status: int, body: Any, **headers: str) -> Answers:
    return lambda _: httpx.Response(status, json=body, headers=headers)


def by_path(answers: dict[str, Any]) -> Answers:
    """Answer by the last part of the path; a healthy token unless the table says otherwise."""

    def answer(request: httpx.Request) -> httpx.Response:
        found = {**HEALTHY, **answers}[request.url.path.rpartition("/")[2]]
        return httpx.Response(400 if "error" in found else 200, json=found)

    return answer


async def refusal_of(answers: Answers) -> EffectError:
    async with answered_by(answers) as connector:
        with pytest.raises(EffectError) as refused:
            await connector.read_state(TOWN, "5_7")
    return refused.value


@pytest.mark.parametrize(
    ("code", "subcode", "word"),
    [
        (1, None, "transient"),
        (2, None, "transient"),
        (4, None, "rate_limited"),
        (17, None, "rate_limited"),
        (32, None, "rate_limited"),
        (341, None, "rate_limited"),
        (613, 1996, "rate_limited"),
        (80001, None, "rate_limited"),
        (102, None, Refusal.TOKEN_DEAD),
        (190, 460, Refusal.TOKEN_DEAD),
        (190, 463, Refusal.TOKEN_DEAD),
        (190, None, Refusal.TOKEN_DEAD),
        (3, None, Refusal.NOT_PERMITTED),
        (10, None, Refusal.NOT_PERMITTED),
        (200, None, Refusal.NOT_PERMITTED),
        (299, None, Refusal.NOT_PERMITTED),
        (368, None, Refusal.POLICY_BLOCKED),
        (100, None, Refusal.INVALID),
        (100, 34, Refusal.INVALID),
        (2500, None, Refusal.INVALID),
    ],
)
@pytest.mark.parametrize("status", [200, 400, 401, 403])
async def test_the_code_says_why_whatever_the_status(
    status: int, code: int, subcode: int | None, word: str
) -> None:
    error = {"message": "no", "code": code, "error_subcode": subcode}
    refused = await refusal_of(always(status, {"error": error}))
    assert isinstance(refused, TryLater | WillNeverWork)
    assert refused.code == word


async def test_what_facebook_calls_transient_is_for_later() -> None:
    refused = await refusal_of(always(400, {"error": {"code": 2018, "is_transient": True}}))
    assert isinstance(refused, TryLater)


@pytest.mark.parametrize("error", [{}, {"code": "190"}, {"code": None}, {"code": [1]}])
async def test_an_error_without_a_readable_code_is_for_later(error: dict[str, Any]) -> None:
    assert isinstance(await refusal_of(always(400, {"error": error})), TryLater)


async def test_the_longest_wait_of_the_pages_limits_counts() -> None:
    usage = {
        TOWN: [{"estimated_time_to_regain_access": 3}, {"estimated_time_to_regain_access": 41}],
        FIRE: [{"estimated_time_to_regain_access": 0}],
    }
    headers = {"X-Business-Use-Case-Usage": json.dumps(usage)}
    refused = await refusal_of(always(400, {"error": {"code": 80001}}, **headers))
    assert isinstance(refused, TryLater)
    assert refused.retry_after == timedelta(minutes=41)


@pytest.mark.parametrize("usage", ["", "broken", "[]", "{}", '{"1": [{}]}', '{"1": 2}'])
async def test_an_unreadable_wait_is_unknown(usage: str) -> None:
    headers = {"X-Business-Use-Case-Usage": usage}
    refused = await refusal_of(always(400, {"error": {"code": 4}}, **headers))
    assert isinstance(refused, TryLater)
    assert refused.retry_after is None


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(502, html="<h1>Bad gateway</h1>", headers={"Retry-After": "120"}),
        httpx.Response(200, html="<h1>Log in to the guest network</h1>"),
        httpx.Response(200, content=b'{"id": "5', headers={"content-type": "application/json"}),
        httpx.Response(200, json=["a", "list"]),
        httpx.Response(500, json={"no": "reason"}),
        httpx.Response(302, headers={"location": "https://elsewhere.example/"}),
    ],
)
async def test_what_is_no_answer_of_graph_is_for_later(answer: httpx.Response) -> None:
    refused = await refusal_of(lambda _: answer)
    assert isinstance(refused, TryLater)
    wait = timedelta(minutes=2) if answer.status_code == 502 else None
    assert refused.retry_after == wait


async def test_json_that_is_labelled_as_javascript_is_read() -> None:
    answer = httpx.Response(
        200, content=b'{"is_hidden": true}', headers={"content-type": "text/javascript; charset=UTF-8"}
    )
    async with answered_by(lambda _: answer) as connector:
        assert await connector.read_state(TOWN, "5_7") == Visibility.HIDDEN


async def test_an_empty_page_is_not_the_last_and_no_address_holds_a_token() -> None:
    asked: list[httpx.Request] = []
    comment = {"id": "5_7", "message": "found", "created_time": "2026-11-20T18:59:00+0000"}

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        if request.url.path.endswith("/published_posts"):
            return httpx.Response(200, json={"data": [{"id": f"{TOWN}_5"}]})
        following = "https://graph.example/v26.0/5/comments?access_token=page-token&after=x&filter=stream"
        first = {"data": [], "paging": {"next": following}}
        return httpx.Response(200, json={"data": [comment]} if "after" in request.url.params else first)

    async with answered_by(answer) as connector:
        found = (await connector.poll(TOWN, "")).comments
    assert [one.text for one in found] == ["found"]
    assert len(asked) == 3
    for request in asked:
        assert "page-token" not in str(request.url)
        assert request.headers["authorization"] == "Bearer page-token"


@pytest.mark.parametrize(
    "following",
    [
        "https://elsewhere.example/v26.0/5/comments",
        "http://graph.example/v26.0/5/comments",
        "https://graph.example:8443/v26.0/5/comments",
        "https://graph.example@elsewhere.example/v26.0/5/comments",
    ],
)
async def test_the_token_never_follows_to_another_host(following: str) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(200, json={"data": [], "paging": {"next": following}})

    async with answered_by(answer) as connector:
        with pytest.raises(TryLater, match="foreign"):
            await connector.poll(TOWN, "")
    assert len(asked) == 1


async def test_a_list_that_does_not_heed_since_is_read_no_further_than_needed() -> None:
    old = {"id": "5_1", "message": "old", "created_time": "2019-01-01T00:00:00+0000"}
    endless = "https://graph.example/v26.0/5/comments?after=x"

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/comments"):
            return httpx.Response(200, json={"data": [old], "paging": {"next": endless}})
        found = {**HEALTHY, "published_posts": {"data": [{"id": f"{TOWN}_5"}]}}
        return httpx.Response(200, json=found[request.url.path.rpartition("/")[2]])

    async with answered_by(answer) as connector:
        assert (await connector.poll(TOWN, "")).comments == []


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
