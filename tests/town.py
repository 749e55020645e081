"""A whole town for tests: the unchanged bot over HTTP, the practice Slack and platforms, real PostgreSQL."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from sqlalchemy import text

from bot.app import Bot, build
from bot.process import serving
from bot.sandbox.facebook import FacebookWorld
from bot.sandbox.server import Server, create_app
from bot.sandbox.slack.state import Message
from bot.sandbox.town import ANA, BEN, CAROL, CHANNEL, EVAN, environment, make_world, register_everybody
from bot.sandbox.wordpress import WordPressWorld
from bot.sandbox.world import World
from bot.settings import Settings
from bot.web import create_app as create_web

__all__ = ["ANA", "BEN", "CAROL", "CHANNEL", "EVAN", "SPAM", "Town", "a_town", "settings_for"]
SPAM = "Congratulations, claim your raffle prize at http://prize-westlock.example/win now!"


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

    @property
    def slack(self) -> Any:
        """The practice workspace."""
        return self.world.slack

    async def settle(self) -> int:
        """Let the outbox carry out everything that is due."""
        return await self.bot.outbox.run_due()

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

    async def rows(self, query: str, **values: Any) -> list[Any]:
        """Look into the database."""
        async with self.bot.desk.db.transaction() as session:
            return list((await session.execute(text(query), values)).all())

    async def one(self, query: str, **values: Any) -> Any:
        """Look at one value in the database."""
        return (await self.rows(query, **values))[0][0]

    async def events(self, *names: str) -> list[str]:
        """The ledger's events in order, all or those named."""
        found = [row[0] for row in await self.rows("SELECT event FROM ledger ORDER BY seq")]
        return [e for e in found if e in names] if names else found


def settings_for(sandbox: str, **more: Any) -> Settings:
    """Point a bot at a practice world, with no pace to wait for."""
    quick = {"slack_post_seconds": 0, "slack_update_seconds": 0}
    return Settings(_env_file=None, **(environment(sandbox) | quick | more))


@asynccontextmanager
async def a_town(database_url: str, **more: Any) -> AsyncIterator[Town]:
    """Build the town on free ports; Slack reaches the bot by signed HTTP."""
    world, routes = make_world()
    facebook, wordpress = world.platforms["facebook"], world.platforms["wordpress"]
    world.slack.limits = False
    async with Server(create_app(world, routes)) as server, httpx.AsyncClient(timeout=10) as http:
        bot = build(settings_for(server.url, **more), database_url)
        try:
            await register_everybody(bot.desk, server.url)
            async with serving(create_web(bot), "127.0.0.1", 0) as url:
                world.slack.events_url = f"{url}/slack/events"
                facebook.hook_url = f"{url}/hooks/facebook"
                yield Town(bot, world, facebook, wordpress, url, server.url, http)
        finally:
            await bot.close()
