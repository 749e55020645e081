"""What every connector promises, shown against the practice platforms."""

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.errors import Refusal, TryLater, WillNeverWork
from bot.domain.intake import IncomingComment, Revision, content_digest, is_new_revision
from bot.platforms.connector import Visibility
from tests.platforms.practice import Practice

HOSTILE = [
    "",
    "<!channel> *bold* <https://prize.example|click>",
    "nul \x00 in the middle",
    "right \u202e to left",
    "lone \ud800 surrogate",
    "é" * 100_000,
]


def as_seen(comment: IncomingComment) -> Revision:
    digest = content_digest(comment.text, comment.media)
    return Revision(1, digest, comment.changed_at, comment.read_at)


async def test_a_poll_finds_what_a_resident_wrote(practice: Practice[Any]) -> None:
    written = await practice.platform.add_comment(practice.post, "Rosa Lind", "When does it open?")
    [found] = (await practice.connector.poll(practice.account, "")).comments
    assert (found.platform, found.account) == (practice.connector.platform, practice.account)
    assert (found.comment_id, found.text) == (written, "When does it open?")
    assert (found.author_name, found.created_at) == ("Rosa Lind", practice.clock())
    assert found.post_id == practice.post
    assert practice.platform.posts()[0].title in found.post_text
    assert found.permalink
    assert found.read_at == practice.clock()
    assert b"Rosa Lind" in found.raw


async def test_a_reply_names_the_comment_it_answers(practice: Practice[Any]) -> None:
    first = await practice.platform.add_comment(practice.post, "Rosa Lind", "Why?")
    await practice.platform.add_comment(practice.post, "Tom Vale", "Because.", parent_id=first)
    found = (await practice.connector.poll(practice.account, "")).comments
    assert {comment.text: comment.parent_id for comment in found} == {"Why?": None, "Because.": first}


async def test_hostile_text_arrives_unchanged(practice: Practice[Any]) -> None:
    for text in HOSTILE:
        await practice.platform.add_comment(practice.post, "Rosa Lind", text)
    found = (await practice.connector.poll(practice.account, "")).comments
    assert sorted(comment.text for comment in found) == sorted(HOSTILE)


async def test_more_comments_than_one_page_holds_are_all_found(practice: Practice[Any]) -> None:
    written = [await practice.platform.add_comment(practice.post, "Rosa Lind", str(n)) for n in range(230)]
    found = (await practice.connector.poll(practice.account, "")).comments
    assert sorted(comment.comment_id for comment in found) == sorted(written)


async def test_the_next_poll_reads_the_overlap_again_and_nothing_older(practice: Practice[Any]) -> None:
    old = await practice.platform.add_comment(practice.post, "Rosa Lind", "old")
    practice.clock.forward(days=2)
    recent = await practice.platform.add_comment(practice.post, "Rosa Lind", "recent")
    practice.clock.forward(minutes=30)
    first = await practice.connector.poll(practice.account, "")
    practice.clock.forward(minutes=5)
    fresh = await practice.platform.add_comment(practice.post, "Rosa Lind", "fresh")
    second = await practice.connector.poll(practice.account, first.cursor)
    assert [comment.comment_id for comment in first.comments] == [old, recent]
    assert [comment.comment_id for comment in second.comments] == [recent, fresh]


async def test_a_comment_is_new_once_and_again_when_its_words_change(practice: Practice[Any]) -> None:
    written = await practice.platform.add_comment(practice.post, "Rosa Lind", "Nice.")
    first = await practice.connector.poll(practice.account, "")
    known = as_seen(first.comments[0])
    practice.clock.forward(minutes=5)
    second = await practice.connector.poll(practice.account, first.cursor)
    [again] = second.comments
    assert not is_new_revision([known], again, content_digest(again.text, again.media))
    practice.clock.forward(minutes=5)
    await practice.platform.edit_comment(written, "Not nice.")
    [edited] = (await practice.connector.poll(practice.account, second.cursor)).comments
    assert (edited.comment_id, edited.text) == (written, "Not nice.")
    assert is_new_revision([known], edited, content_digest(edited.text, edited.media))


async def test_remove_hides_it_from_the_public_and_restore_brings_it_back(practice: Practice[Any]) -> None:
    written = await practice.platform.add_comment(practice.post, "Rosa Lind", "Look here")
    assert await practice.connector.read_state(practice.account, written) == Visibility.VISIBLE
    await practice.connector.remove_comment(practice.account, written, "decision-1")
    assert practice.public_texts() == []
    assert await practice.connector.read_state(practice.account, written) == Visibility.HIDDEN
    await practice.connector.restore_comment(practice.account, written, "decision-2")
    assert practice.public_texts() == ["Look here"]
    assert await practice.connector.read_state(practice.account, written) == Visibility.VISIBLE


async def test_acting_twice_changes_nothing_more(practice: Practice[Any]) -> None:
    written = await practice.platform.add_comment(practice.post, "Rosa Lind", "Look here")
    await practice.connector.remove_comment(practice.account, written, "decision-1")
    once = practice.platform.to_json()
    await practice.connector.remove_comment(practice.account, written, "decision-1")
    assert practice.platform.to_json() == once
    await practice.connector.restore_comment(practice.account, written, "decision-2")
    once = practice.platform.to_json()
    await practice.connector.restore_comment(practice.account, written, "decision-2")
    assert practice.platform.to_json() == once


