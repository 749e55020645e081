"""Invented residents: what they write under the Town's posts, and when."""

import asyncio
import tomllib
from collections.abc import Awaitable, Callable
from datetime import datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from bot.domain.errors import CannotStart
from bot.sandbox.platforms import PublicPlatform
from bot.sandbox.world import World, utc_now

Pause = Callable[[float], Awaitable[None]]


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Lesson(_Written):
    """What a trained moderator would do with a comment, and why."""

    outcome: Literal["keep", "remove", "escalate"]
    ground: str = ""  # the clause a removal cites
    clause: str = ""  # the clause anything else rests on, where there is one
    why: str = Field(min_length=1)

    @model_validator(mode="after")
    def _removal_has_ground(self) -> Self:
        if (self.outcome == "remove") != bool(self.ground):
            raise ValueError("a removal names its ground, and nothing else does")
        if self.ground and self.clause:
            raise ValueError("a ground is a clause already")
        return self


class ScenarioPost(_Written):
    """A post of the Town's that the comments stand under."""

    key: str = Field(min_length=1)
    platform: str = Field(min_length=1)
    title: str = Field(min_length=1)
    text: str = ""


class ScenarioComment(_Written):
    """One comment, or the new words of an earlier one."""

    at: float = Field(ge=0)  # seconds after the start
    platform: str
    post: str
    author: str = Field(min_length=1)
    text: str = ""
    media: tuple[str, ...] = ()  # what each picture shows
    key: str = ""  # needed only if it is edited later
    edit_of: str = ""
    teaches: Lesson | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.text and not self.media:
            raise ValueError("a comment has words or a picture")
        if self.edit_of and (self.media or not self.text):
            raise ValueError("an edit has words and no picture")
        return self


class Scenario(_Written):
    """A script that can be played once into a world."""

    name: str
    title: str
    about: str
    mode: Literal["", "emergency", "election"] = ""  # what a trained desk would switch on
    posts: tuple[ScenarioPost, ...] = Field(min_length=1)
    comments: tuple[ScenarioComment, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        posts = {(post.platform, post.key) for post in self.posts}
        known: dict[str, ScenarioComment] = {}
        if len({post.key for post in self.posts}) < len(self.posts):
            raise ValueError("two posts have the same key")
        clock = 0.0
        for number, comment in enumerate(self.comments, 1):
            if comment.at < clock:
                raise ValueError(f"comment {number} is earlier than the one before it")
            if (comment.platform, comment.post) not in posts:
                raise ValueError(
                    f'comment {number} stands under "{comment.post}", which {comment.platform} has not'
                )
            original = known.get(comment.edit_of) if comment.edit_of else comment
            if original is None or (original.platform, original.author) != (comment.platform, comment.author):
                raise ValueError(
                    f'comment {number} edits "{comment.edit_of}", which its author did not write before'
                )
            if comment.key in known:
                raise ValueError(f'the key "{comment.key}" is used twice')
            if comment.key:
                known[comment.key] = comment
            clock = comment.at
        return self


class StagedWorld(World):
    """A world that remembers how far each scenario has been played, restarts included."""

    def __init__(self, now: Callable[[], datetime] = utc_now) -> None:
        super().__init__(now)
        self.played: dict[str, dict[str, Any]] = {}

    def to_json(self) -> dict[str, Any]:
        """Everything that outlives a restart, the scenarios' positions included."""
        return super().to_json() | {"played": self.played}

    def restore(self, saved: dict[str, Any]) -> None:
        """Become what to_json once described."""
        super().restore(saved)
        self.played = saved.get("played", {})


def names() -> list[str]:
    """List the scenarios that come with the practice world."""
    return sorted(
        file.name.removesuffix(".toml") for file in _folder().iterdir() if file.name.endswith(".toml")
    )


def load(name: str) -> Scenario:
    """Read one of the scenarios; say in a sentence what is wrong with it."""
    if name not in names():
        raise CannotStart(f'There is no scenario "{name}". There are: {", ".join(names())}.')
    return parse(name, _folder().joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def parse(name: str, text: str) -> Scenario:
    """Read a scenario from the text of its file."""
    try:
        return Scenario.model_validate({**tomllib.loads(text), "name": name})
    except tomllib.TOMLDecodeError as fault:
        raise CannotStart(f'The scenario "{name}" is not valid TOML: {fault}.') from None
    except ValidationError as faults:
        first = faults.errors()[0]
        place = " ".join(str(part + 1 if isinstance(part, int) else part) for part in first["loc"])
        words = first["msg"].removeprefix("Value error, ")
        raise CannotStart(f'The scenario "{name}" cannot be played: {place or "in it"}: {words}.') from None


async def play(
    scenario: Scenario, world: StagedWorld, *, speed: float = 1.0, pause: Pause = asyncio.sleep
) -> None:
    """Let residents write what has not been written yet, at the script's pace times `speed`."""
    missing = sorted({post.platform for post in scenario.posts} - world.platforms.keys())
    if missing:
        raise CannotStart(f'The scenario "{scenario.name}" needs {", ".join(missing)}, which is not here.')
    played = world.played.setdefault(scenario.name, {"next": 0, "posts": {}, "comments": {}})
    for post in scenario.posts:
        if post.key not in played["posts"]:
            played["posts"][post.key] = await _publish(post, world.platforms[post.platform])
    clock = scenario.comments[played["next"] - 1].at if played["next"] else 0.0
    for comment in scenario.comments[played["next"] :]:
        await pause((comment.at - clock) / speed)
        await _write(comment, world.platforms[comment.platform], played)
        played["next"] += 1
        clock = comment.at
        world.touch()


async def _publish(post: ScenarioPost, platform: PublicPlatform) -> str:
    """Find the Town's post of this title, or publish it."""
    there = [one.id for one in platform.posts() if one.title == post.title]
    return there[0] if there else await platform.add_post(post.title, post.text)


async def _write(comment: ScenarioComment, platform: PublicPlatform, played: dict[str, Any]) -> None:
    if comment.edit_of:
        await platform.edit_comment(played["comments"][comment.edit_of], comment.text)
        return
    post = played["posts"][comment.post]
    written = await platform.add_comment(post, comment.author, comment.text, media=comment.media)
    if comment.key:
        played["comments"][comment.key] = written


def _folder() -> Traversable:
    return files("bot.sandbox").joinpath("scenarios")
