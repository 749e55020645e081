"""`modbot run`, `web`, `worker`: the processes."""

import asyncio
import gc
from contextlib import AsyncExitStack

from bot.app import Bot, build
from bot.cli.session import complaints, faults_as_sentences, settings_and_database
from bot.domain.errors import CannotStart, EffectError
from bot.process import until_stopped, web_side, working
from bot.settings import check_slack
from bot.slack.check import check_app_token, check_bot


def run_process(*, web: bool, worker: bool, migrated: bool) -> None:
    """Run one process until it is told to stop."""
    with faults_as_sentences(), settings_and_database(migrated=migrated) as (settings, url):
        check_slack(settings)
        bot = build(settings, url)
        gc.freeze()  # what is made at the start lives as long as the process: it need not be walked again
        asyncio.run(_serve(bot, web=web, worker=worker))


async def refuse_bad_tokens(bot: Bot) -> None:
    """Stop before the start when Slack refuses a token; when Slack does not answer, start all the same."""
    try:
        findings = await check_bot(bot.slack, bot.settings.slack_channel)
        if token := bot.settings.slack_app_token.get_secret_value():
            findings.append(await check_app_token(bot.slack, token))
    except EffectError as fault:
        complaints.print(f"{fault} The desk starts without Slack and keeps trying.", highlight=False)
        return
    for finding in findings:
        if not finding.ok and "token" in finding.what:
            raise CannotStart(f"{finding.what}: {finding.remedy}")
        if not finding.ok:
            complaints.print(f"{finding.what}: {finding.remedy}", highlight=False)


async def _serve(bot: Bot, *, web: bool, worker: bool) -> None:
    async with AsyncExitStack() as stack:
        stack.push_async_callback(bot.close)
        await refuse_bad_tokens(bot)
        if worker:
            await stack.enter_async_context(working(bot))
        if web:
            address = await stack.enter_async_context(web_side(bot, bot.settings.host, bot.settings.port))
            complaints.print(f"The desk is open at {address}. Ctrl-C ends it.", highlight=False)
        await until_stopped()
        complaints.print("Finishing what is in hand …", highlight=False)
