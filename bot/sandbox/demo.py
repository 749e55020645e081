"""Opens the practice world: the sandbox, the unchanged bot pointed at it, and a scenario that plays."""

import asyncio
import webbrowser
from contextlib import AsyncExitStack, suppress
from pathlib import Path

from bot.app import build
from bot.cli.session import console
from bot.process import until_stopped, web_side, working
from bot.sandbox.page.routes import routes
from bot.sandbox.scenario import Scenario, play
from bot.sandbox.server import Server, create_app
from bot.sandbox.town import environment, make_world, register_everybody, saved_world
from bot.sandbox.world import World
from bot.settings import Settings

SAVE_EVERY = 2.0  # seconds


async def open_world(
    url: str, data_dir: Path, *, script: Scenario, speed: float, port: int, browser: bool
) -> None:
    """Run the world until it is told to stop; it is kept in `data_dir`."""
    world, platform_routes = make_world()
    saved = saved_world(data_dir)
    if saved.exists():
        world.load(saved)
    async with AsyncExitStack() as stack:
        app = create_app(world, [*platform_routes, *routes(world)])
        server = await stack.enter_async_context(Server(app, port=port))
        stack.callback(world.save, saved)
        given = environment(server.url) | {"slack_app_token": "xapp-sandbox", "poll_seconds": 5}
        bot = build(Settings(_env_file=None, **given), url)
        stack.push_async_callback(bot.close)
        await register_everybody(bot.desk, server.url)
        await stack.enter_async_context(working(bot))
        address = await stack.enter_async_context(web_side(bot, "127.0.0.1", 0))
        world.platforms["facebook"].hook_url = f"{address}/hooks/facebook"
        life = asyncio.create_task(play(script, world, speed=speed))
        keeping = asyncio.create_task(_keep(world, saved))
        console.print(f"\n  The practice world is open: [bold]{server.url}/[/bold]\n  Ctrl-C ends it.\n")
        if browser:
            webbrowser.open(f"{server.url}/")
        try:
            await until_stopped()
        finally:
            for task in (life, keeping):
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
        console.print("Closing …")


async def _keep(world: World, saved: Path) -> None:
    """Save the world whenever it changed, so that even a killed demo finds it again."""
    version = -1
    while True:
        version = await world.wait_change(version)
        world.save(saved)
        await asyncio.sleep(SAVE_EVERY)
