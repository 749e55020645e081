"""A case with the CAO: a private card in her conversation, the same buttons, nobody else's decision."""

from bot.domain.models import Role
from bot.services.people import add_person
from tests.town import ANA, BEN, CAROL, EVAN, SPAM, Town


async def _escalated(town: Town) -> str:
    """A comment whose case Ana brought to the CAO; gives the comment."""
    comment = await town.comment(SPAM)
    await town.settle()
    await town.click(ANA, "case.escalate")
    await town.settle()
    return comment


def _direct(town: Town, user: str) -> str:
    return str(town.slack.direct(user).id)


async def test_escalate_sends_the_cao_a_private_card_with_the_buttons(town: Town) -> None:
    await _escalated(town)
    dm = _direct(town, CAROL)
    assert town.card(1, dm).text.startswith("WITH THE CAO")
    assert town.buttons(1, dm) == ["Remove", "Keep", "Undo"]
    assert "Escalated by <@U0ANA>" in town.card(1, dm).text
    assert _direct(town, BEN) not in {row[0] for row in await town.rows("SELECT channel FROM card")}


async def test_the_moderators_see_that_it_is_with_the_cao(town: Town) -> None:
    await _escalated(town)
    assert town.card().text.startswith("WITH THE CAO")
    assert town.buttons() == ["Undo"]
    assert town.thread() == ["<@U0ANA> escalated it to the CAO."]


async def test_the_cao_decides_from_her_card_and_both_cards_say_so(town: Town) -> None:
    comment = await _escalated(town)
    dm = _direct(town, CAROL)
    await town.click(CAROL, "case.remove", 1, dm)
    await town.settle()
    assert not town.visible(comment)
    for channel in (dm, "C0MODERATORS"):
        assert town.card(1, channel).text.startswith("REMOVED")
        assert "Removed by <@U0CAO>" in town.card(1, channel).text


async def test_a_moderator_cannot_decide_what_is_with_the_cao(town: Town) -> None:
    await _escalated(town)
    await town.press(BEN, {"action_id": "case.keep", "value": "1|2"})
    assert town.told(BEN) == [
        "This case is with the CAO: only the CAO or a designate decides it now (policy 3.3.3)."
    ]
    assert await town.one("SELECT status FROM cases") == "escalated"
    assert await town.one("SELECT facts FROM ledger WHERE event = 'act.refused'") == (
        '{"act":"keep","case":1,"why":"OnlyTheCao"}'
    )


async def test_a_moderator_may_take_the_escalation_back(town: Town) -> None:
    await _escalated(town)
    await town.click(BEN, "case.undo")
    await town.settle()
    assert await town.one("SELECT status FROM cases") == "open"
    assert town.buttons() == ["Remove", "Keep", "Escalate"]


async def test_what_the_cao_kept_a_moderator_cannot_undo_and_the_cao_can(town: Town) -> None:
    await _escalated(town)
    dm = _direct(town, CAROL)
    await town.click(CAROL, "case.keep", 1, dm)
    await town.settle()
    await town.click(ANA, "case.undo")
    assert await town.one("SELECT status FROM cases") == "kept"
    await town.click(CAROL, "case.undo", 1, dm)
    assert await town.one("SELECT status FROM cases") == "open"


async def test_a_designate_gets_the_card_too_and_decides_like_the_cao(town: Town) -> None:
    await add_person(town.bot.desk, slack_id=EVAN, name="Evan Brodie", role=Role.DESIGNATE)
    await _escalated(town)
    dm = _direct(town, EVAN)
    await town.click(EVAN, "case.keep", 1, dm)
    await town.settle()
    assert town.card().text.startswith("KEPT")
    assert town.card(1, _direct(town, CAROL)).text.startswith("KEPT")


async def test_escalating_a_second_time_shows_the_cao_the_case_again(town: Town) -> None:
    await _escalated(town)
    await town.click(ANA, "case.undo")
    await town.settle()
    await town.click(BEN, "case.escalate")
    await town.settle()
    dm = _direct(town, CAROL)
    assert town.card(1, dm).text.startswith("WITH THE CAO")
    assert "Escalated by <@U0BEN>" in town.card(1, dm).text


async def test_the_queue_of_the_home_tab_shows_the_cao_what_waits_for_her(town: Town) -> None:
    await _escalated(town)
    assert "*For you: escalated cases*" in str(await town.home(CAROL))
    assert "*With the CAO*" in str(await town.home(ANA))
