"""Looking: the home tab for each kind of person, its pages, the queue, and the command."""

import pytest

from bot.sandbox.slack import payloads
from tests.town import ANA, BEN, CAROL, CHANNEL, EVAN, INSULT, PLEA, PRIVATE, SPAM, Town


async def test_a_moderators_home_tab_lists_what_waits_most_urgent_first(town: Town) -> None:
    for words in (INSULT, PRIVATE, PLEA):
        await town.comment(words)
    shown = str(await town.home(ANA))
    assert "1 crisis · 1 high · 1 low" in shown
    assert shown.index("case 3") < shown.index("case 2") < shown.index("case 1")


async def test_an_empty_queue_says_so(town: Town) -> None:
    assert "The queue is empty: every flagged comment is decided." in str(await town.home(ANA))


async def test_a_visitors_home_tab_shows_no_comment_and_names_the_cao(town: Town) -> None:
    await town.comment(SPAM)
    shown = str(await town.home(EVAN))
    assert "You hold no role at the desk" in shown
    assert f"<@{CAROL}>" in shown
    assert "prize" not in shown
    assert "case 1" not in shown


async def test_the_home_tab_turns_pages(town: Town) -> None:
    for n in range(17):
        await town.comment(f"{SPAM} {n}")
    await town.home(ANA)
    assert "1–15 of 17" in str(town.slack.homes[ANA])
    await town.slack.click_in_view(ANA, town.slack.homes[ANA]["id"], "queue.page.on")
    shown = str(town.slack.homes[ANA])
    assert "16–17 of 17" in shown
    assert "case 17" in shown
    assert "case 15 " not in shown
    await town.slack.click_in_view(ANA, town.slack.homes[ANA]["id"], "queue.page.back")
    assert "1–15 of 17" in str(town.slack.homes[ANA])


@pytest.mark.parametrize("value", ["-1", "999999999999999999999", "x", "", "1.5"])
async def test_a_page_nobody_could_turn_to_is_no_fault(town: Town, value: str) -> None:
    await town.comment(SPAM)
    await town.press(ANA, {"action_id": "queue.page.on", "value": value})
    assert "case 1" in str(town.slack.homes[ANA])


async def test_a_case_opened_from_the_queue_can_be_decided_there(town: Town) -> None:
    comment = await town.comment(SPAM)
    await town.home(ANA)
    await town.slack.click_in_view(ANA, town.slack.homes[ANA]["id"], "queue.open")
    view = town.modal(ANA)
    assert view["title"]["text"] == "Case 1"
    await town.slack.click_in_view(ANA, view["id"], "case.remove")
    assert "Removed by <@U0ANA>" in str(town.modal(ANA)["blocks"])
    await town.settle()
    assert not town.visible(comment)


async def test_too_late_in_a_modal_is_said_in_a_modal_on_top(town: Town) -> None:
    await town.comment(SPAM)
    await town.settle()
    await town.home(ANA)
    await town.slack.click_in_view(ANA, town.slack.homes[ANA]["id"], "queue.open")
    await town.click(BEN, "case.keep")
    await town.slack.click_in_view(ANA, town.modal(ANA)["id"], "case.remove")
    assert town.modal(ANA)["title"]["text"] == "Nothing was changed"
    assert "decided this" in str(town.modal(ANA))
    assert await town.one("SELECT outcome FROM decision") == "keep"


@pytest.mark.parametrize("words", ["", "help", "  help  "])
async def test_mod_help_says_what_the_command_can_do(town: Town, words: str) -> None:
    await town.slack.command(ANA, CHANNEL, "/mod", words)
    assert "`/mod queue` shows what waits" in town.told(ANA)[0]


async def test_mod_queue_opens_the_queue(town: Town) -> None:
    await town.comment(SPAM)
    await town.slack.command(ANA, CHANNEL, "/mod", "queue")
    assert town.modal(ANA)["title"]["text"] == "The queue"
    assert "case 1" in str(town.modal(ANA))


async def test_a_case_opened_from_the_queues_modal_stands_on_top_of_it(town: Town) -> None:
    await town.comment(SPAM)
    await town.slack.command(ANA, CHANNEL, "/mod", "queue")
    await town.slack.click_in_view(ANA, town.modal(ANA)["id"], "queue.open")
    assert [v["title"]["text"] for v in town.slack.modals[ANA]] == ["The queue", "Case 1"]


@pytest.mark.parametrize("words", ["case 1", "case #1", "case  1 "])
async def test_mod_case_opens_the_case(town: Town, words: str) -> None:
    await town.comment(SPAM)
    await town.slack.command(ANA, CHANNEL, "/mod", words)
    assert town.modal(ANA)["title"]["text"] == "Case 1"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("case 77", "There is no case 77."),
        ("case", "Name the case by its number: /mod case 1042"),
        ("case x", "Name the case by its number: /mod case 1042"),
        ("case ٣", "Name the case by its number: /mod case 1042"),
        ("case " + "9" * 40, "Name the case by its number: /mod case 1042"),
        ("dance", "`/mod` does not know this word. `/mod queue`"),
        ("<!channel>", "`/mod` does not know this word."),
    ],
)
async def test_what_the_command_cannot_do_it_says_in_a_sentence(
    town: Town, words: str, sentence: str
) -> None:
    await town.slack.command(ANA, CHANNEL, "/mod", words)
    assert town.told(ANA)[0].startswith(sentence)
    assert not town.slack.modals.get(ANA)


@pytest.mark.parametrize("words", ["queue", "case 1"])
async def test_the_command_shows_no_comment_to_somebody_without_appointment(town: Town, words: str) -> None:
    await town.comment(SPAM)
    town.slack.channels[CHANNEL].members.append(EVAN)
    await town.slack.command(EVAN, CHANNEL, "/mod", words)
    assert town.told(EVAN) == [
        "Only appointed moderators decide here (policy 3.3.1). Ask the CAO about appointment."
    ]
    assert not town.slack.modals.get(EVAN)


async def test_everything_is_shown_on_top_of_the_case_it_was_asked_from(town: Town) -> None:
    await town.comment(SPAM)
    await town.slack.command(ANA, CHANNEL, "/mod", "case 1")
    await town.slack.click_in_view(ANA, town.modal(ANA)["id"], "case.more", selected="show_all|1|1")
    assert len(town.slack.modals[ANA]) == 2
    assert SPAM.partition("http")[0] in str(town.modal(ANA))


async def test_the_messages_tab_draws_nothing(town: Town) -> None:
    event = {"type": "app_home_opened", "user": ANA, "channel": "D1", "tab": "messages", "event_ts": "1.0"}
    ack = await town.slack.delivery.send_event(payloads.event_payload(town.slack, event))
    assert ack.status == 200
    await town.home(BEN)  # whatever was asked for before is done by now
    assert ANA not in town.slack.homes


async def test_a_button_that_only_opens_an_address_is_taken(town: Town) -> None:
    answer = await town.press(ANA, {"action_id": "link.open"})
    assert answer.status_code == 200
    assert town.told(ANA) == []


@pytest.mark.parametrize("action", ["case.done_by_hand", "case.try_again", "case.undo", "case.escalate"])
async def test_no_button_works_on_a_case_that_is_not_there(town: Town, action: str) -> None:
    await town.press(ANA, {"action_id": action, "value": "77|1"})
    assert town.told(ANA) == ["There is no case 77."]
