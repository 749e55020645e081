"""`modbot demo`: the whole desk in a practice world, in the browser."""

import asyncio
import shutil
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.session import console, faults_as_sentences, start_logging
from bot.database import migrate
from bot.embedded import EmbeddedPostgres, database_of
from bot.settings import check_zone

SCENARIOS = "quiet-morning, spam-wave, heated-council, wildfire, by-election"


def demo(
    scenario: Annotated[str, typer.Option(help=f"What happens in the town: {SCENARIOS}.")] = "quiet-morning",
    speed: Annotated[float, typer.Option(help="How many times faster than life.", min=0.1, max=1000)] = 1.0,
    port: Annotated[int, typer.Option(help="Where the practice world opens.")] = 8765,
    data_dir: Annotated[Path, typer.Option(help="Where it is kept between two runs.")] = Path(".data/demo"),
    reset: Annotated[
        bool, typer.Option("--reset", help="Forget everything that happened, and stop.")
    ] = False,
    browser: Annotated[bool, typer.Option(help="Open the browser.")] = True,
) -> None:
    """Open the practice world: a Slack channel in the browser, comments arriving, real clicks."""
    # Only here: the desk itself never loads the practice world.
    from bot.sandbox.demo import open_world
    from bot.sandbox.scenario import load

    with faults_as_sentences():
        check_zone()
        if reset:
            EmbeddedPostgres(data_dir).remove()
            shutil.rmtree(data_dir, ignore_errors=True)
            console.print("The practice world is forgotten. `make demo` begins a new one.")
            return
        script = load(scenario)
        start_logging("WARNING")
        data_dir.mkdir(parents=True, exist_ok=True)
        console.print("Starting the database …")
        with database_of("", data_dir) as url:
            migrate(url)
            asyncio.run(open_world(url, data_dir, script=script, speed=speed, port=port, browser=browser))
        console.print("Everything is kept. `make demo` goes on from here; `make demo-reset` starts over.")
