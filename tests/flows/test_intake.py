"""What arrives: captured once, exactly and first; repeats add nothing, edits join their case."""

import asyncio

import pytest
from sqlalchemy.exc import IntegrityError

from tests.town import ANA, BEN, CAROL, INSULT, SPAM, Town, change, delivery


async def test_a_delivery_that_comes_twice_adds_nothing(town: Town) -> None:
    town.facebook.hooks.copies = 3
    await town.comment(SPAM)
    await town.settle()
    assert await town.one("SELECT count(*) FROM capture") == 1
    assert await town.events() == [
        *(await _registering(town)),
        "comment.captured",
        "case.opened",
        "card.posted",
    ]
    assert len([m for m in town.messages() if "case 1" in m.text]) == 1


async def test_two_deliveries_of_one_comment_at_once_are_captured_once(town: Town) -> None:
    body = delivery(change("1", SPAM))
    answers = await asyncio.gather(*(town.hook(body) for _ in range(5)))
    assert [a.status_code for a in answers] == [200] * 5
    assert await town.one("SELECT count(*) FROM capture") == 1
    assert await town.one("SELECT count(*) FROM cases") == 1


async def test_what_no_rule_matches_is_captured_and_opens_no_case(town: Town) -> None:
    await town.comment("Lovely evening at the lake.")
    assert await town.rows("SELECT text, author_name FROM capture") == [
        ("Lovely evening at the lake.", "Dale Hewitt")
    ]
    assert await town.one("SELECT count(*) FROM cases") == 0


async def test_an_edit_is_a_new_revision_under_the_same_case(town: Town) -> None:
    comment = await town.comment(SPAM)
    await town.settle()
    await town.facebook.edit_comment(comment, SPAM + " Today only!")
    await town.settle()
    assert await town.rows("SELECT revision, text FROM capture ORDER BY revision") == [
        (1, SPAM),
        (2, SPAM + " Today only!"),
    ]
    assert await town.rows("SELECT id, capture_id, version, status FROM cases") == [(1, 2, 2, "open")]
    assert "Today only!" in town.card().text
    assert town.thread() == ["The author changed the comment."]
    assert await town.events("case.opened", "case.changed") == ["case.opened", "case.changed"]


async def test_an_edit_of_a_kept_comment_into_something_flagged_opens_it_again(town: Town) -> None:
    comment = await town.comment(SPAM)
    await town.settle()
    first = town.card().ts
    await town.click(ANA, "case.keep")
    await town.settle()
    await town.facebook.edit_comment(comment, "You are an idiot")
    await town.settle()
    assert await town.rows("SELECT status, ground FROM cases") == [("open", "7.1.2")]
    assert town.card().ts != first
    assert town.buttons() == ["Remove", "Keep", "Escalate"]
    old = next(m for m in town.messages() if m.ts == first)
    assert "Its new card stands further down" in old.text
    assert await town.events("case.reopened") == ["case.reopened"]


async def test_an_edit_of_a_kept_comment_into_something_harmless_stays_kept(town: Town) -> None:
    comment = await town.comment(SPAM)
    await town.settle()
    await town.click(ANA, "case.keep")
    await town.facebook.edit_comment(comment, "Sorry, wrong window.")
    await town.settle()
    assert await town.one("SELECT status FROM cases") == "kept"
    assert town.card().text.startswith("KEPT")


async def test_an_edit_of_a_removed_comment_is_looked_at_again_and_keep_brings_it_back(town: Town) -> None:
    comment = await town.comment(SPAM)
    await town.settle()
    await town.click(ANA, "case.remove")
    await town.settle()
    await town.facebook.edit_comment(comment, "Sorry about the link, I was hacked.")
    await town.settle()
    assert await town.one("SELECT status FROM cases") == "open"
    assert not town.visible(comment)
    assert "no rule matches it now" in town.card().text
    await town.click(BEN, "case.keep")
    await town.settle()
    assert town.visible(comment)


