"""A whole town for tests: the unchanged bot over HTTP, the practice Slack and platforms, real PostgreSQL."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import httpx
from sqlalchemy import text

from bot.app import Bot, build
from bot.process import serving
from bot.sandbox.facebook import APP_SECRET, TOWN, FacebookWorld
from bot.sandbox.server import Server, create_app
from bot.sandbox.slack import payloads
from bot.sandbox.slack.delivery import sign
from bot.sandbox.slack.state import Message
from bot.sandbox.town import ANA, BEN, CAROL, CHANNEL, EVAN, environment, make_world, register_everybody
from bot.sandbox.wordpress import WordPressWorld
from bot.sandbox.world import World
from bot.settings import Settings
from bot.web import create_app as create_web
from tests.manifest import the_manifest

__all__ = ["ANA", "BEN", "CAROL", "CHANNEL", "EVAN", "INSULT", "PLEA", "PRIVATE", "SPAM", "Town", "a_town",
           "settings_for"]  # fmt: skip
SPAM = (
    "Congratulations, claim your raffle prize at http://prize-westlock.example/win now!"  # 7.1.7: one click
)
INSULT = "Get off your lazy ass and plow our street."  # 7.1.2: needs judgement
PLEA = "please help, my house is on fire and we are trapped"  # a crisis
PRIVATE = "Call Dale at 780-555-0134, he lives at 12 Main Street"  # 7.1.8: masked


class Clock:
    """The real time, and what a test let pass on top of it."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)
        self.stands: datetime | None = None

    def __call__(self) -> datetime:
        return (self.stands or datetime.now(UTC)) + self.ahead

    def stop(self) -> None:
        """Let it stand still, however long the machine takes."""
        self.stands = datetime.now(UTC)

    def forward(self, **by: float) -> None:
        """Let time pass."""
        self.ahead += timedelta(**by)


@dataclass
class Town:
    """Everything there is; tests act as residents and moderators and look at what came of it."""

    bot: Bot
    world: World
    facebook: FacebookWorld
    wordpress: WordPressWorld
    url: str  # the bot's own address
    sandbox: str  # the practice world's
    http: httpx.AsyncClient
    clock: Clock = field(default_factory=Clock)  # the bot's; the practice world keeps the real time

    @property
    def slack(self) -> Any:
        """The practice workspace."""
        return self.world.slack

    async def settle(self) -> int:
        """Let the outbox carry out everything that is due."""
        return await self.bot.outbox.run_due()

    async def later(self, **by: float) -> int:
        """Let time pass for the bot, then settle."""
        self.clock.forward(**by)
        return await self.settle()

    async def comment(self, words: str, *, author: str = "Dale Hewitt", media: tuple[str, ...] = ()) -> str:
        """A resident comments under the Town's first Facebook post; the webhook is delivered."""
        post = self.facebook.posts()[0].id
        return await self.facebook.add_comment(post, author, words, media=media)

    def visible(self, comment_id: str) -> bool:
        """Tell whether a stranger sees the comment on Facebook."""
        return any(
            c.id == comment_id for p in self.facebook.posts() for c in self.facebook.public_comments(p.id)
        )

    def messages(self, channel: str = CHANNEL) -> list[Message]:
        """What stands in a channel, threads left out, oldest first."""
        return [m for m in self.slack.messages.get(channel, []) if m.thread_ts in (None, m.ts)]

    def card(self, case: int = 1, channel: str = CHANNEL) -> Message:
        """The newest card of a case in a channel."""
        found = [
            m for m in self.messages(channel) if f"case {case}" in m.text and "further down" not in m.text
        ]
        assert found, f"no card of case {case} among {[m.text[:60] for m in self.messages(channel)]}"
        return found[-1]

    def thread(self, case: int = 1) -> list[str]:
        """The lines in the thread of a case's card."""
        ts = self.card(case).ts
        return [m.text for m in self.slack.messages[CHANNEL] if m.thread_ts == ts and m.ts != ts]

    def told(self, user: str, channel: str = CHANNEL) -> list[str]:
        """What only this person was told in a channel."""
        return [m.text for m in self.slack.messages.get(channel, []) if m.ephemeral_to == user]

    async def click(self, user: str, action: str, case: int = 1, channel: str = CHANNEL, **more: Any) -> Any:
        """Press a button on a case's card."""
        return await self.slack.click(user, channel, self.card(case, channel).ts, action, **more)

    async def choose(self, user: str, entry: str, case: int = 1, channel: str = CHANNEL) -> Any:
        """Choose from the menu of a case's card."""
        options = self.menu(case, channel)
        return await self.click(user, "case.more", case, channel, selected=options[entry])

    def menu(self, case: int = 1, channel: str = CHANNEL) -> dict[str, str]:
        """The menu of a case's card: each entry's code and value."""
        blocks = self.card(case, channel).blocks or []
        options = blocks[0]["accessory"]["options"]
        return {option["value"].partition("|")[0]: option["value"] for option in options}

    def buttons(self, case: int = 1, channel: str = CHANNEL) -> list[str]:
        """The words on the buttons of a case's card."""
        return [e["text"]["text"] for e in pressables(self.card(case, channel).blocks or [])]

    def modal(self, user: str) -> dict[str, Any]:
        """The modal in front of somebody."""
        stack = self.slack.modals.get(user, [])
        assert stack, f"{user} has no modal open"
        return dict(stack[-1])

    async def submit(self, user: str, **typed: str | None) -> Any:
        """Fill in the modal in front of somebody and submit it."""
        values = {name: {name: value} for name, value in typed.items()}
        return await self.slack.submit(user, self.modal(user)["id"], values)

    async def home(self, user: str) -> list[dict[str, Any]]:
        """Open the home tab as somebody, and wait until it is drawn: Bolt acks an event before the work."""
        version = self.world.version
        self.slack.homes.pop(user, None)
        await self.slack.open_home(user)
        async with asyncio.timeout(5):
            while user not in self.slack.homes:
                version = await self.world.wait_change(version)
        return list(self.slack.homes[user]["blocks"])

    async def press(self, user: str, action: dict[str, Any], **more: Any) -> httpx.Response:
        """Send a click nobody could make in Slack: the action's fields are the test's own."""
        place = self.slack.channels[CHANNEL]
        body = payloads.interaction("block_actions", self.slack.people[user]) | payloads.place(place)
        body |= {
            "trigger_id": self.slack.handles.new_trigger(user),
            "response_url": self.slack.handles.new_response_url(user, CHANNEL),
            "actions": [{"type": "button", "block_id": "b", "action_ts": "1.0", **action}],
        }
        return await self.interact(body | more)

    async def interact(self, payload: dict[str, Any], *, signed_at: float | None = None) -> httpx.Response:
        """Send a signed interaction to the bot, as Slack's HTTP does."""
        return await self.post_slack(urlencode({"payload": json.dumps(payload)}).encode(), signed_at)

    async def post_slack(self, body: bytes, signed_at: float | None = None) -> httpx.Response:
        """Send a signed body to the bot's address for Slack."""
        headers = sign(body, int(time.time() if signed_at is None else signed_at))
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        return await self.http.post(f"{self.url}/slack/events", content=body, headers=headers)

    async def hook(self, delivery: Any, secret: str = APP_SECRET) -> httpx.Response:
        """Send a signed Facebook delivery: bytes as they are, anything else as JSON."""
        body = delivery if isinstance(delivery, bytes) else json.dumps(delivery).encode()
        signature = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        headers = {"X-Hub-Signature-256": signature}
        return await self.http.post(f"{self.url}/hooks/facebook", content=body, headers=headers)

    async def rows(self, query: str, **values: Any) -> list[Any]:
        """Look into the database."""
        async with self.bot.desk.db.transaction() as session:
            return list((await session.execute(text(query), values)).all())

    async def sql(self, *statements: str) -> None:
        """Do something to the database that the bot would not."""
        async with self.bot.desk.db.transaction() as session:
            for statement in statements:
                await session.execute(text(statement))

    async def one(self, query: str, **values: Any) -> Any:
        """Look at one value in the database."""
        return (await self.rows(query, **values))[0][0]

    async def events(self, *names: str) -> list[str]:
        """The ledger's events in order, all or those named."""
        found = [row[0] for row in await self.rows("SELECT event FROM ledger ORDER BY seq")]
        return [e for e in found if e in names] if names else found


