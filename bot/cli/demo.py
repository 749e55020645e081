"""`modbot demo`: the whole desk in a practice world, in the browser."""

import asyncio
import shutil
import webbrowser
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Annotated

import typer

from bot.app import build
from bot.cli.session import console, faults_as_sentences, start_logging
from bot.database import migrate
from bot.embedded import EmbeddedPostgres, database_of
from bot.process import until_stopped, web_side, working
from bot.sandbox.page.routes import routes
from bot.sandbox.scenario import load, play
from bot.sandbox.server import Server, create_app
from bot.sandbox.town import environment, make_world, register_everybody, saved_world
from bot.sandbox.world import World
from bot.settings import Settings, check_zone

SAVE_EVERY = 2.0  # seconds


def demo(
    scenario: Annotated[str, typer.Option(help="What happens in the town.")] = "quiet-morning",
    speed: Annotated[float, typer.Option(help="How many times faster than life.", min=0.1, max=1000)] = 1.0,
    port: Annotated[int, typer.Option(help="Where the practice world opens.")] = 8765,
    data_dir: Annotated[Path, typer.Option(help="Where it is kept between two runs.")] = Path(".data/demo"),
    reset: Annotated[
        bool, typer.Option("--reset", help="Forget everything that happened, and stop.")
    ] = False,
    browser: Annotated[bool, typer.Option(help="Open the browser.")] = True,
) -> None:
    """Open the practice world: a Slack channel in the browser, comments arriving, real clicks."""
    with faults_as_sentences():
        check_zone()
        if reset:
            EmbeddedPostgres(data_dir).remove()
            shutil.rmtree(data_dir, ignore_errors=True)
            console.print("The practice world is forgotten. `make demo` begins a new one.")
            return
        start_logging("WARNING")
        data_dir.mkdir(parents=True, exist_ok=True)
        console.print("Starting the database …")
        with database_of("", data_dir) as url:
            migrate(url)
            asyncio.run(_demo(url, data_dir, scenario, speed, port, browser))
        console.print("Everything is kept. `make demo` goes on from here; `make demo-reset` starts over.")


async def _demo(url: str, data_dir: Path, scenario: str, speed: float, port: int, browser: bool) -> None:
    script = load(scenario)
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
