"""What every command needs: settings, a migrated database, a desk; faults as one sentence."""

import asyncio
import json
import logging
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TypeVar

import typer
from rich.console import Console

from bot.app import build_desk
from bot.database import migrate, revisions
from bot.desk import Desk
from bot.domain.errors import CannotStart, DeskError
from bot.domain.ledger import BrokenLedger
from bot.embedded import database_of
from bot.settings import Settings, check_zone, read_settings

Result = TypeVar("Result")
console = Console()
complaints = Console(stderr=True)


@contextmanager
def faults_as_sentences() -> Iterator[None]:
    """Print a fault as one sentence and end with code 1."""
    try:
        yield
    except (DeskError, BrokenLedger) as fault:
        complaints.print(str(fault), style="bold red", markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(1) from fault


@contextmanager
def settings_and_database(*, migrated: bool = False) -> Iterator[tuple[Settings, str]]:
    """Give the settings and the database's URL; the database must stand at the newest revision."""
    settings = read_settings()
    check_zone()
    start_logging(settings.log_level)
    with database_of(settings.database_url, settings.data_dir) as url:
        if migrated or not settings.database_url:
            migrate(url)
        stands_at, newest = revisions(url)
        if stands_at != newest:
            raise CannotStart(
                f"The database stands at {stands_at}, the desk needs {newest}: run `modbot migrate`."
            )
        yield settings, url


def at_the_desk(work: Callable[[Desk], Awaitable[Result]]) -> Result:
    """Run one piece of work on a desk."""
    with faults_as_sentences(), settings_and_database() as (settings, url):

        async def run() -> Result:
            desk = build_desk(settings, url)
            try:
                return await work(desk)
            finally:
                await desk.db.close()

        return asyncio.run(run())


class JsonLines(logging.Formatter):
    """One JSON object per line, for whatever collects logs."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one record."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"at": at, "level": record.levelname, "from": record.name, "says": record.getMessage()}
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def start_logging(level: str) -> None:
    """Log to standard error, one JSON object per line: ids only, never what somebody wrote."""
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[lines])
    for chatty in ("httpx", "httpcore", "apscheduler", "slack_bolt", "slack_sdk", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
