"""What each person is shown, and what the stream sends them, without a browser."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.sandbox.page.live import Live, Picture, Seat
from bot.sandbox.slack.state import ANA, BEN, BOT_USER, CAROL, EVAN, GENERAL, MODERATORS, Message
from bot.sandbox.world import World
from tests.sandbox.conftest import Clock
from tests.sandbox.page_world import Stage, open_stage


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_stage() as stage:
        yield stage


def seen(stage: Stage, me: str, **where: Any) -> Picture:
    return Live(stage.world).picture(Seat(me=me, **where))


def feed(picture: Picture) -> str:
    return "".join(picture.parts[key] for key in picture.orders["feed"])


async def test_what_is_broken_stands_in_its_menu(stage: Stage) -> None:
    stage.facebook.faults.slow = 5.0
    picture = seen(stage, ANA)
    assert 'aria-label="Break Facebook; now: slow"' in picture.parts["switches"]
    assert 'aria-label="Break Slack; now: works"' in picture.parts["switches"]
    assert 'data-fault="slow" data-what="facebook" checked' in picture.parts["faults"]
    assert picture.parts["faults"].count(" checked") == 1


async def test_nobody_sees_a_channel_they_are_not_in(stage: Stage) -> None:
    stage.post_card(1042)
    picture = seen(stage, EVAN, at=MODERATORS)
    assert picture.facts["at"] == GENERAL
    assert "moderators" not in picture.parts["rail"]
    assert "1042" not in json.dumps(picture.since(Picture()))


async def test_a_note_for_one_person_is_seen_by_that_person(stage: Stage) -> None:
    slack = stage.world.slack
    slack.add_message(MODERATORS, Message(slack.next_ts(), BOT_USER, "Only for Ana", ephemeral_to=ANA))
    assert "Only for Ana" in feed(seen(stage, ANA))
    assert "Only for Ana" not in feed(seen(stage, BEN))


async def test_a_thread_shows_in_its_drawer_and_not_in_the_channel(stage: Stage) -> None:
    slack, card = stage.world.slack, stage.post_card(1042)
    slack.add_message(MODERATORS, Message(slack.next_ts(), BOT_USER, "First step", thread_ts=card.ts))
    picture = seen(stage, ANA, thread=card.ts)
    assert "First step" not in feed(picture)
    assert "1 reply" in feed(picture)
    assert len(picture.orders["thread"]) == 2


async def test_unread_marks_count_what_was_said_since_the_last_look(stage: Stage) -> None:
    live, slack = Live(stage.world), stage.world.slack
    stage.post_card(1)
    stage.post_card(2)
    away = Seat(me=ANA, at=GENERAL)
    assert "2<span" in live.picture(away).parts["rail"]
    live.picture(Seat(me=ANA, at=MODERATORS))
    assert "unread" not in live.picture(away).parts["rail"]
    slack.say(BEN, MODERATORS, "Anybody?")
    assert "1<span" in live.picture(away).parts["rail"]


async def test_a_line_stands_before_what_is_new_since_the_last_look(stage: Stage) -> None:
    live, seat = Live(stage.world), Seat(me=ANA, at=MODERATORS)
    assert "feed:new" not in await first_order(live, seat)
    old = stage.post_card(1)
    live.picture(seat)
    stage.world.slack.say(ANA, MODERATORS, "Mine is not new to me")
    mine = stage.world.slack.messages[MODERATORS][-1]
    new = stage.post_card(2)
    order = await first_order(live, seat)
    assert order == [f"feed:{old.ts}", f"feed:{mine.ts}", "feed:new", f"feed:{new.ts}"]
    assert "feed:new" not in await first_order(live, seat)


async def first_order(live: Live, seat: Seat) -> list[str]:
    """The messages as somebody finds them who comes in now."""
    stream = live.stream(seat)
    order: list[str] = read(await anext(stream))["orders"].get("feed", [])
    await stream.aclose()  # type: ignore[attr-defined]
    return order


async def test_nobodys_own_words_are_unread(stage: Stage) -> None:
    live = Live(stage.world)
    stage.world.slack.say(BEN, MODERATORS, "Anybody?")
    assert "unread" not in live.picture(Seat(me=BEN, at=GENERAL)).parts["rail"]


async def test_residents_do_not_see_what_is_hidden_and_the_owner_does(stage: Stage) -> None:
    comment = await stage.facebook.add_comment("p0", "Prize Desk", "claim your prize")
    stage.facebook.hide(comment)
    assert "claim your prize" not in seen(stage, ANA).parts["town:p0"]
    owner = seen(stage, ANA, as_owner=True).parts["town:p0"]
    assert "claim your prize" in owner
    assert "1 hidden from the public" in owner


async def test_the_stream_sends_everything_once_and_then_what_changed(stage: Stage) -> None:
    stage.post_card(1)
    stream = Live(stage.world).stream(Seat(me=ANA, at=MODERATORS))
    first = read(await anext(stream))
    card = stage.post_card(2)
    second = read(await anext(stream))
    await stream.aclose()  # type: ignore[attr-defined]
    assert {"rail", "head", "modal"} < set(first["parts"])
    assert set(second["parts"]) == {f"feed:{card.ts}"}
    assert second["orders"]["feed"][-1] == f"feed:{card.ts}"


async def test_what_an_app_got_wrong_is_told_to_the_person(stage: Stage) -> None:
    stage.world.slack.warn(CAROL, "This app didn't respond to your click.")
    assert seen(stage, CAROL).facts["warnings"] == ["This app didn't respond to your click."]
    assert seen(stage, ANA).facts["warnings"] == []


async def test_a_modal_shows_what_was_put_in_so_far(stage: Stage) -> None:
    card = stage.post_card(1)
    await stage.world.slack.click(ANA, MODERATORS, card.ts, "escalate")
    view = stage.world.slack.modals[ANA][-1]
    view["state"]["values"] = {
        "question": {"text": {"type": "plain_text_input", "value": "Is this </textarea> slander?"}}
    }
    html = seen(stage, ANA).parts["modal"]
    assert ">Is this &lt;/textarea&gt; slander?</textarea>" in html
    assert seen(stage, BEN).parts["modal"] == ""


async def test_how_long_ago_something_was_is_kept_current() -> None:
    clock = Clock()
    world = World(clock)
    stamp = int(clock().timestamp())
    words = f"waiting since <!date^{stamp}^{{ago}}|then>"
    world.slack.add_message(MODERATORS, Message(world.slack.next_ts(), BOT_USER, words))
    live = Live(world)
    assert "just now" in feed(live.picture(Seat(me=ANA)))
    clock.forward(minutes=5)
    assert "5 minutes ago" in feed(live.picture(Seat(me=ANA)))


async def test_a_world_without_platforms_still_has_a_page(stage: Stage) -> None:
    stage.world.platforms.clear()
    assert seen(stage, ANA).orders["town"] == []


def read(event: str) -> dict[str, Any]:
    assert event.endswith("\n\n")
    picture: dict[str, Any] = json.loads(event.removeprefix("data: "))
    return picture
