"""Slack away, slow, forgetful or refusing: nothing is lost, nothing is said twice."""

from tests.town import ANA, BEN, CAROL, CHANNEL, SPAM, Town


def _cards(town: Town, case: int = 1) -> list[str]:
    return [m.text for m in town.messages() if f"case {case}" in m.text]


async def test_while_slack_is_down_comments_are_taken_and_their_cards_come_later(town: Town) -> None:
    town.slack.faults.down = True
    for n in range(3):
        await town.comment(f"{SPAM} {n}")
    await town.settle()
    assert not town.messages()
    assert await town.one("SELECT count(*) FROM cases") == 3

    town.slack.faults.down = False
    await town.settle()
    assert not town.messages()  # not yet: the lane rests
    for _ in range(3):
        await town.later(minutes=1)
    assert [len(_cards(town, case)) for case in (1, 2, 3)] == [1, 1, 1]


async def test_a_decision_taken_while_slack_is_down_reaches_the_platform_and_later_the_card(
    town: Town,
) -> None:
    comment = await town.comment(SPAM)
    await town.settle()
    await town.choose(BEN, "assign")  # Bolt asks Slack once, at its first request, whose token it holds
    await town.settle()
    town.slack.faults.down = True
    await town.click(ANA, "case.remove")
    await town.settle()
    assert not town.visible(comment)
    assert town.card().text.startswith("NORMAL")
    town.slack.faults.down = False
    await town.later(minutes=1)
    assert town.card().text.startswith("REMOVED")


async def test_a_lost_answer_to_a_post_brings_no_second_card(town: Town) -> None:
    town.slack.faults.lost_answer = {"chat.postMessage"}
    await town.comment(SPAM)
    await town.settle()
    assert len(_cards(town)) == 1
    assert await town.one("SELECT count(*) FROM card") == 0  # Slack has it, and we do not know

    town.slack.faults.lost_answer = set()
    await town.later(minutes=1)
    assert len(_cards(town)) == 1
    assert await town.one("SELECT ts FROM card") == town.card().ts
    await town.click(ANA, "case.keep")
    await town.settle()
    assert town.card().text.startswith("KEPT")


async def test_a_lost_answer_to_a_note_and_to_a_private_card_brings_no_second_one(town: Town) -> None:
    await town.comment(SPAM)
    await town.settle()
    await town.click(ANA, "case.escalate")
    town.slack.faults.lost_answer = {"chat.postMessage"}
    await town.settle()
    town.slack.faults.lost_answer = set()
    await town.later(minutes=1)
    assert town.thread() == ["<@U0ANA> escalated it to the CAO."]
    assert len(town.messages(town.slack.direct(CAROL).id)) == 1


async def test_a_lost_answer_to_an_edit_is_drawn_again(town: Town) -> None:
    await town.comment(SPAM)
    await town.settle()
    await town.click(ANA, "case.keep")
    town.slack.faults.lost_answer = {"chat.update"}
    await town.settle()
    town.slack.faults.lost_answer = set()
    await town.later(minutes=1)
    assert town.card().text.startswith("KEPT")
    assert await town.one("SELECT count(*) FROM effect WHERE status NOT IN ('done', 'dropped')") == 0


async def test_a_server_error_of_slacks_is_tried_again(town: Town) -> None:
    town.slack.faults.server_error = {"chat.postMessage"}
    await town.comment(SPAM)
    await town.settle()
    assert not town.messages()
    town.slack.faults.server_error = set()
    await town.later(minutes=1)
    assert len(_cards(town)) == 1


async def test_a_revoked_token_loses_nothing_until_a_valid_one_is_put(town: Town) -> None:
    town.slack.faults.revoked = True
    await town.comment(SPAM)
    for _ in range(4):
        await town.later(hours=1)
    assert await town.one("SELECT answer FROM effect WHERE kind = 'post_card'") == (
        "Slack refuses the bot's token (token_revoked): put a valid SLACK_BOT_TOKEN."
    )
    town.slack.faults.revoked = False
    await town.later(hours=1)
    assert len(_cards(town)) == 1


