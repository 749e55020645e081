"""`modbot run`, `web`, `worker`: the processes."""

import asyncio
from contextlib import AsyncExitStack

from bot.app import Bot, build
from bot.cli.session import complaints, faults_as_sentences, settings_and_database
from bot.process import until_stopped, web_side, working
from bot.settings import check_slack


def run_process(*, web: bool, worker: bool, migrated: bool) -> None:
    """Run one process until it is told to stop."""
    with faults_as_sentences(), settings_and_database(migrated=migrated) as (settings, url):
        check_slack(settings)
        asyncio.run(_serve(build(settings, url), web=web, worker=worker))


async def _serve(bot: Bot, *, web: bool, worker: bool) -> None:
    async with AsyncExitStack() as stack:
        stack.push_async_callback(bot.close)
        if worker:
            await stack.enter_async_context(working(bot))
        if web:
            address = await stack.enter_async_context(web_side(bot, bot.settings.host, bot.settings.port))
            complaints.print(f"The desk is open at {address}. Ctrl-C ends it.", highlight=False)
        await until_stopped()
        complaints.print("Finishing what is in hand …", highlight=False)
