"""Who may act: the register is asked on every click."""

import pytest

from bot.domain.models import Role
from bot.services.people import add_person, remove_person
from tests.town import ANA, BEN, CHANNEL, EVAN, SPAM, Town

NOT_APPOINTED = "Only appointed moderators decide here (policy 3.3.1). Ask the CAO about appointment."


@pytest.fixture
async def stranger(town: Town) -> str:
    """Somebody who reads the moderators' channel and holds no role."""
    await town.comment(SPAM)
    await town.settle()
    town.slack.channels[CHANNEL].members.append(EVAN)
    return EVAN


@pytest.mark.clause("1.15")
@pytest.mark.parametrize("action", ["case.remove", "case.keep", "case.escalate"])
async def test_a_click_by_somebody_without_appointment_does_nothing_and_is_recorded(
    town: Town, stranger: str, action: str
) -> None:
    await town.click(stranger, action)
    assert town.told(stranger) == [NOT_APPOINTED]
    assert await town.one("SELECT status FROM cases") == "open"
    assert await town.one("SELECT count(*) FROM decision") == 0
    act = action.removeprefix("case.")
    assert await town.rows("SELECT actor, facts FROM ledger WHERE event = 'act.refused'") == [
        (EVAN, f'{{"act":"{act}","case":1,"why":"NotAppointed"}}')
    ]


@pytest.mark.clause("1.15")
@pytest.mark.parametrize("entry", ["other_ground", "show_all", "assign", "wrong_flag"])
async def test_the_menu_too_is_only_for_the_appointed(town: Town, stranger: str, entry: str) -> None:
    await town.choose(stranger, entry)
    assert town.told(stranger) == [NOT_APPOINTED]
    assert not town.slack.modals.get(stranger)
    assert await town.rows("SELECT status, assigned_to FROM cases") == [("open", None)]
    assert await town.events("act.refused", "case.viewed") == ["act.refused"]


@pytest.mark.clause("1.15")
@pytest.mark.parametrize("action", ["case.undo", "case.done_by_hand", "case.try_again"])
async def test_what_is_done_cannot_be_undone_by_somebody_without_appointment(
    town: Town, stranger: str, action: str
) -> None:
    await town.click(ANA, "case.keep")
    await town.press(stranger, {"action_id": action, "value": "1|2"})
    assert town.told(stranger) == [NOT_APPOINTED]
    assert await town.one("SELECT status FROM cases") == "kept"


async def test_a_form_of_somebody_without_appointment_removes_nothing(town: Town, stranger: str) -> None:
    values = {
        "ground": {"ground": {"selected_option": {"value": "7.1.7"}}},
        "reason": {"reason": {"value": "because"}},
    }
    view = {"id": "V1", "type": "modal", "callback_id": "removal", "private_metadata": "1|1"}
    payload = {"type": "view_submission", "user": {"id": EVAN}, "team": {"id": "T0"}, "token": "t"}
    answer = await town.interact(payload | {"view": view | {"state": {"values": values}}})
    assert NOT_APPOINTED in answer.text
    assert await town.one("SELECT status FROM cases") == "open"


async def test_a_role_that_ends_between_two_clicks_ends_the_second(town: Town) -> None:
    await town.comment(SPAM)
    await town.settle()
    await town.click(ANA, "case.keep")
    await remove_person(town.bot.desk, slack_id=ANA)
    await town.press(ANA, {"action_id": "case.undo", "value": "1|2"})
    assert town.told(ANA) == [NOT_APPOINTED]
    assert await town.one("SELECT status FROM cases") == "kept"

    await add_person(town.bot.desk, slack_id=ANA, name="Ana Petrenko", role=Role.MODERATOR)
    await town.press(ANA, {"action_id": "case.undo", "value": "1|2"})
    assert await town.one("SELECT status FROM cases") == "open"


async def test_somebody_made_a_designate_decides_what_is_with_the_cao(town: Town) -> None:
    await town.comment(SPAM)
    await town.settle()
    await town.click(ANA, "case.escalate")
    await add_person(town.bot.desk, slack_id=BEN, name="Ben Okafor", role=Role.DESIGNATE)
    await town.press(BEN, {"action_id": "case.keep", "value": "1|2"})
    assert await town.rows("SELECT actor, role FROM decision ORDER BY id") == [
        (ANA, "moderator"),
        (BEN, "designate"),
    ]
