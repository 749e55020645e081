"""The connector against a real WordPress."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from bot.domain.errors import Refusal, WillNeverWork
from bot.platforms.connector import Visibility
from bot.platforms.wordpress import SiteCredentials, WordPressConnector
from tests.real_wordpress import RealWordPress

Kept = ("author_name", "author_email", "author_ip", "author_user_agent", "date_gmt", "content")


def connector_as(site: RealWordPress, credentials: SiteCredentials) -> WordPressConnector:
    return WordPressConnector(sites={site.url: credentials}, now=lambda: datetime.now(UTC))


@pytest.fixture
async def connector(real_wordpress: RealWordPress) -> AsyncIterator[WordPressConnector]:
    connector = connector_as(real_wordpress, real_wordpress.editor)
    yield connector
    await connector.close()


def rest(site: RealWordPress, method: str, comment_id: str, **sent: Any) -> httpx.Response:
    """Ask the site by hand, as the editor."""
    auth = (site.editor.user, site.editor.password)
    route = {"rest_route": f"/wp/v2/comments/{comment_id}", "context": "edit"}
    return site.visitor.request(method, "/", params=route, auth=auth, **sent)


def kept(site: RealWordPress, comment_id: str) -> dict[str, Any]:
    """Read what must outlive every act of ours."""
    comment = rest(site, "GET", comment_id).raise_for_status().json()
    return {name: comment[name] for name in Kept}


def seen_by_a_visitor(site: RealWordPress, comment_id: str) -> tuple[bool, int]:
    """Tell whether the page shows it, and what the API answers without a login."""
    answer = site.visitor.get("/", params={"rest_route": f"/wp/v2/comments/{comment_id}"})
    return f'id="comment-{comment_id}"' in site.page(), answer.status_code


async def test_a_visitors_comment_is_polled_as_it_was_written(
    real_wordpress: RealWordPress, connector: WordPressConnector
) -> None:
    text = "Isn't it \"open\" — 5 < 6 & 'so on'? \\ back, é, 🏊\n\nhttps://prize.example/?a=1&b=2"
    before = datetime.now(UTC).replace(microsecond=0)
    written = real_wordpress.comment("Rosa Lind", text)
    found = {one.comment_id: one for one in (await connector.poll(real_wordpress.url, "")).comments}
    comment = found[written]
    assert (comment.text, comment.author_name) == (text, "Rosa Lind")
    assert comment.created_at is not None
    assert before <= comment.created_at <= datetime.now(UTC)
    assert comment.post_id == str(real_wordpress.post)
    assert comment.post_text == "Pool reopens “Monday”\n\nLanes & times are on the website."
    assert comment.permalink.endswith(f"#comment-{written}")


async def test_a_hidden_comment_is_out_of_sight_and_comes_back_whole(
    real_wordpress: RealWordPress, connector: WordPressConnector
) -> None:
    site = real_wordpress
    written = site.comment("Tom Vale", "look & see", address="203.0.113.77", agent="Mozilla/5.0 (Tom)")
    original = kept(site, written)
    assert (original["author_ip"], original["author_user_agent"]) == ("203.0.113.77", "Mozilla/5.0 (Tom)")
    assert seen_by_a_visitor(site, written) == (True, 200)
    for _ in range(2):
        await connector.remove_comment(site.url, written, "decision-1")
        assert seen_by_a_visitor(site, written) == (False, 401)
        assert await connector.read_state(site.url, written) == Visibility.HIDDEN
    assert kept(site, written) == original
    for _ in range(2):
        await connector.restore_comment(site.url, written, "decision-2")
        assert seen_by_a_visitor(site, written) == (True, 200)
        assert await connector.read_state(site.url, written) == Visibility.VISIBLE
    assert kept(site, written) == original


async def test_an_author_without_an_agent_is_not_given_ours(
    real_wordpress: RealWordPress, connector: WordPressConnector
) -> None:
    written = real_wordpress.comment("Ada Holm", "no agent", agent="")
    await connector.remove_comment(real_wordpress.url, written, "decision-1")
    assert kept(real_wordpress, written)["author_user_agent"] == ""


async def test_a_bare_change_of_status_would_destroy_evidence(real_wordpress: RealWordPress) -> None:
    written = real_wordpress.comment("Ada Holm", "evidence", address="203.0.113.78", agent="Mozilla/5.0")
    answer = rest(real_wordpress, "POST", written, json={"status": "hold"}, headers={"User-Agent": "ours"})
    assert answer.json()["status"] == "hold"
    traces = kept(real_wordpress, written)
    assert (traces["author_ip"], traces["author_user_agent"]) == ("127.0.0.1", "ours")


async def test_an_unknown_status_word_is_answered_with_yes_and_changes_nothing(
    real_wordpress: RealWordPress,
) -> None:
    written = real_wordpress.comment("Ada Holm", "unknown word")
    answer = rest(real_wordpress, "POST", written, json={"status": "hidden"})
    assert (answer.status_code, answer.json()["status"]) == (200, "approved")


async def test_what_is_in_the_trash_is_hidden_and_can_come_back(
    real_wordpress: RealWordPress, connector: WordPressConnector
) -> None:
    written = real_wordpress.comment("Ada Holm", "trash")
    assert rest(real_wordpress, "DELETE", written).json()["status"] == "trash"
    assert rest(real_wordpress, "DELETE", written).json()["code"] == "rest_already_trashed"
    assert await connector.read_state(real_wordpress.url, written) == Visibility.HIDDEN
    await connector.remove_comment(real_wordpress.url, written, "decision-1")
    assert rest(real_wordpress, "GET", written).json()["status"] == "trash"
    await connector.restore_comment(real_wordpress.url, written, "decision-2")
    assert seen_by_a_visitor(real_wordpress, written) == (True, 200)


async def test_what_was_deleted_for_good_is_gone(
    real_wordpress: RealWordPress, connector: WordPressConnector
) -> None:
    written = real_wordpress.comment("Ada Holm", "gone")
    deleted = rest(real_wordpress, "DELETE", written, json={"force": True})
    assert deleted.json()["deleted"] is True
    await connector.remove_comment(real_wordpress.url, written, "decision-1")
    assert await connector.read_state(real_wordpress.url, written) == Visibility.GONE


async def test_a_flood_is_found_to_the_last_comment(
    real_wordpress: RealWordPress, connector: WordPressConnector
) -> None:
    written = real_wordpress.comment_many("Tom Vale", [f"number {n}" for n in range(300)])
    found = {one.comment_id: one.text for one in (await connector.poll(real_wordpress.url, "")).comments}
    assert [found[one] for one in written] == [f"number {n}" for n in range(300)]


async def test_a_poll_leaves_out_what_is_older_than_its_cursor_allows(
    real_wordpress: RealWordPress, connector: WordPressConnector
) -> None:
    written = real_wordpress.comment("Rosa Lind", "when?")
    now = datetime.now(UTC)
    just_before, just_after = ((now + timedelta(days=1, minutes=minutes)).isoformat() for minutes in (-1, 1))
    reached = await connector.poll(real_wordpress.url, just_before)
    assert written in {one.comment_id for one in reached.comments}
    assert not (await connector.poll(real_wordpress.url, just_after)).comments


async def test_check_tells_an_editor_from_a_reader_and_from_a_stranger(real_wordpress: RealWordPress) -> None:
    verdicts = {}
    stranger = SiteCredentials(real_wordpress.editor.user, "not the password")
    for who in (real_wordpress.editor, real_wordpress.subscriber, stranger):
        connector = connector_as(real_wordpress, who)
        findings = await connector.check(real_wordpress.url)
        verdicts[who] = [finding.ok for finding in findings]
        await connector.close()
    assert list(verdicts.values()) == [[True, True], [True, False], [False]]


async def test_refusals_are_told_apart(real_wordpress: RealWordPress) -> None:
    written = real_wordpress.comment("Ada Holm", "refused")
    stranger = SiteCredentials(real_wordpress.editor.user, "not the password")
    codes = []
    for who in (real_wordpress.subscriber, stranger):
        connector = connector_as(real_wordpress, who)
        with pytest.raises(WillNeverWork) as refused:
            await connector.remove_comment(real_wordpress.url, written, "decision-1")
        codes.append(refused.value.code)
        await connector.close()
    assert codes == [Refusal.NOT_PERMITTED, Refusal.TOKEN_DEAD]
    assert seen_by_a_visitor(real_wordpress, written) == (True, 200)