def change(comment_id: str, message: str, **more: Any) -> dict[str, Any]:
    """One change of a comment in Facebook's form; `more` overrides."""
    value = {
        "item": "comment",
        "verb": "add",
        "comment_id": f"5000001_{comment_id}",
        "post_id": f"{TOWN}_5000001",
        "parent_id": f"{TOWN}_5000001",
        "from": {"id": "300000000000777", "name": "Mia Sorensen"},
        "message": message,
        "created_time": 1_790_000_000,
    }
    return {"field": "feed", "value": value | more}


def delivery(*changes: dict[str, Any], page: str = TOWN) -> dict[str, Any]:
    """One delivery of Facebook's."""
    return {"object": "page", "entry": [{"id": page, "time": 1_790_000_000, "changes": list(changes)}]}


def pressables(blocks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every button in blocks."""
    for block in blocks:
        yield from (e for e in block.get("elements", []) if e.get("type") == "button")
        if block.get("accessory", {}).get("type") == "button":
            yield block["accessory"]


async def until(holds: Callable[[], bool]) -> None:
    """Wait for what nobody announces."""
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


def settings_for(sandbox: str, **more: Any) -> Settings:
    """Point a bot at a practice world, with no pace to wait for."""
    quick = {"slack_post_seconds": 0, "slack_update_seconds": 0}
    return Settings(_env_file=None, **(environment(sandbox) | quick | more))


@asynccontextmanager
async def a_town(database_url: str, **more: Any) -> AsyncIterator[Town]:
    """Build the town on free ports; Slack reaches the bot by signed HTTP."""
    world, routes = make_world(the_manifest())
    facebook, wordpress = world.platforms["facebook"], world.platforms["wordpress"]
    world.slack.limits = False
    clock = Clock()
    async with Server(create_app(world, routes)) as server, httpx.AsyncClient(timeout=10) as http:
        bot = build(settings_for(server.url, **more), database_url, clock)
        try:
            await register_everybody(bot.desk, server.url)
            async with serving(create_web(bot), "127.0.0.1", 0) as url:
                world.slack.events_url = f"{url}/slack/events"
                facebook.hook_url = f"{url}/hooks/facebook"
                yield Town(bot, world, facebook, wordpress, url, server.url, http, clock)
        finally:
            await bot.close()
