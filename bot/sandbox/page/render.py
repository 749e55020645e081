"""Turns messages, views and public posts into pieces of HTML."""

import json
import pickle  # a fast fingerprint of a message; nothing is ever loaded from it
from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime
from typing import Any
from zlib import crc32

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.sandbox.page.text import Speaker, alberta, plain
from bot.sandbox.platforms import PublicComment, PublicPost
from bot.sandbox.slack import elements
from bot.sandbox.slack.state import Message, Person
from bot.sandbox.world import World

_CACHE = 4_000
_STILL_SEEN_BY = {
    "facebook": "seen by its author, the author’s friends and the Town",
    "wordpress": "held as pending, seen by the Town’s staff",
}


class Renderer:
    """Draws one world; what has not changed is not drawn again."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.speaker = Speaker(
            person=self.person_name, channel=self.channel_name, now=world.now, zone=alberta()
        )
        self._drawn: dict[tuple[bytes, str], str] = {}
        self._pages = Environment(
            loader=PackageLoader("bot.sandbox.page"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._pages.filters.update(
            say=self.speaker.say,
            rich=self.speaker.rich,
            clock=self.speaker.clock,
            plain=plain,
            packed=packed,
            initials=initials,
            hue=hue,
        )
        self._pages.globals.update(
            person=self._person, offered=self.offered, picked=picked, stamp=self._stamp
        )

    def person_name(self, user: str) -> str:
        """Name a person as colleagues do; an unknown id stays an id."""
        person = self.world.slack.people.get(user)
        return person.name if person else user

    def channel_name(self, channel: str) -> str:
        found = self.world.slack.channels.get(channel)
        return found.name if found else channel

    def message(self, channel: str, message: Message, *, replies: int = 0, in_thread: bool = False) -> str:
        """Draw one message; in a channel it says how many answers it has."""
        held = pickle.dumps((channel, vars(message), replies, in_thread, self.person_name(message.user)))
        key = held, f"{self.world.now():%x %H:%M}"[: None if b"{ago}" in held else -3]
        if key not in self._drawn:
            if len(self._drawn) >= _CACHE:
                self._drawn.clear()
            self._drawn[key] = self.draw(
                "message.html",
                channel=channel,
                message=message,
                replies=replies,
                in_thread=in_thread,
                at=self._stamp(message.ts),
                files=[self._file_name(file) for file in message.files],
            )
        return self._drawn[key]

    def view(self, view: Mapping[str, Any], *, depth: int = 1) -> str:
        """Draw a modal or a home tab, with what its person has put in so far."""
        template = "modal.html" if view["type"] == "modal" else "home.html"
        return self.draw(template, view={**view, "blocks": _with_state(view)}, depth=depth)

    def post(self, platform: str, title: str, post: PublicPost, *, as_owner: bool) -> str:
        """Draw a public post with the comments that this onlooker may see."""
        seen = [comment for comment in post.comments if as_owner or not comment.hidden]
        return self.draw(
            "post.html",
            platform=platform,
            title=title,
            post=post,
            threads=_threads(seen),
            count=len(seen),
            hidden=sum(comment.hidden for comment in seen),
            seen_by=_STILL_SEEN_BY.get(platform, "seen by the page’s owner"),
        )

    def offered(self, element: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
        """List what can be chosen: value, words, and a line of explanation."""
        kind = str(element["type"]).removeprefix("multi_")
        people = [
            (one.id, one.real_name, None) for one in self.world.slack.people.values() if not one.deleted
        ]
        places = [(one.id, f"#{one.name}", None) for one in self.world.slack.channels.values() if one.name]
        match kind:
            case "users_select":
                return people
            case "channels_select":
                return places
            case "conversations_select":
                return places + people
        return [
            (one["value"], one["text"], one.get("description")) for one in elements.offered(dict(element))
        ]

    def draw(self, template: str, **values: Any) -> str:
        return self._pages.get_template(template).render(values)

    def _file_name(self, file: str) -> str:
        found = self.world.slack.files.get(file)
        return found.title or found.name if found else file

    def _person(self, user: str) -> Person:
        return self.world.slack.people.get(user) or Person(user, user, user)

    def _stamp(self, ts: str) -> datetime:
        return datetime.fromtimestamp(float(ts), self.speaker.zone)


def picked(element: Mapping[str, Any]) -> list[str]:
    """List the values that are chosen before anybody touches the element."""
    key = elements.INITIAL.get(elements.value_key(element["type"]) or "", "")
    held = element.get(key) or []
    return [
        one["value"] if isinstance(one, dict) else str(one)
        for one in (held if isinstance(held, list) else [held])
    ]


def packed(value: Any) -> str:
    """Pack a value for the page's script; the template escapes it like any other text."""
    return json.dumps(value)


def initials(name: str) -> str:
    """Take the letters a portrait shows when there is no picture."""
    words = [word for word in plain(name).split() if word[0].isalnum()] or ["?"]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def hue(name: str) -> int:
    """Choose a portrait's colour so that a name always has the same one."""
    return crc32(name.encode(errors="replace")) % 8


def _with_state(view: Mapping[str, Any]) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = deepcopy(view["blocks"])
    for block, element in elements.elements(blocks):
        held = view["state"]["values"].get(block.get("block_id", ""), {}).get(element["action_id"])
        key = elements.value_key(element["type"])
        if held and key in elements.INITIAL:
            element[elements.INITIAL[key]] = held[key]
    return blocks


def _threads(comments: list[PublicComment]) -> list[tuple[PublicComment, list[PublicComment]]]:
    """Put answers behind what they answer; one whose parent is out of sight stands alone."""
    seen = {comment.id for comment in comments}
    first = [comment for comment in comments if comment.parent_id not in seen]
    return [(one, [answer for answer in comments if answer.parent_id == one.id]) for one in first]
