"""Several workers on one database, a worker that dies, a worker that wakes by itself."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.app import Bot, build
from bot.process import working
from bot.store.effects import Pace, claim
from tests.town import ANA, SPAM, Town, settings_for, until


@pytest.fixture
async def second(town: Town) -> AsyncIterator[Bot]:
    """Another process on the same database."""
    bot = build(settings_for(town.sandbox), town.bot.desk.db.url, town.clock)
    yield bot
    await bot.close()


async def test_two_outboxes_never_do_an_effect_twice(town: Town, second: Bot) -> None:
    for n in range(12):
        await town.comment(f"{SPAM} {n}")
    done = await asyncio.gather(town.settle(), second.outbox.run_due(), town.settle())
    await town.settle()
    assert sum(done) >= 12
    posted = [m.text.partition(", case ")[2].partition(".")[0] for m in town.messages()]
    assert sorted(map(int, posted)) == list(range(1, 13))
    assert await town.one("SELECT max(attempts) FROM effect") == 1
    assert await town.events("card.posted") == ["card.posted"] * 12


async def test_a_removal_with_two_outboxes_is_done_and_recorded_once(town: Town, second: Bot) -> None:
    comments = [await town.comment(f"{SPAM} {n}") for n in range(6)]
    await town.settle()
    for case in range(1, 7):
        await town.click(ANA, "case.remove", case)
    await asyncio.gather(town.settle(), second.outbox.run_due())
    await town.settle()
    assert not any(town.visible(c) for c in comments)
    assert await town.events("effect.done") == ["effect.done"] * 6


async def test_what_a_dead_worker_had_in_hand_is_done_by_another_without_a_second_card(
    town: Town, second: Bot
) -> None:
    await town.comment(SPAM)
    lease = timedelta(seconds=60)
    async with town.bot.desk.db.transaction() as session:
        assert await claim(session, town.clock(), window=20, lease=lease, pace=lambda _: Pace())
    await second.outbox.run_due()
    assert not [m for m in town.messages() if "case 1" in m.text]
    town.clock.forward(minutes=2)
    await second.outbox.run_due()
    assert len([m for m in town.messages() if "case 1" in m.text]) == 1


async def test_a_worker_wakes_when_a_comment_arrives_and_finishes_what_is_in_hand(town: Town) -> None:
    async with working(town.bot):
        await town.comment(SPAM)
        await until(lambda: bool(town.messages()))
        await town.click(ANA, "case.remove")
        await until(lambda: town.card().text.startswith("REMOVED"))
    assert await town.one("SELECT count(*) FROM effect WHERE status = 'claimed'") == 0


async def test_a_fault_of_ours_in_an_effect_is_tried_again_and_logged_without_content(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    await town.comment(SPAM)
    await town.sql("ALTER TABLE flag RENAME TO flag_away")
    await town.settle()
    assert "failed by a fault of ours" in caplog.text
    assert "raffle" not in caplog.text
    assert await town.one("SELECT answer FROM effect WHERE kind = 'post_card'") == (
        "A fault of the desk's own; it is in the log."
    )
    await town.sql("ALTER TABLE flag_away RENAME TO flag")
    await town.later(minutes=1)
    assert "case 1" in town.card().text


async def test_a_platform_that_never_answers_is_given_up_in_time_and_tried_again(town: Town) -> None:
    await town.bot.close()
    quick = build(settings_for(town.sandbox, lease_seconds=0.25), town.bot.desk.db.url, town.clock)
    try:
        comment = await town.comment(SPAM)
        await quick.outbox.run_due()
        await town.click(ANA, "case.remove")
        town.facebook.faults.slow = 0.4
        await quick.outbox.run_due()
        answer = "SELECT answer FROM effect WHERE kind = 'remove_comment'"
        assert await town.one(answer) == "It took too long."
        town.facebook.faults.slow = 0
        town.clock.forward(minutes=1)
        await quick.outbox.run_due()
        assert not town.visible(comment)
    finally:
        await quick.close()
