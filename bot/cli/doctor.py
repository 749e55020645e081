"""`modbot doctor`: looks at everything the desk stands on, and says what to do for each fault."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Annotated

import typer
from rich.table import Table

from bot.app import build_connectors, build_desk, build_slack
from bot.cli.session import console
from bot.database import revisions
from bot.domain.errors import CannotStart, EffectError
from bot.domain.models import Account, Person, Role
from bot.embedded import database_of
from bot.platforms.connector import Connector, Finding
from bot.services.people import accounts, people
from bot.settings import Settings, check_zone, read_settings
from bot.slack.check import check_app_token, check_bot


def doctor(as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False) -> None:
    """Check tokens, scopes, channel, database, migrations, zone data and every account; change nothing."""
    findings = examine()
    if as_json:
        typer.echo(json.dumps([f.__dict__ for f in findings], indent=2))
    else:
        table = Table("", "What", "What to do")
        for finding in findings:
            mark = "[green]ok[/green]" if finding.ok else "[bold red]fault[/bold red]"
            table.add_row(mark, finding.what, "" if finding.ok else finding.remedy)
        console.print(table)
    faults = sum(not f.ok for f in findings)
    if faults:
        if not as_json:
            console.print(f"{faults} to mend.")
        raise typer.Exit(1)


def examine() -> list[Finding]:
    """Look at everything, in the order in which it is mended."""
    try:
        settings = read_settings()
    except CannotStart as fault:
        return [Finding("settings", False, str(fault))]
    findings = [Finding("settings", True), _zone()]
    try:
        with database_of(settings.database_url, settings.data_dir) as url:
            return findings + _with_database(settings, url)
    except CannotStart as fault:
        return [*findings, Finding("database", False, str(fault)), *asyncio.run(_slack(settings))]


def _zone() -> Finding:
    try:
        check_zone()
    except CannotStart as fault:
        return Finding("zone data", False, str(fault))
    return Finding("zone data: Alberta stays at UTC-6", True)


def _with_database(settings: Settings, url: str) -> list[Finding]:
    stands_at, newest = revisions(url)
    remedy = f"It stands at {stands_at}, the desk needs {newest}: run `modbot migrate`."
    findings = [Finding("database", True), Finding("migrations", stands_at == newest, remedy)]
    return findings + asyncio.run(_on_the_desk(settings, url, migrated=stands_at == newest))


async def _on_the_desk(settings: Settings, url: str, *, migrated: bool) -> list[Finding]:
    findings = await _slack(settings)
    return findings + (await _registers(settings, url) if migrated else [])


async def _slack(settings: Settings) -> list[Finding]:
    app_token = settings.slack_app_token.get_secret_value()
    secret = bool(settings.slack_signing_secret.get_secret_value())
    findings = []
    if not app_token:
        findings.append(
            Finding("Slack signing secret (HTTP)", secret, "Set SLACK_SIGNING_SECRET, or SLACK_APP_TOKEN.")
        )
    if not settings.slack_bot_token.get_secret_value():
        return [*findings, Finding("Slack bot token", False, "Set SLACK_BOT_TOKEN (starts with xoxb-).")]
    client = build_slack(settings)
    try:
        findings += await check_bot(client, settings.slack_channel)
        findings += [await check_app_token(client, app_token)] if app_token else []
    except EffectError as fault:
        findings.append(Finding("Slack", False, str(fault)))
    return findings


async def _registers(settings: Settings, url: str) -> list[Finding]:
    desk = build_desk(settings, url)
    connectors = build_connectors(settings, desk.now)
    try:
        findings = _people(await people(desk))
        registered = await accounts(desk)
        remedy = "modbot accounts add facebook … --name …"
        findings.append(Finding(f"accounts in the register: {len(registered)}", bool(registered), remedy))
        for account in registered:
            findings += await _account(account, connectors)
        return findings
    finally:
        for connector in connectors.values():
            await connector.close()
        await desk.db.close()


def _people(known: Sequence[Person]) -> list[Finding]:
    add = "modbot people add U012AB3CD {} --name …"
    cao = any(p.role == Role.CAO for p in known)
    return [
        Finding("a CAO in the register", cao, add.format(Role.CAO)),
        Finding(f"people in the register: {len(known)}", bool(known), add.format(Role.MODERATOR)),
    ]


async def _account(account: Account, connectors: Mapping[str, Connector]) -> list[Finding]:
    try:
        found = await connectors[account.platform].check(account.handle)
    except EffectError as fault:
        found = [Finding("reachable", False, str(fault))]
    return [Finding(f"{account.name} on {account.platform}: {f.what}", f.ok, f.remedy) for f in found]
