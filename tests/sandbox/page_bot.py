"""The practice page with the real bot behind it, as `modbot demo` wires them, in the test's own process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.app import Bot, build
from bot.process import web_side, working
from bot.sandbox.facebook import FacebookWorld
from bot.sandbox.page.routes import routes
from bot.sandbox.server import Server, create_app
from bot.sandbox.slack.state import APP_TOKEN
from bot.sandbox.town import make_world, register_everybody
from bot.sandbox.world import World
from tests.town import settings_for


@dataclass
class Practice:
    """The running world, the bot in it, and the page's address."""

    world: World
    bot: Bot
    url: str

    @property
    def facebook(self) -> FacebookWorld:
        """The practice Facebook."""
        found: FacebookWorld = self.world.platforms["facebook"]
        return found

    async def comment(self, words: str, author: str = "Dale Hewitt") -> str:
        """A resident writes under the Town's newest Facebook post; the bot is told by webhook."""
        return await self.facebook.add_comment(self.facebook.posts()[-1].id, author, words)


@asynccontextmanager
async def open_practice(database_url: str) -> AsyncIterator[Practice]:
    """Serve world and page, and let the bot work in it over Socket Mode."""
    world, platform_routes = make_world()
    world.slack.limits = False
    async with Server(create_app(world, [*platform_routes, *routes(world)])) as server:
        bot = build(settings_for(server.url, slack_app_token=APP_TOKEN), database_url)
        try:
            await register_everybody(bot.desk, server.url)
            async with working(bot), web_side(bot, "127.0.0.1", 0) as address:
                world.platforms["facebook"].hook_url = f"{address}/hooks/facebook"
                while not world.slack.delivery.sockets:
                    await world.wait_change(world.version)
                yield Practice(world, bot, server.url)
        finally:
            await bot.close()
