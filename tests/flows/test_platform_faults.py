"""A platform away, slow or refusing: the card says what it waits for, and who has to act."""

from bot.sandbox.facebook import PAGE_TOKENS
from bot.sandbox.facebook import TOWN as PAGE
from tests.town import ANA, BEN, SPAM, Town


async def _removed(town: Town, words: str = SPAM) -> str:
    """A comment that Ana has decided to remove; the platform was not asked yet. Gives the comment."""
    comment = await town.comment(words)
    await town.settle()
    await town.click(ANA, "case.remove")
    return comment


async def test_while_the_platform_is_down_the_card_says_so_and_later_confirms(town: Town) -> None:
    comment = await _removed(town)
    town.facebook.faults.down = True
    await town.settle()
    assert town.card().text.startswith("REMOVING…")
    assert "Waiting for Facebook" in town.card().text
    await town.later(minutes=1)  # a second try
    assert town.card().text.startswith("REMOVING…")
    assert "Waiting for Facebook… Facebook answered 503" in town.card().text

    town.facebook.faults.down = False
    await town.later(minutes=5)
    assert not town.visible(comment)
    assert town.card().text.startswith("REMOVED")
    assert "hidden on Facebook, confirmed" in town.card().text
    assert await town.events("effect.done") == ["effect.done"]


async def test_a_lost_answer_of_the_platform_does_the_act_once(town: Town) -> None:
    comment = await _removed(town)
    town.facebook.faults.lost_answer = True
    await town.settle()
    assert not town.visible(comment)
    assert town.card().text.startswith("REMOVING…")
    town.facebook.faults.lost_answer = False
    await town.later(minutes=1)
    assert town.card().text.startswith("REMOVED")
    assert await town.events("effect.done") == ["effect.done"]


async def test_the_platforms_own_wait_is_honoured(town: Town) -> None:
    comment = await _removed(town)
    town.facebook.faults.rate_limited = 30  # minutes
    await town.settle()
    town.facebook.faults.rate_limited = 0
    await town.later(minutes=29)
    assert town.visible(comment)
    await town.later(minutes=2)
    assert not town.visible(comment)


async def test_a_refused_permission_says_how_to_do_it_by_hand(town: Town) -> None:
    comment = await _removed(town)
    town.facebook.comments[comment].can_hide = False
    await town.settle()
    assert town.card().text.startswith("COULD NOT REMOVE")
    assert "By hand: open the comment on Facebook, ⋯, Hide comment" in town.card().text
    assert town.buttons() == ["Done by hand", "Try again", "Undo"]
    assert await town.events("effect.failed") == ["effect.failed"]


async def test_done_by_hand_says_who_did_it(town: Town) -> None:
    comment = await _removed(town)
    town.facebook.comments[comment].can_hide = False
    await town.settle()
    await town.click(BEN, "case.done_by_hand")
    await town.settle()
    assert town.card().text.startswith("REMOVED")
    assert "done by hand by Ben Okafor" in town.card().text
    assert await town.one("SELECT actor FROM ledger WHERE event = 'effect.done_by_hand'") == BEN


async def test_try_again_asks_the_platform_once_more(town: Town) -> None:
    comment = await _removed(town)
    town.facebook.comments[comment].can_hide = False
    await town.settle()
    town.facebook.comments[comment].can_hide = True
    await town.click(ANA, "case.try_again")
    await town.settle()
    assert not town.visible(comment)
    assert town.card().text.startswith("REMOVED")
    assert await town.events("effect.retried", "effect.done") == ["effect.retried", "effect.done"]


async def test_try_again_twice_within_a_second_is_no_fault(town: Town) -> None:
    comment = await _removed(town)
    town.facebook.comments[comment].can_hide = False
    await town.settle()
    await town.click(ANA, "case.try_again")
    await town.settle()
    assert town.card().text.startswith("COULD NOT REMOVE")
    town.facebook.comments[comment].can_hide = True
    await town.click(ANA, "case.try_again")
    await town.settle()
    assert town.told(ANA) == []
    assert not town.visible(comment)


async def test_by_hand_and_try_again_answer_when_nothing_waits_for_them(town: Town) -> None:
    await _removed(town)
    await town.settle()
    await town.press(ANA, {"action_id": "case.done_by_hand", "value": "1|2"})
    await town.press(ANA, {"action_id": "case.try_again", "value": "1|2"})
    assert town.told(ANA) == [
        "Nothing waits to be done by hand on this case.",
        "Nothing waits to be tried again on this case.",
    ]


async def test_a_dead_token_is_no_reason_to_try_for_ever(town: Town) -> None:
    await _removed(town)
    town.facebook.tokens[PAGE_TOKENS[PAGE]].dead = 463
    await town.settle()
    assert town.card().text.startswith("COULD NOT REMOVE")
    assert "it has expired" in town.card().text


async def test_a_comment_that_is_gone_meanwhile_is_no_fault(town: Town) -> None:
    comment = await _removed(town)
    await town.facebook.delete_comment(comment)
    await town.settle()
    assert town.card().text.startswith("REMOVED")
    assert "no longer there on Facebook, confirmed" in town.card().text
    assert await town.one("SELECT platform_state FROM cases") == "gone"


async def test_undo_of_a_removal_the_platform_refused_leaves_the_comment_where_it_is(town: Town) -> None:
    comment = await _removed(town)
    town.facebook.comments[comment].can_hide = False
    await town.settle()
    await town.click(ANA, "case.undo")
    await town.settle()
    assert town.visible(comment)
    assert await town.rows("SELECT status, platform_state FROM cases") == [("open", "visible")]
    assert town.buttons() == ["Remove", "Keep", "Escalate"]


async def test_undo_after_the_author_deleted_it_says_that_it_cannot_come_back(town: Town) -> None:
    comment = await _removed(town)
    await town.settle()
    await town.facebook.delete_comment(comment)
    await town.click(ANA, "case.undo")
    await town.settle()
    assert "there is nothing to bring back" in town.card().text
    assert "Done by hand" in town.buttons()


async def test_undo_while_the_platform_is_down_ends_in_sight(town: Town) -> None:
    comment = await _removed(town)
    town.facebook.faults.down = True
    await town.settle()
    await town.click(ANA, "case.undo")
    town.facebook.faults.down = False
    await town.later(minutes=5)
    assert town.visible(comment)
    assert await town.one("SELECT platform_state FROM cases") == "visible"


async def test_one_platform_that_is_down_does_not_hold_up_slack(town: Town) -> None:
    await _removed(town)
    town.facebook.faults.down = True
    await town.comment(SPAM + " Again!")
    await town.settle()
    assert "case 2" in town.card(2).text