async def test_a_bot_taken_out_of_the_channel_keeps_its_cards_until_it_is_invited_again(town: Town) -> None:
    town.slack.channels[CHANNEL].members.remove("U0DESK")
    await town.comment(SPAM)
    await town.settle()
    assert "invite" in (await town.one("SELECT answer FROM effect WHERE kind = 'post_card'")).lower()
    town.slack.channels[CHANNEL].members.append("U0DESK")
    await town.later(hours=1)
    assert len(_cards(town)) == 1


async def test_a_card_deleted_in_slack_comes_back_while_its_case_is_open(town: Town) -> None:
    await town.comment(SPAM)
    await town.settle()
    lost = town.card()
    town.slack.remove_message(CHANNEL, lost)
    await town.press(BEN, {"type": "overflow", "action_id": "case.more",
                           "selected_option": {"value": "assign|1|1"}})  # fmt: skip
    await town.settle()
    assert len(_cards(town)) == 1
    assert town.card().ts != lost.ts
    assert await town.events("card.lost", "card.posted") == ["card.posted", "card.lost", "card.posted"]


async def test_a_card_deleted_in_slack_does_not_come_back_once_its_case_is_decided(town: Town) -> None:
    await town.comment(SPAM)
    await town.settle()
    await town.click(ANA, "case.keep")
    town.slack.remove_message(CHANNEL, town.card())
    await town.settle()
    assert _cards(town) == []
    assert await town.one("SELECT count(*) FROM effect WHERE status IN ('due', 'claimed')") == 0


async def test_the_caos_card_deleted_in_slack_comes_back_while_she_is_asked(town: Town) -> None:
    await town.comment(SPAM)
    await town.settle()
    await town.click(ANA, "case.escalate")
    await town.settle()
    dm = town.slack.direct(CAROL).id
    lost = town.card(1, dm)
    town.slack.remove_message(dm, lost)
    await town.press(CAROL, {"type": "overflow", "action_id": "case.more",
                             "selected_option": {"value": "assign|1|2"}})  # fmt: skip
    await town.settle()
    assert town.card(1, dm).text.startswith("WITH THE CAO")

    await town.click(ANA, "case.undo")
    town.slack.remove_message(dm, town.card(1, dm))
    await town.settle()
    assert town.messages(dm) == []


async def test_a_card_the_cao_cannot_get_is_said_in_the_channel(town: Town) -> None:
    town.slack.messages_tab = False
    await town.comment(SPAM)
    await town.settle()
    await town.click(ANA, "case.escalate")
    await town.settle()
    assert town.messages()[-1].text == (
        "The card of case 1 cannot be shown: Slack refuses (messages_tab_disabled). Open it with /mod queue."
    )
    assert await town.events("effect.failed") == ["effect.failed"]


async def test_a_card_is_found_again_behind_hundreds_of_messages(town: Town) -> None:
    town.slack.faults.lost_answer = {"chat.postMessage"}
    await town.comment(SPAM)
    await town.settle()
    town.slack.faults.lost_answer = set()
    for n in range(250):
        town.slack.say(ANA, CHANNEL, f"Did you see this? {n}")
    await town.later(minutes=1)
    assert len(_cards(town)) == 1


async def test_a_modal_that_cannot_be_drawn_again_does_not_undo_the_decision(town: Town) -> None:
    await town.comment(SPAM)
    await town.home(ANA)
    await town.slack.click_in_view(ANA, town.slack.homes[ANA]["id"], "queue.open")
    town.slack.faults.server_error = {"views.update"}
    ack = await town.slack.click_in_view(ANA, town.modal(ANA)["id"], "case.keep")
    assert ack.status == 200
    assert await town.one("SELECT status FROM cases") == "kept"


async def test_slacks_own_limits_are_waited_for(town: Town) -> None:
    town.slack.limits = True
    for n in range(9):
        await town.comment(f"{SPAM} {n}")
    await town.settle()
    posted = len(town.messages())
    assert posted < 9
    waiting = (
        "SELECT DISTINCT answer FROM effect WHERE kind = 'post_card' AND status = 'due' AND attempts > 0"
    )
    assert await town.rows(waiting) == [("Slack asks to wait.",)]
    assert await town.settle() == 0  # nobody asks again before the time Slack named
    town.slack.limits = False
    await town.later(minutes=1)
    assert [len(_cards(town, case)) for case in range(1, 10)] == [1] * 9
