"""More cards than a channel can carry: a window, one summary edited in place, crisis first."""

from typing import Any

import pytest

from tests.town import ANA, CHANNEL, INSULT, PLEA, PRIVATE, SPAM, Town, a_town


@pytest.fixture
async def narrow(database_url: str) -> Any:
    """A town with room for three routine cards."""
    async with a_town(database_url, card_window=3) as made:
        yield made


def _cards(town: Town) -> list[int]:
    """The cases whose cards stand in the channel, in the order they came."""
    found = [m.text.partition(", case ")[2].partition(".")[0] for m in town.messages()]
    return [int(number) for number in found if number]


def _summaries(town: Town) -> list[str]:
    return [m.text for m in town.messages() if "behind these" in m.text]


async def test_routine_cards_stop_at_the_window_and_one_summary_counts_the_rest(narrow: Town) -> None:
    for n in range(8):
        await narrow.comment(f"{SPAM} {n}")
        await narrow.settle()
    assert _cards(narrow) == [1, 2, 3]
    assert len(_summaries(narrow)) == 1
    assert _summaries(narrow)[0].startswith("5 more wait behind these 3 cards: 5 normal; oldest <!date^")


async def test_each_decision_lets_the_next_card_come_and_the_summary_counts_down(narrow: Town) -> None:
    for n in range(5):
        await narrow.comment(f"{SPAM} {n}")
    await narrow.settle()
    for case in (1, 2):
        await narrow.click(ANA, "case.keep", case)
        await narrow.settle()
    assert _cards(narrow) == [1, 2, 3, 4, 5]
    assert _summaries(narrow) == ["Nothing waits behind these cards."]


async def test_a_crisis_card_passes_the_full_window(narrow: Town) -> None:
    for n in range(5):
        await narrow.comment(f"{SPAM} {n}")
    await narrow.settle()
    await narrow.comment(PLEA)
    await narrow.settle()
    assert _cards(narrow)[-1] == 6


async def test_what_is_most_urgent_when_there_is_room_goes_next(narrow: Town) -> None:
    for n in range(4):
        await narrow.comment(f"{SPAM} {n}")
    await narrow.comment(PRIVATE)  # high
    await narrow.settle()
    assert _cards(narrow)[0] == 5


async def test_a_case_re_ranked_while_it_waits_goes_by_its_new_rank(narrow: Town) -> None:
    first = await narrow.comment(INSULT)
    for n in range(3):
        await narrow.comment(f"{SPAM} {n}")
    last = await narrow.comment(f"{SPAM} last")
    await narrow.facebook.edit_comment(last, f"{SPAM} {PLEA}")
    await narrow.settle()
    assert _cards(narrow)[0] == 5
    assert first


async def test_the_summarys_button_opens_the_queue(narrow: Town) -> None:
    for n in range(5):
        await narrow.comment(f"{SPAM} {n}")
    await narrow.settle()
    summary = next(m for m in narrow.messages() if "behind these" in m.text)
    await narrow.slack.click(ANA, CHANNEL, summary.ts, "queue.show")
    assert "case 5" in str(narrow.modal(ANA))


async def test_a_deleted_summary_is_posted_again_when_it_is_needed(narrow: Town) -> None:
    for n in range(5):
        await narrow.comment(f"{SPAM} {n}")
    await narrow.settle()
    narrow.slack.remove_message(CHANNEL, next(m for m in narrow.messages() if "behind these" in m.text))
    for n in range(2):
        await narrow.comment(f"{SPAM} again {n}")
        await narrow.settle()
    assert len(_summaries(narrow)) == 1
    assert _summaries(narrow)[0].startswith("4 more wait")
