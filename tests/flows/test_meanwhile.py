"""What happens while an effect is in hand: a click, an undo, a stop."""

import asyncio
from contextlib import suppress

import pytest

from tests.town import ANA, BEN, SPAM, Town, until


async def test_a_decision_while_the_card_is_being_posted_is_drawn_right_after(town: Town) -> None:
    await town.press(
        ANA, {"action_id": "link.open"}
    )  # Bolt asks Slack at its first request whose token it has
    await town.comment(SPAM)
    town.slack.faults.slow = 0.5
    posting = asyncio.create_task(town.settle())
    await until_in_hand(town, "post_card")
    await town.press(ANA, {"action_id": "case.keep", "value": "1|1"})
    town.slack.faults.slow = 0
    await town.settle()  # another worker draws the decision, and finds no card yet
    await posting
    await town.settle()
    assert town.card().text.startswith("KEPT")


async def test_undo_while_the_platform_is_being_asked_ends_in_sight(town: Town) -> None:
    comment = await town.comment(SPAM)
    await town.settle()
    await town.click(ANA, "case.remove")
    town.facebook.faults.slow = 0.15
    removing = asyncio.create_task(town.settle())
    await until_in_hand(town, "remove_comment")
    await town.press(BEN, {"action_id": "case.undo", "value": "1|2"})
    await until(lambda: not town.visible(comment))  # the removal came through, after the undo
    town.facebook.faults.slow = 0
    await removing
    await town.settle()
    assert town.visible(comment)
    assert await town.rows("SELECT status, platform_state FROM cases") == [("open", "visible")]
    assert "back on Facebook, confirmed" in town.card().text


async def test_what_a_stopping_worker_has_in_hand_is_given_back_at_once(town: Town) -> None:
    comment = await town.comment(SPAM)
    await town.settle()
    await town.click(ANA, "case.remove")
    town.facebook.faults.slow = 1
    working = asyncio.create_task(town.settle())
    await until_in_hand(town, "remove_comment")
    working.cancel()
    with suppress(asyncio.CancelledError):
        await working
    town.facebook.faults.slow = 0
    assert await town.rows("SELECT status, answer FROM effect WHERE kind = 'remove_comment'") == [
        ("due", "given back")
    ]
    await town.settle()
    assert not town.visible(comment)


async def test_the_same_complaint_of_a_platform_is_drawn_once(town: Town) -> None:
    await town.comment(SPAM)
    await town.settle()
    await town.click(ANA, "case.remove")
    town.facebook.faults.down = True
    for _ in range(2):
        await town.later(minutes=20)
    drawn = "SELECT count(*) FROM effect WHERE kind = 'update_card'"
    before = await town.one(drawn)
    for _ in range(3):
        await town.later(minutes=20)
    assert await town.one(drawn) == before
    assert await town.one("SELECT attempts FROM effect WHERE kind = 'remove_comment'") == 5


@pytest.mark.parametrize("hours", [0.02, 0.5])
async def test_a_platform_that_is_away_is_asked_ever_more_rarely_but_never_given_up(
    town: Town, hours: float
) -> None:
    await town.comment(SPAM)
    await town.settle()
    await town.click(ANA, "case.remove")
    town.facebook.faults.down = True
    for _ in range(9):
        await town.later(hours=hours)
    (status, attempts) = (
        await town.rows("SELECT status, attempts FROM effect WHERE kind = 'remove_comment'")
    )[0]
    assert status == "due"
    assert attempts == 9 if hours > 0.4 else attempts < 9


async def until_in_hand(town: Town, kind: str) -> None:
    """Wait until a worker has an effect of this kind in hand."""
    claimed = "SELECT count(*) FROM effect WHERE kind = :kind AND status = 'claimed'"
    async with asyncio.timeout(5):
        while not (await town.rows(claimed, kind=kind))[0][0]:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
