"""WordPress's own traps."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from bot.domain.errors import EffectError, Refusal, TryLater, WillNeverWork
from bot.platforms.connector import Visibility
from bot.platforms.wordpress import SiteCredentials, WordPressConnector
from bot.sandbox.wordpress import PASSWORD, USER, WordPressWorld
from tests.platforms.practice import Practice

NOW = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
SITE = "https://westlock.example/news"
Answers = Callable[[httpx.Request], httpx.Response]


@asynccontextmanager
async def answered_by(answers: Answers) -> AsyncIterator[WordPressConnector]:
    connector = WordPressConnector(
        sites={f"{SITE}/": SiteCredentials("desk", "a password")},
        now=lambda: NOW,
        transport=httpx.MockTransport(answers),
    )
    yield connector
    await connector.close()


def a_comment(number: int, **other: Any) -> dict[str, Any]:
    return {
        "id": number,
        "post": 11,
        "parent": 0,
        "author": 0,
        "author_name": "Rosa Lind",
        "author_email": "rosa.lind@mail.example",
        "author_ip": "203.0.113.5",
        "author_user_agent": "Mozilla/5.0",
        "date_gmt": f"2026-11-20T18:{number // 60 % 60:02}:{number % 60:02}",
        "content": {"raw": f"number {number}"},
        "link": f"{SITE}/?p=11#comment-{number}",
        "status": "approved",
        **other,
    }


async def by_hand(
    practice: Practice[WordPressWorld], method: str, comment: str, **sent: Any
) -> httpx.Response:
    """Ask the practice site without the connector."""
    address = f"{practice.account}/?rest_route=/wp/v2/comments/{comment}&context=edit"
    transport = httpx.ASGITransport(Starlette(routes=practice.platform.routes()))
    async with httpx.AsyncClient(transport=transport, auth=(USER, PASSWORD)) as client:
        return await client.request(method, address, headers={"User-Agent": "a bare client"}, **sent)


async def refusal_of(answer: httpx.Response) -> EffectError:
    async with answered_by(lambda _: answer) as connector:
        with pytest.raises(EffectError) as refused:
            await connector.read_state(SITE, "7")
    return refused.value


async def test_hiding_and_restoring_keep_what_is_known_of_the_author(
    wordpress: Practice[WordPressWorld],
) -> None:
    written = await wordpress.platform.add_comment(wordpress.post, "Rosa Lind", "Look here")
    comment = wordpress.platform.comments[int(written)]
    traces = (comment.ip, comment.agent)
    await wordpress.connector.remove_comment(wordpress.account, written, "decision-1")
    await wordpress.connector.restore_comment(wordpress.account, written, "decision-2")
    assert (comment.ip, comment.agent) == traces


async def test_unknown_traces_stay_unknown(wordpress: Practice[WordPressWorld]) -> None:
    written = await wordpress.platform.add_comment(wordpress.post, "Rosa Lind", "Look here")
    comment = wordpress.platform.comments[int(written)]
    comment.ip, comment.agent = "", ""
    await wordpress.connector.remove_comment(wordpress.account, written, "decision-1")
    assert (comment.status, comment.ip, comment.agent) == ("hold", "0.0.0.0", "")  # noqa: S104


async def test_a_bare_change_of_status_destroys_evidence_here_too(
    wordpress: Practice[WordPressWorld],
) -> None:
    written = await wordpress.platform.add_comment(wordpress.post, "Rosa Lind", "Look here")
    await by_hand(wordpress, "POST", written, json={"status": "hold"})
    comment = wordpress.platform.comments[int(written)]
    assert (comment.status, comment.ip, comment.agent) == ("hold", "127.0.0.1", "a bare client")


async def test_an_unknown_status_word_is_answered_with_yes_here_too(
    wordpress: Practice[WordPressWorld],
) -> None:
    written = await wordpress.platform.add_comment(wordpress.post, "Rosa Lind", "Look here")
    answer = await by_hand(wordpress, "POST", written, json={"status": "hidden"})
    assert (answer.status_code, answer.json()["status"]) == (200, "approved")


async def test_the_trash_answers_as_the_real_one(wordpress: Practice[WordPressWorld]) -> None:
    written = await wordpress.platform.add_comment(wordpress.post, "Rosa Lind", "Look here")
    first = await by_hand(wordpress, "DELETE", written)
    second = await by_hand(wordpress, "DELETE", written)
    assert (first.status_code, first.json()["status"]) == (200, "trash")
    assert (second.status_code, second.json()["code"]) == (410, "rest_already_trashed")


@pytest.mark.parametrize("status", ["hold", "spam", "trash"])
async def test_what_is_out_of_sight_is_left_where_it_is(
    wordpress: Practice[WordPressWorld], status: str
) -> None:
    written = await wordpress.platform.add_comment(wordpress.post, "Rosa Lind", "Look here")
    wordpress.platform.comments[int(written)].status = status
    await wordpress.connector.remove_comment(wordpress.account, written, "decision-1")
    assert wordpress.platform.comments[int(written)].status == status
    assert await wordpress.connector.read_state(wordpress.account, written) == Visibility.HIDDEN


async def test_a_pending_comment_is_polled_and_spam_is_not(wordpress: Practice[WordPressWorld]) -> None:
    for text, status in (("pending", "hold"), ("spam", "spam"), ("public", "approved")):
        written = await wordpress.platform.add_comment(wordpress.post, "Rosa Lind", text)
        wordpress.platform.comments[int(written)].status = status
    found = (await wordpress.connector.poll(wordpress.account, "")).comments
    assert [comment.text for comment in found] == ["pending", "public"]


async def test_the_words_are_those_the_visitor_wrote() -> None:
    stored = "5 &lt; 6 &amp; I&#039;ll <a href='https://prize.example'>go</a>"

    def answer(request: httpx.Request) -> httpx.Response:
        if "comments" in request.url.params["rest_route"]:
            return httpx.Response(200, json=[a_comment(1, content={"raw": stored})])
        return httpx.Response(404, json={"code": "rest_post_invalid_id"})

    async with answered_by(answer) as connector:
        [found] = (await connector.poll(SITE, "")).comments
    assert found.text == "5 < 6 & I'll <a href='https://prize.example'>go</a>"


async def test_a_comment_taken_away_during_a_poll_hides_no_other() -> None:
    kept = [a_comment(number) for number in range(1, 251)]

    def answer(request: httpx.Request) -> httpx.Response:
        if "comments" not in request.url.params["rest_route"]:
            return httpx.Response(404, json={"code": "rest_post_invalid_id"})
        page = int(request.url.params["page"])
        shown = kept[(page - 1) * 100 : page * 100]
        headers = {"X-WP-TotalPages": str(-(-len(kept) // 100))}
        del kept[0]
        return httpx.Response(200, json=shown, headers=headers)

    async with answered_by(answer) as connector:
        found = (await connector.poll(SITE, "")).comments
    assert [comment.comment_id for comment in found] == [str(number) for number in range(1, 251)]


async def test_a_post_is_read_once_for_all_its_comments_whatever_its_kind() -> None:
    asked: list[str] = []
    post = {
        "title": {"rendered": "Q&#038;A"},
        "content": {"rendered": "<p>Ask &amp; <em>tell</em></p>\n"},
        "link": f"{SITE}/qa/",
    }

    def answer(request: httpx.Request) -> httpx.Response:
        route = request.url.params["rest_route"]
        asked.append(route)
        if route == "/wp/v2/comments":
            return httpx.Response(200, json=[a_comment(1), a_comment(2), a_comment(3, post=12)])
        if route == "/wp/v2/pages/11":
            return httpx.Response(200, json=post)
        status = 403 if route.endswith("/12") else 404
        return httpx.Response(status, json={"code": "rest_post_invalid_id"})

    async with answered_by(answer) as connector:
        found = (await connector.poll(SITE, "")).comments
    assert [one.post_text for one in found] == ["Q&A\n\nAsk & tell", "Q&A\n\nAsk & tell", ""]
    assert found[0].post_permalink == f"{SITE}/qa/"
    assert asked == ["/wp/v2/comments", "/wp/v2/posts/11", "/wp/v2/pages/11", "/wp/v2/posts/12"]


async def test_every_permalink_setting_is_served() -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url).partition("?")[0])
        return httpx.Response(200, json=a_comment(7))

    async with answered_by(answer) as connector:
        await connector.read_state(SITE, "7")
        await connector.read_state(f"{SITE}/", "7")
    assert asked == [f"{SITE}/", f"{SITE}/"]


@pytest.mark.parametrize(
    ("status", "code", "word"),
    [
        (400, "rest_invalid_param", Refusal.INVALID),
        (401, "incorrect_password", Refusal.TOKEN_DEAD),
        (401, "rest_forbidden_context", Refusal.TOKEN_DEAD),
        (403, "rest_cannot_read", Refusal.NOT_PERMITTED),
        (404, "rest_no_route", Refusal.NOT_SUPPORTED),
        (429, "slow_down", "rate_limited"),
        (500, "rest_comment_failed_edit", "transient"),
        (503, "maintenance", "transient"),
    ],
)
async def test_refusals_are_told_apart(status: int, code: str, word: str) -> None:
    refused = await refusal_of(httpx.Response(status, json={"code": code}))
    assert isinstance(refused, TryLater | WillNeverWork)
    assert refused.code == word


@pytest.mark.parametrize("code", ["rest_comment_invalid_id", "rest_post_invalid_id"])
async def test_a_missing_comment_or_post_is_gone(code: str) -> None:
    async with answered_by(lambda _: httpx.Response(404, json={"code": code})) as connector:
        assert await connector.read_state(SITE, "7") == Visibility.GONE


@pytest.mark.parametrize("status", [200, 401, 403, 404, 502])
async def test_a_page_is_not_an_answer(status: int) -> None:
    refused = await refusal_of(httpx.Response(status, html="<h1>Checking your browser</h1>"))
    assert isinstance(refused, TryLater)


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("90", timedelta(seconds=90)),
        ("Fri, 20 Nov 2026 19:05:00 GMT", timedelta(minutes=5)),
        ("Fri, 20 Nov 2026 18:00:00 GMT", timedelta()),
        ("99999999999999", timedelta(days=7)),
        ("soon", None),
        ("", None),
    ],
)
async def test_the_wait_is_seconds_or_a_date(header: str, wait: timedelta | None) -> None:
    refused = await refusal_of(httpx.Response(429, html="slow down", headers={"Retry-After": header}))
    assert isinstance(refused, TryLater)
    assert (refused.code, refused.retry_after) == ("rate_limited", wait)


async def test_a_redirect_names_the_cause() -> None:
    refused = await refusal_of(httpx.Response(301, headers={"location": "https://www.westlock.example/"}))
    assert isinstance(refused, TryLater)
    assert refused.code == "redirect"


async def test_a_yes_that_changed_nothing_is_not_believed() -> None:
    async with answered_by(lambda _: httpx.Response(200, json=a_comment(7))) as connector:
        with pytest.raises(TryLater) as refused:
            await connector.remove_comment(SITE, "7", "decision-1")
    assert refused.value.code == "not_confirmed"


async def test_a_comment_deleted_between_reading_and_holding_is_gone() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return httpx.Response(404, json={"code": "rest_comment_invalid_id"})
        return httpx.Response(
            200, json=a_comment(7, status="approved" if "7" in request.url.path else "hold")
        )

    async with answered_by(answer) as connector:
        await connector.remove_comment(SITE, "7", "decision-1")
        with pytest.raises(WillNeverWork, match="nothing to bring back"):
            await connector.restore_comment(SITE, "8", "decision-1")


@pytest.mark.parametrize("comment_id", ["", "7/../8", "7?force=true", "seven", "٧"])
async def test_what_is_no_id_is_never_asked_for(comment_id: str) -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json=a_comment(7))

    async with answered_by(answer) as connector:
        with pytest.raises(WillNeverWork) as refused:
            await connector.remove_comment(SITE, comment_id, "decision-1")
    assert refused.value.code == Refusal.INVALID
    assert asked == []


async def test_check_names_the_rights_that_are_missing(wordpress: Practice[WordPressWorld]) -> None:
    wordpress.platform.users[USER].capabilities = ["read", "moderate_comments"]
    findings = await wordpress.connector.check(wordpress.account)
    assert [finding.ok for finding in findings] == [True, False]
    assert "edit_others_posts" in findings[1].remedy
    assert "moderate_comments" not in findings[1].remedy


def test_a_password_is_not_shown() -> None:
    assert "a password" not in repr(SiteCredentials("desk", "a password"))
