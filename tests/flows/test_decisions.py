"""Keep, Escalate, Remove and their Undo, from the click to the platform, the card and the record."""

import pytest

from tests.town import ANA, BEN, CAROL, INSULT, PLEA, SPAM, Town

NO_GROUND = "The councillor took bribes"  # 4.3.7: flagged, but no ground to remove it under


async def test_keep_leaves_the_comment_and_undo_opens_the_case_again(town: Town) -> None:
    comment = await town.comment(SPAM)
    await town.settle()
    await town.click(ANA, "case.keep")
    await town.settle()
    assert town.visible(comment)
    assert town.card().text.startswith("KEPT")
    assert "Kept by <@U0ANA>" in town.card().text
    assert town.buttons() == ["Undo"]

    await town.click(BEN, "case.undo")
    await town.settle()
    assert town.buttons() == ["Remove", "Keep", "Escalate"]
    assert "Undone by <@U0BEN>" in town.card().text
    assert town.thread() == ["<@U0ANA> kept it.", "<@U0BEN> undid that."]
    assert await town.rows("SELECT outcome, actor, undoes FROM decision ORDER BY id") == [
        ("keep", ANA, None),
        ("restore", BEN, 1),
    ]


async def test_a_removal_is_recorded_with_ground_reason_role_and_policy(town: Town) -> None:
    await town.comment(SPAM)
    await town.settle()
    await town.click(ANA, "case.remove")
    ((ground, reason, role, policy, capture),) = await town.rows(
        "SELECT d.ground, d.reason, d.role, d.policy_version, c.text FROM decision d "
        "JOIN capture c ON c.id = d.capture_id"
    )
    assert (ground, role, policy, capture) == ("7.1.7", "moderator", "westlock-2024-0168", SPAM)
    assert reason  # the words that matched
    assert reason.split(", ")[0] in SPAM


async def test_undo_while_the_removal_is_under_way_leaves_the_comment_in_sight(town: Town) -> None:
    comment = await town.comment(SPAM)
    await town.settle()
    await town.click(ANA, "case.remove")
    await town.press(ANA, {"action_id": "case.undo", "value": "1|2"})  # before the outbox turned to it
    assert town.told(ANA) == []
    await town.settle()
    assert town.visible(comment)
    assert await town.one("SELECT platform_state FROM cases") == "visible"
    assert await town.one("SELECT status FROM effect WHERE kind = 'remove_comment'") == "dropped"


async def test_remove_undo_remove_ends_removed(town: Town) -> None:
    comment = await town.comment(SPAM)
    await town.settle()
    for action in ("case.remove", "case.undo", "case.remove"):
        await town.click(ANA, action)
        await town.settle()
    assert not town.visible(comment)
    assert town.card().text.startswith("REMOVED")


async def test_a_crisis_offers_no_remove_button_only_the_menu(town: Town) -> None:
    await town.comment(PLEA)
    await town.settle()
    assert town.card().text.startswith("CRISIS")
    assert "Remove" not in town.buttons()
    assert "other_ground" in town.menu()


async def test_a_case_without_a_ground_is_not_removed_by_one_click(town: Town) -> None:
    await town.comment(NO_GROUND)
    await town.settle()
    assert "4.3.7" in town.card().text
    await town.press(ANA, {"action_id": "case.remove", "value": "1|1"})
    assert town.told(ANA) == ["A removal needs a ground: one of 7.1.1 to 7.1.11, or 9.2 in an election."]
    assert await town.one("SELECT count(*) FROM decision") == 0


async def test_one_crafted_click_on_a_ground_that_needs_judgement_is_not_enough(town: Town) -> None:
    await town.comment("Stuff")  # nothing is flagged: no case
    await town.comment(INSULT)
    await town.settle()
    assert await town.one("SELECT count(*) FROM cases") == 1
    await town.press(BEN, {"action_id": "case.remove", "value": "1|1"})
    await town.settle()
    decided = await town.rows("SELECT ground, reason FROM decision")
    assert decided == []
    assert town.told(BEN) == ["This ground needs your judgement in words: say what in the comment breaks it."]


@pytest.mark.parametrize(
    "value", ["", "abc", "1", "1|", "|1", "1|x", "١|١", "9" * 30 + "|1", "1|1|1", "-1|1"]
)
async def test_a_button_value_of_nobodys_making_gets_a_sentence_and_changes_nothing(
    town: Town, value: str
) -> None:
    await town.comment(SPAM)
    await town.settle()
    answer = await town.press(ANA, {"action_id": "case.keep", "value": value})
    assert answer.status_code == 200
    assert town.told(ANA) == ["This button belongs to no case."]
    assert await town.one("SELECT status FROM cases") == "open"


async def test_a_button_of_a_case_that_is_not_there_gets_a_sentence(town: Town) -> None:
    await town.press(ANA, {"action_id": "case.keep", "value": "77|1"})
    assert town.told(ANA) == ["There is no case 77."]


async def test_a_menu_entry_of_nobodys_making_gets_a_sentence(town: Town) -> None:
    await town.comment(SPAM)
    await town.settle()
    entry = {"type": "overflow", "action_id": "case.more", "selected_option": {"value": "drop_tables|1|1"}}
    await town.press(ANA, entry)
    assert town.told(ANA) == ["This menu entry is not one of the desk's."]


async def test_a_button_the_desk_does_not_know_gets_a_sentence(town: Town) -> None:
    await town.press(ANA, {"action_id": "case.obliterate", "value": "1|1"})
    assert town.told(ANA) == [
        "The desk does not know this button, or was too slow. Look again before you press it again."
    ]


async def test_the_cao_may_decide_like_everybody_and_a_moderator_may_not_undo_it(town: Town) -> None:
    comment = await town.comment(SPAM)
    await town.settle()
    await town.click(CAROL, "case.remove")
    await town.settle()
    await town.click(ANA, "case.undo")
    await town.settle()
    assert not town.visible(comment)
    assert "only the CAO or a designate decides it now (policy 3.3.3)" in town.told(ANA)[0]
    assert await town.events("act.refused") == ["act.refused"]
