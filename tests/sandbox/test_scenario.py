"""Scenarios: read strictly, played once, resumed where they stopped."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.domain.errors import CannotStart
from bot.sandbox.platform_faults import PlatformFaults
from bot.sandbox.platforms import PublicComment, PublicPost
from bot.sandbox.scenario import StagedWorld, load, names, parse, play

NOON = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
SCRIPT = """
title = "Two lines"
about = "For a test."

[[posts]]
key = "pool"
platform = "facebook"
title = "Pool reopens"

[[comments]]
at = 4
key = "first"
platform = "facebook"
post = "pool"
author = "Marlene"
text = "Finally!"

[[comments]]
at = 10
platform = "facebook"
post = "pool"
author = "Tyler"
media = ["a photo"]

[[comments]]
at = 13
platform = "facebook"
post = "pool"
author = "Marlene"
edit_of = "first"
text = "Finally, thank you!"
"""


@dataclass
class Page:
    """A public page kept in memory."""

    title: str = "Town of Westlock"
    faults: PlatformFaults = field(default_factory=PlatformFaults)
    kept: list[PublicPost] = field(default_factory=list)

    def posts(self) -> list[PublicPost]:
        return self.kept

    async def add_post(self, title: str, text: str) -> str:
        self.kept.append(PublicPost(id=f"p{len(self.kept)}", title=title, text=text, at=NOON, comments=[]))
        return self.kept[-1].id

    async def add_comment(self, post_id: str, author: str, text: str, *, media: Sequence[str] = ()) -> str:
        comments = next(post for post in self.kept if post.id == post_id).comments
        comment = PublicComment(
            id=f"{post_id}c{len(comments)}", author=author, text=text, at=NOON, media=tuple(media)
        )
        comments.append(comment)
        return comment.id

    async def edit_comment(self, comment_id: str, text: str) -> None:
        for post in self.kept:
            post.comments[:] = [
                replace(one, text=text) if one.id == comment_id else one for one in post.comments
            ]

    def to_json(self) -> dict[str, Any]:
        return {}

    def restore(self, saved: dict[str, Any]) -> None:
        """Everything is kept by the test."""


class Stopped(Exception):
    """The player was interrupted."""


class Clock:
    """Notes how long the player waits; may interrupt it."""

    def __init__(self, stop_after: int = 99) -> None:
        self.waits: list[float] = []
        self.stop_after = stop_after

    async def pause(self, seconds: float) -> None:
        if len(self.waits) == self.stop_after:
            raise Stopped
        self.waits.append(seconds)


def a_world(page: Page) -> StagedWorld:
    world = StagedWorld(lambda: NOON)
    world.platforms["facebook"] = page
    return world


def texts(page: Page) -> list[str]:
    return [comment.text for post in page.kept for comment in post.comments]


async def test_comments_arrive_in_their_order_and_at_their_pace() -> None:
    page, clock = Page(), Clock()
    await play(parse("two", SCRIPT), a_world(page), speed=2, pause=clock.pause)
    assert clock.waits == [2, 3, 1.5]
    assert texts(page) == ["Finally, thank you!", ""]
    assert page.kept[0].comments[1].media == ("a photo",)


async def test_whoever_watches_hears_of_every_comment() -> None:
    world = a_world(Page())
    await play(parse("two", SCRIPT), world, pause=Clock().pause)
    assert world.version == 3


async def test_a_post_that_is_there_already_is_not_published_twice() -> None:
    page = Page()
    await page.add_post("Pool reopens", "Lane swim at six.")
    await play(parse("two", SCRIPT), a_world(page), pause=Clock().pause)
    assert len(page.kept) == 1


async def test_an_interrupted_scenario_goes_on_where_it_stopped() -> None:
    page = Page()
    world = a_world(page)
    with pytest.raises(Stopped):
        await play(parse("two", SCRIPT), world, pause=Clock(stop_after=2).pause)
    assert texts(page) == ["Finally!", ""]
    clock = Clock()
    await play(parse("two", SCRIPT), world, pause=clock.pause)
    assert clock.waits == [3]
    assert texts(page) == ["Finally, thank you!", ""]


async def test_a_restart_remembers_the_position(tmp_path: Path) -> None:
    page = Page()
    world = a_world(page)
    with pytest.raises(Stopped):
        await play(parse("two", SCRIPT), world, pause=Clock(stop_after=1).pause)
    world.save(tmp_path / "world.json")
    again = a_world(page)
    again.load(tmp_path / "world.json")
    await play(parse("two", SCRIPT), again, pause=Clock().pause)
    assert texts(page) == ["Finally, thank you!", ""]


async def test_a_scenario_that_was_played_stays_played() -> None:
    page = Page()
    world = a_world(page)
    await play(parse("two", SCRIPT), world, pause=Clock().pause)
    await play(parse("two", SCRIPT), world, pause=Clock().pause)
    assert len(texts(page)) == 2


async def test_a_scenario_needs_its_platforms() -> None:
    world = StagedWorld(lambda: NOON)
    with pytest.raises(CannotStart, match='"two" needs facebook, which is not here'):
        await play(parse("two", SCRIPT), world, pause=Clock().pause)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("at = 10", "at = 3", "comment 2 is earlier than the one before it"),
        ("at = 10", "at = -1", "comments 2 at: Input should be greater than or equal to 0"),
        ('post = "pool"', 'post = "pond"', 'comment 1 stands under "pond", which facebook has not'),
        ('edit_of = "first"', 'edit_of = "frist"', 'comment 3 edits "frist", which its author did not write'),
        ('author = "Marlene"\nedit_of', 'author = "Tyler"\nedit_of', "which its author did not write before"),
        ('media = ["a photo"]', "", "a comment has words or a picture"),
        ('text = "Finally, thank you!"', "", "a comment has words or a picture"),
        ('media = ["a photo"]', 'media = ["a photo"]\nkey = "first"', 'the key "first" is used twice'),
        ('edit_of = "first"', 'edit_of = "first"\nmedia = ["x"]', "an edit has words and no picture"),
        (
            "[[comments]]",
            '[[posts]]\nkey = "pool"\nplatform = "x"\ntitle = "y"\n[[comments]]',
            "the same key",
        ),
        ('about = "For a test."', "", "about: Field required"),
        ("at = 4", "at = 4\ncolour = 1", "comments 1 colour: Extra inputs are not permitted"),
        ("at = 4", "at = ", "is not valid TOML"),
        (
            'text = "Finally!"',
            'text = "Finally!"\n[comments.teaches]\noutcome = "remove"\nwhy = "x"',
            "a removal names its ground, and nothing else does",
        ),
    ],
)
def test_a_bad_file_is_refused_with_a_sentence(old: str, new: str, sentence: str) -> None:
    with pytest.raises(CannotStart) as refusal:
        parse("two", SCRIPT.replace(old, new, 1))
    assert str(refusal.value).startswith('The scenario "two" ')
    assert sentence in str(refusal.value)


def test_an_unknown_scenario_is_answered_with_those_there_are() -> None:
    with pytest.raises(CannotStart, match="by-election, heated-council, quiet-morning, spam-wave, wildfire"):
        load("../secrets")


@pytest.mark.parametrize("name", names())
def test_every_scenario_that_comes_with_us_can_be_played(name: str) -> None:
    assert load(name).comments


def test_a_quiet_morning_is_mostly_harmless() -> None:
    scenario = load("quiet-morning")
    taught = [comment.teaches.outcome for comment in scenario.comments if comment.teaches]
    acted_on = [outcome for outcome in taught if outcome != "keep"]
    assert len(scenario.comments) >= 25
    assert 0.25 <= len(acted_on) / len(scenario.comments) <= 0.4
    assert 300 <= scenario.comments[-1].at <= 400


def test_phone_numbers_in_scenarios_are_ones_nobody_has() -> None:
    for name in names():
        for comment in load(name).comments:
            for number in _phone_numbers(comment.text):
                assert number.startswith("555-01")


def _phone_numbers(text: str) -> list[str]:
    words = text.replace("(", " ").replace(")", " ").split()
    return [
        word.strip(".,").removeprefix("780-") for word in words if word.count("-") == 2 and word[:3].isdigit()
    ]
