"""What one person sees at one moment, and the stream of what has changed since."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from bot.sandbox.page import faults
from bot.sandbox.page.render import Renderer
from bot.sandbox.slack.state import Channel, Message, ts_key
from bot.sandbox.world import World

HOME = "home"
_BREATH = 0.05  # at most twenty pictures a second, however fast the world changes
_HEARTBEAT = 15.0  # seconds after which clocks on the page are drawn again
_NEW = '<p class="new-line" role="separator" aria-label="New since your last look"><span>New</span></p>'


@dataclass(frozen=True, kw_only=True)
class Seat:
    """Who looks, and at what."""

    me: str
    at: str = ""  # a channel, or the home tab
    thread: str = ""
    town: str = ""  # the platform shown
    as_owner: bool = False
    read: str = ""  # what had been read here when the visitor came; the line "New" stands behind it


@dataclass
class Picture:
    """The page as named pieces of HTML and ordered lists of them."""

    parts: dict[str, str] = field(default_factory=dict)
    orders: dict[str, list[str]] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)

    def since(self, old: "Picture") -> dict[str, Any]:
        """Say only what is different from an older picture."""
        return {
            "parts": {key: html for key, html in self.parts.items() if old.parts.get(key) != html},
            "orders": {key: order for key, order in self.orders.items() if old.orders.get(key) != order},
            "facts": self.facts,
        }


class Live:
    """Draws the world for everybody who looks, and remembers what each has read."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.renderer = Renderer(world)
        self._read: dict[tuple[str, str], str] = {}

    def picture(self, seat: Seat) -> Picture:
        """Draw everything this seat shows."""
        picture = Picture()
        channel = self._channel(seat)
        if channel:
            self._draw_channel(picture, seat, channel)
        else:
            self._draw_home(picture, seat)
        self._draw_thread(picture, seat, channel)
        picture.parts["rail"] = self._rail(seat, channel.id if channel else HOME)
        stack = self.world.slack.modals.get(seat.me, [])
        picture.parts["modal"] = self.renderer.view(stack[-1], depth=len(stack)) if stack else ""
        self._draw_town(picture, seat)
        services = faults.services(self.world)
        for part in ("switches", "faults"):
            picture.parts[part] = self.renderer.draw(f"{part}.html", services=services)
        picture.facts |= self._facts(seat, channel)
        return picture

    async def stream(self, seat: Seat) -> AsyncIterator[str]:
        """Send the whole picture once, then every change, as server-sent events."""
        seen = Picture()
        channel = self._channel(seat)
        if channel and self._unread(seat.me, channel.id):
            seat = replace(seat, read=self._read.get((seat.me, channel.id), ""))
        while True:
            version = self.world.version
            picture = self.picture(seat)
            yield f"data: {json.dumps(picture.since(seen))}\n\n" if picture != seen else ": nothing new\n\n"
            seen = picture
            await asyncio.sleep(_BREATH)
            with suppress(TimeoutError):
                await asyncio.wait_for(self.world.wait_change(version), _HEARTBEAT)

    def _channel(self, seat: Seat) -> Channel | None:
        """The channel looked at; None stands for the home tab."""
        mine = self._mine(seat.me)
        if seat.at == HOME:
            return None
        chosen = next((channel for channel in mine if channel.id == seat.at), None)
        return chosen or next((channel for channel in mine if channel.kind == "private"), None) or mine[0]

    def _mine(self, me: str) -> list[Channel]:
        channels = self.world.slack.channels.values()
        return [channel for channel in channels if me in channel.members and not channel.archived]

    def _draw_channel(self, picture: Picture, seat: Seat, channel: Channel) -> None:
        visible = self._visible(seat.me, channel.id)
        replies: dict[str, int] = {}
        for message in visible:
            if message.is_reply and message.thread_ts and not message.ephemeral_to:
                replies[message.thread_ts] = replies.get(message.thread_ts, 0) + 1
        feed = [message for message in visible if not message.is_reply or message.broadcast]
        for message in feed:
            count = replies.get(message.ts, 0)
            picture.parts[f"feed:{message.ts}"] = self.renderer.message(channel.id, message, replies=count)
        order = [f"feed:{message.ts}" for message in feed]
        first_new = next((at for at, one in enumerate(feed) if self._is_new(one, seat)), 0)
        if first_new:
            order.insert(first_new, "feed:new")
            picture.parts["feed:new"] = _NEW
        picture.orders["feed"] = order
        sign = {"im": "@", "private": "◆"}.get(channel.kind, "#")
        picture.parts["head"] = self.renderer.draw(
            "head.html", sign=sign, name=self._name(channel, seat.me), about=self._about(channel)
        )
        picture.parts["home"] = ""
        if visible:
            self._read[seat.me, channel.id] = visible[-1].ts

    def _draw_home(self, picture: Picture, seat: Seat) -> None:
        home = self.world.slack.homes.get(seat.me)
        picture.parts["home"] = self.renderer.view(home) if home else self.renderer.draw("no-home.html")
        picture.parts["head"] = self.renderer.draw(
            "head.html", sign="⌂", name="Moderation Desk", about="Home tab: what the app shows only to you"
        )
        picture.orders["feed"] = []

    def _draw_thread(self, picture: Picture, seat: Seat, channel: Channel | None) -> None:
        visible = self._visible(seat.me, channel.id) if channel and seat.thread else []
        shown = [message for message in visible if seat.thread in (message.ts, message.thread_ts)]
        for message in shown:
            html = self.renderer.message(channel.id if channel else "", message, in_thread=True)
            picture.parts[f"thread:{message.ts}"] = html
        picture.orders["thread"] = [f"thread:{message.ts}" for message in shown]

    def _draw_town(self, picture: Picture, seat: Seat) -> None:
        platforms = self.world.platforms
        name = seat.town if seat.town in platforms else next(iter(platforms), "")
        posts = platforms[name].posts() if name else []
        for post in posts:
            picture.parts[f"town:{post.id}"] = self.renderer.post(
                name, platforms[name].title, post, as_owner=seat.as_owner
            )
        picture.orders["town"] = [f"town:{post.id}" for post in reversed(posts)]
        picture.facts["town"] = name
        picture.facts["posts"] = [[post.id, post.title] for post in reversed(posts)]

    def _rail(self, seat: Seat, at: str) -> str:
        slack = self.world.slack
        mine = self._mine(seat.me)
        return self.renderer.draw(
            "rail.html",
            me=seat.me,
            at=at,
            people=[person for person in slack.people.values() if not person.is_bot and not person.deleted],
            channels=[(one, self._unread(seat.me, one.id)) for one in mine if one.kind != "im"],
            directs=[
                (one, self._name(one, seat.me), self._unread(seat.me, one.id))
                for one in mine
                if one.kind == "im"
            ],
        )

    def _facts(self, seat: Seat, channel: Channel | None) -> dict[str, Any]:
        slack, platforms = self.world.slack, self.world.platforms
        return {
            "at": channel.id if channel else HOME,
            "me": seat.me,
            "warnings": slack.warnings.get(seat.me, []),
            "broken": faults.sentence(self.world),
            "titles": {name: platform.title for name, platform in platforms.items()},
            "commands": sorted(slack.commands or []),
            "shortcuts": sorted(slack.shortcuts or ["send_to_moderators"]),
        }

    def _is_new(self, message: Message, seat: Seat) -> bool:
        return bool(seat.read) and ts_key(message.ts) > ts_key(seat.read) and message.user != seat.me

    def _visible(self, me: str, channel: str) -> list[Message]:
        return [one for one in self.world.slack.messages.get(channel, []) if one.ephemeral_to in (None, me)]

    def _unread(self, me: str, channel: str) -> int:
        read = ts_key(self._read.get((me, channel), "0.0"))
        count = 0
        for message in reversed(self._visible(me, channel)):
            if ts_key(message.ts) <= read:
                break
            count += message.user != me and (not message.is_reply or message.broadcast)
        return count

    def _name(self, channel: Channel, me: str) -> str:
        if channel.kind != "im":
            return channel.name
        others = [self.world.slack.people[one].real_name for one in channel.members if one != me]
        return ", ".join(others) or channel.name

    def _about(self, channel: Channel) -> str:
        if channel.kind == "im":
            return "Direct message"
        count = f"{len(channel.members)} members"
        return f"{channel.topic} · {count}" if channel.topic else count
