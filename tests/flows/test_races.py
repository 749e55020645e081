"""Clicks that come at once, twice, late or again: one decision, and the others are told."""

import asyncio
import json
import time
from typing import Any
from urllib.parse import urlencode

from bot.sandbox.slack.delivery import sign
from tests.town import ANA, BEN, CHANNEL, SPAM, Town


async def test_of_five_clicks_at_once_by_two_people_one_decides_and_the_others_are_told_who(
    town: Town,
) -> None:
    town.clock.stop()
    comment = await town.comment(SPAM)
    await town.settle()
    acks = await asyncio.gather(
        town.click(ANA, "case.remove"),
        town.click(BEN, "case.keep"),
        town.click(ANA, "case.remove"),
        town.click(BEN, "case.escalate"),
        town.click(ANA, "case.keep"),
    )
    assert [ack.status for ack in acks] == [200] * 5

    ((actor, outcome),) = await town.rows("SELECT actor, outcome FROM decision")
    told = town.told(ANA) + town.told(BEN)
    did = {"keep": "kept", "remove": "removed under 7.1.7", "escalate": "escalated to the CAO"}[outcome]
    assert told == [f"<@{actor}> decided this just now: {did}. Nothing was changed by your click."] * 4
    await town.settle()
    assert town.visible(comment) == (outcome != "remove")


async def test_a_double_click_decides_once(town: Town) -> None:
    await town.comment(SPAM)
    await town.settle()
    await town.click(ANA, "case.keep")
    await town.click(ANA, "case.keep")
    assert await town.one("SELECT count(*) FROM decision") == 1
    assert await town.events("case.decided") == ["case.decided"]


async def test_whoever_is_too_late_is_told_privately_who_decided_what_and_when(town: Town) -> None:
    await town.comment(SPAM)
    await town.settle()
    await town.click(ANA, "case.remove")
    town.clock.forward(minutes=5)
    await town.click(BEN, "case.keep")
    sentence = (
        "<@U0ANA> decided this 5 minutes before you: removed under 7.1.7. Nothing was changed by your click."
    )
    assert town.told(BEN) == [sentence]
    assert town.told(ANA) == []


async def test_a_click_on_a_card_drawn_before_the_comment_changed_decides_nothing(town: Town) -> None:
    comment = await town.comment(SPAM)
    await town.settle()
    await town.facebook.edit_comment(comment, SPAM + " And call me.")
    await town.click(ANA, "case.remove")  # the card still shows the wording before
    assert town.told(ANA) == ["The case has moved on since this card was drawn. Look again, then decide."]
    assert await town.one("SELECT count(*) FROM decision") == 0

    await town.settle()
    await town.click(ANA, "case.remove")
    assert await town.one("SELECT count(*) FROM decision") == 1


async def test_a_late_undo_on_a_stale_card_takes_nothing_back(town: Town) -> None:
    await town.comment(SPAM)
    await town.settle()
    await town.click(ANA, "case.keep")
    await town.settle()
    undo_before = {"action_id": "case.undo", "value": "1|2"}
    await town.click(BEN, "case.undo")
    await town.settle()
    await town.click(ANA, "case.remove")
    await town.press(BEN, undo_before)
    assert await town.one("SELECT status FROM cases") == "removed"
    assert town.told(BEN) == ["The case has moved on since this card was drawn. Look again, then decide."]


async def test_the_same_signed_request_sent_again_changes_nothing(town: Town) -> None:
    await town.comment(SPAM)
    await town.settle()
    card = town.card()
    place: dict[str, Any] = {
        "channel": {"id": CHANNEL, "name": "moderators"},
        "user": {"id": ANA},
        "team": {"id": "T0"},
    }
    click: dict[str, Any] = {
        "type": "block_actions",
        "api_app_id": "A0DESK",
        "token": "t",
        "trigger_id": "1.2.c",
    } | place
    click["response_url"] = town.slack.handles.new_response_url(ANA, CHANNEL, card.ts)
    click["actions"] = [{"type": "button", "action_id": "case.keep", "block_id": "b", "value": "1|1"}]
    body = urlencode({"payload": json.dumps(click)}).encode()
    headers = sign(body, int(time.time())) | {"Content-Type": "application/x-www-form-urlencoded"}
    answers = [
        await town.http.post(f"{town.url}/slack/events", content=body, headers=headers) for _ in range(3)
    ]
    assert [a.status_code for a in answers] == [200, 200, 200]
    assert await town.one("SELECT count(*) FROM decision") == 1
    assert await town.events("case.decided") == ["case.decided"]


async def test_whoever_came_second_can_undo_what_the_other_decided(town: Town) -> None:
    comment = await town.comment(SPAM)
    await town.settle()
    await town.click(ANA, "case.remove")
    await town.click(BEN, "case.keep")
    await town.settle()
    assert not town.visible(comment)
    note = next(m for m in town.slack.messages[CHANNEL] if m.ephemeral_to == BEN)
    await town.slack.click(BEN, CHANNEL, note.ts, "case.undo")
    await town.settle()
    assert town.visible(comment)
    assert await town.one("SELECT status FROM cases") == "open"
