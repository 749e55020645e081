"""What the benches are fed with: invented comments, and cases opened from them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from bot.app import build_desk
from bot.cli.replay import Written, in_posts, signature
from bot.desk import Desk
from bot.platforms.facebook.hook import parse
from bot.sandbox.facebook import APP_SECRET, TOWN
from bot.sandbox.town import register_everybody
from bot.services.intake import receive
from tests.bench.load import Request
from tests.town import SPAM, settings_for

HARMLESS = "Thank you for clearing 106 Street so early, the school bus was on time for once."
CRISIS = "I can't do this anymore, I am going to kill myself tonight."
WRITTEN_AT = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)


def comments(number: int, *, flagged_of_ten: int = 10, name: str = "c") -> list[Written]:
    """Invent comments, so many of ten of them flagged; every wording is another."""
    return [
        Written(
            f"{name}{n}",
            f"Resident {n % 400}",
            f"{SPAM if n % 10 < flagged_of_ten else HARMLESS} ({name} {n})",
            WRITTEN_AT,
        )
        for n in range(number)
    ]


def deliveries(written: list[Written], size: int) -> list[Request]:
    """Write comments as signed deliveries of Facebook's, of so many comments each."""
    return [
        (body, {"X-Hub-Signature-256": signature(APP_SECRET, body), "Content-Type": "application/json"})
        for body in in_posts(written, TOWN, "1", size)
    ]


@asynccontextmanager
async def a_desk(database_url: str, sandbox: str) -> AsyncIterator[Desk]:
    """Give a desk with everybody registered."""
    desk = build_desk(settings_for(sandbox), database_url)
    try:
        await register_everybody(desk, sandbox)
        yield desk
    finally:
        await desk.db.close()


async def open_cases(desk: Desk, written: list[Written]) -> list[int]:
    """Open a case for every flagged comment, a thousand in one transaction; give their ids."""
    opened: list[int] = []
    for body in in_posts(written, TOWN, "1", 1000):
        opened += (await receive(desk, parse(body, desk.now()))).opened
    return opened