async def test_a_comment_that_is_flagged_only_after_its_edit_opens_a_case(town: Town) -> None:
    comment = await town.comment("Lovely evening at the lake.")
    await town.facebook.edit_comment(comment, SPAM)
    await town.settle()
    assert await town.rows("SELECT id, capture_id, version FROM cases") == [(1, 2, 1)]
    assert SPAM.partition("http")[0].strip() in town.card().text


async def test_the_edit_may_arrive_before_the_comment(town: Town) -> None:
    await town.hook(delivery(change("1", SPAM, verb="edited", edited_time=1_790_000_600)))
    await town.hook(delivery(change("1", "Lovely evening at the lake.")))
    assert await town.one("SELECT count(*) FROM capture") == 2
    about = "SELECT c.text FROM cases JOIN capture c ON c.id = cases.capture_id"
    assert await town.rows(about) == [(SPAM,)]


async def test_both_wordings_in_one_delivery_open_one_case_about_the_newest(town: Town) -> None:
    edit = change("1", SPAM + " Hurry!", verb="edited", edited_time=1_790_000_600)
    await town.hook(delivery(edit, change("1", SPAM)))
    about = "SELECT c.text, cases.version FROM cases JOIN capture c ON c.id = cases.capture_id"
    assert await town.rows(about) == [(SPAM + " Hurry!", 1)]


async def test_one_delivery_may_bring_many_comments_of_several_pages(town: Town) -> None:
    both = delivery(*(change(str(n), f"{SPAM} {n}") for n in range(40)))
    both["entry"] += delivery(change("99", SPAM), page="100000000000002")["entry"]
    assert (await town.hook(both)).status_code == 200
    assert await town.one("SELECT count(*) FROM cases") == 41
    accounts = await town.rows(
        "SELECT DISTINCT a.name FROM cases JOIN account a ON a.id = account_id ORDER BY 1"
    )
    assert accounts == [("Town of Westlock",), ("Westlock Fire Department",)]


@pytest.mark.clause("2.1")
async def test_an_unregistered_account_is_recorded_without_a_case_and_the_cao_is_told_once(
    town: Town,
) -> None:
    for n in range(3):
        await town.hook(delivery(change(str(n), SPAM), page="999"))
    await town.settle()
    assert await town.one("SELECT count(*) FROM capture") == 3
    assert await town.one("SELECT count(*) FROM cases") == 0
    said = [m.text for m in town.messages(town.slack.direct(CAROL).id)]
    assert len(said) == 1
    assert said[0].startswith("Unregistered account seen: comments arrive from facebook account 999")
    assert not town.messages()


@pytest.mark.clause("1.7")
async def test_there_is_no_case_without_its_capture(town: Town) -> None:
    await town.comment(SPAM)
    events = await town.events("comment.captured", "case.opened", "card.posted")
    assert events == ["comment.captured", "case.opened"]  # and no card: nothing to press yet
    await town.settle()
    assert await town.events("card.posted") == ["card.posted"]
    with pytest.raises(IntegrityError, match="capture"):
        await town.rows("UPDATE cases SET capture_id = 4711 RETURNING id")
    with pytest.raises(IntegrityError, match="case"):
        await town.rows("UPDATE card SET case_id = 4711 RETURNING id")


@pytest.mark.clause("7.1")
async def test_every_removal_has_a_ground_a_reason_and_a_capture(town: Town) -> None:
    for words in (SPAM, INSULT, "Call Dale at 780-555-0134"):
        await town.comment(words)
    await town.settle()
    await town.click(ANA, "case.remove", 1)
    await town.click(ANA, "case.remove_ask", 2)
    await town.submit(ANA, reason="Insults a neighbour.")
    await town.click(BEN, "case.remove", 3)
    found = await town.rows(
        "SELECT ground, reason <> '', c.text FROM decision JOIN capture c ON c.id = capture_id ORDER BY 1"
    )
    assert found == [
        ("7.1.2", True, INSULT),
        ("7.1.7", True, SPAM),
        ("7.1.8", True, "Call Dale at 780-555-0134"),
    ]


async def _registering(town: Town) -> list[str]:
    """The events that set the town up."""
    return [e for e in await town.events() if e in ("person.added", "account.registered")]