async def test_what_somebody_else_hid_needs_no_second_hiding(practice: Practice[Any]) -> None:
    written = await practice.platform.add_comment(practice.post, "Rosa Lind", "Look here")
    await practice.platform.hide_comment(written)
    before = practice.platform.to_json()
    await practice.connector.remove_comment(practice.account, written, "decision-1")
    assert practice.platform.to_json() == before


async def test_removing_what_is_gone_is_no_error(practice: Practice[Any]) -> None:
    written = await practice.platform.add_comment(practice.post, "Rosa Lind", "Look here")
    await practice.platform.delete_comment(written)
    await practice.connector.remove_comment(practice.account, written, "decision-1")
    assert await practice.connector.read_state(practice.account, written) == Visibility.GONE


async def test_what_is_gone_cannot_be_restored(practice: Practice[Any]) -> None:
    written = await practice.platform.add_comment(practice.post, "Rosa Lind", "Look here")
    await practice.platform.delete_comment(written)
    with pytest.raises(WillNeverWork, match="nothing to bring back") as refused:
        await practice.connector.restore_comment(practice.account, written, "decision-1")
    assert refused.value.code == Refusal.NOT_SUPPORTED


async def test_a_rate_limit_says_when_to_come_back(practice: Practice[Any]) -> None:
    written = await practice.platform.add_comment(practice.post, "Rosa Lind", "Look here")
    practice.platform.faults.rate_limited = 17
    with pytest.raises(TryLater) as refused:
        await practice.connector.remove_comment(practice.account, written, "decision-1")
    assert (refused.value.code, refused.value.retry_after) == ("rate_limited", timedelta(minutes=17))
    assert practice.public_texts() == ["Look here"]


@pytest.mark.parametrize("fault", [{"down": True}, {"status": 500}])
async def test_an_outage_is_for_later(practice: Practice[Any], fault: dict[str, Any]) -> None:
    written = await practice.platform.add_comment(practice.post, "Rosa Lind", "Look here")
    for name, value in fault.items():
        setattr(practice.platform.faults, name, value)
    with pytest.raises(TryLater):
        await practice.connector.remove_comment(practice.account, written, "decision-1")
    with pytest.raises(TryLater):
        await practice.connector.poll(practice.account, "")


async def test_silence_is_for_later(on_a_port: Practice[Any]) -> None:
    on_a_port.platform.faults.slow = 1.3
    with pytest.raises(TryLater) as refused:
        await on_a_port.connector.read_state(on_a_port.account, "1")
    assert refused.value.code == "timeout"


async def test_nobody_listening_is_for_later(on_a_port: Practice[Any]) -> None:
    written = await on_a_port.platform.add_comment(on_a_port.post, "Rosa Lind", "Look here")
    await on_a_port.stop()
    with pytest.raises(TryLater) as refused:
        await on_a_port.connector.read_state(on_a_port.account, written)
    assert refused.value.code == "unreachable"


async def test_a_dead_token_is_for_a_person(practice: Practice[Any]) -> None:
    written = await practice.platform.add_comment(practice.post, "Rosa Lind", "Look here")
    practice.kill_token()
    for act in (
        practice.connector.remove_comment(practice.account, written, "decision-1"),
        practice.connector.read_state(practice.account, written),
        practice.connector.poll(practice.account, ""),
    ):
        with pytest.raises(WillNeverWork) as refused:
            await act
        assert refused.value.code == Refusal.TOKEN_DEAD


async def test_a_lost_answer_is_safe_to_ask_for_again(on_a_port: Practice[Any]) -> None:
    written = await on_a_port.platform.add_comment(on_a_port.post, "Rosa Lind", "Look here")
    on_a_port.platform.faults.lost_answer = True
    with pytest.raises(TryLater):
        await on_a_port.connector.remove_comment(on_a_port.account, written, "decision-1")
    on_a_port.platform.faults.lost_answer = False
    once = on_a_port.platform.to_json()
    await on_a_port.connector.remove_comment(on_a_port.account, written, "decision-1")
    assert on_a_port.platform.to_json() == once
    assert on_a_port.public_texts() == []


async def test_an_account_without_credentials_is_for_a_person(practice: Practice[Any]) -> None:
    with pytest.raises(WillNeverWork) as refused:
        await practice.connector.poll("another-account", "")
    assert refused.value.code == Refusal.TOKEN_DEAD


async def test_check_is_content_with_good_credentials(practice: Practice[Any]) -> None:
    findings = await practice.connector.check(practice.account)
    assert findings
    assert all(finding.ok for finding in findings)


async def test_check_names_a_remedy_for_a_dead_token_and_for_an_outage(practice: Practice[Any]) -> None:
    practice.platform.faults.down = True
    [outage] = await practice.connector.check(practice.account)
    practice.platform.faults.down = False
    practice.kill_token()
    [dead] = await practice.connector.check(practice.account)
    assert (outage.ok, dead.ok) == (False, False)
    assert outage.remedy != dead.remedy


async def test_the_platform_is_the_same_after_a_restart(practice: Practice[Any]) -> None:
    written = await practice.platform.add_comment(practice.post, "Rosa Lind", "Look here")
    await practice.connector.remove_comment(practice.account, written, "decision-1")
    saved = practice.platform.to_json()
    await practice.platform.delete_comment(written)
    practice.platform.restore(saved)
    assert practice.platform.to_json() == saved
    assert await practice.connector.read_state(practice.account, written) == Visibility.HIDDEN
