"""Graph's answers: reasons, waits, pages, and what is no answer at all."""

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest

from bot.domain.errors import EffectError, Refusal, TryLater, WillNeverWork
from bot.platforms.connector import Visibility
from bot.sandbox.facebook import FIRE, TOWN
from tests.platforms.graph import HEALTHY, Answers, always, answered_by


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
