"""The timetable: what runs when; one leader, chosen by an advisory lock, and any number standing by."""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta

import psycopg
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.desk import Desk
from bot.domain.errors import TryLater, WillNeverWork
from bot.domain.intake import Parsed
from bot.domain.models import Account
from bot.metrics import Metrics
from bot.platforms.connector import Connector
from bot.services.intake import Received, receive
from bot.services.people import accounts

log = logging.getLogger(__name__)
LEADER_LOCK = "SELECT pg_try_advisory_lock(hashtext('modbot.timetable'))"
LOOK_AGAIN = 15.0  # seconds between looks whether the leader is still there


class Timetable:
    """Runs the desk's regular work while this process is the leader."""

    def __init__(
        self, desk: Desk, connectors: Mapping[str, Connector], *, every: timedelta, metrics: Metrics
    ) -> None:
        self._desk = desk
        self._connectors = connectors
        self._every = every
        self._metrics = metrics

    async def run(self) -> None:
        """Wait to become the leader, then keep the timetable until cancelled or the lock is lost."""
        url = self._desk.db.url.replace("postgresql+psycopg://", "postgresql://")
        while True:
            with suppress(psycopg.OperationalError):
                async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
                    row = await (await connection.execute(LEADER_LOCK)).fetchone()
                    if row is not None and row[0]:
                        await self._lead(connection)
            await asyncio.sleep(LOOK_AGAIN)

    async def poll_all(self) -> Received:
        """Read every connected account on the register once."""
        total = Received()
        for account in await accounts(self._desk):
            got = await self._poll(account)
            total.captured += got.captured
            total.repeated += got.repeated
            total.opened += got.opened
            total.reopened += got.reopened
        return total

    async def _lead(self, connection: psycopg.AsyncConnection[tuple[object, ...]]) -> None:
        scheduler = AsyncIOScheduler(timezone="UTC")
        seconds = self._every.total_seconds()
        scheduler.add_job(
            self.poll_all,
            "interval",
            seconds=seconds,
            next_run_time=self._desk.now(),
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
        scheduler.start()
        try:
            while True:
                await asyncio.sleep(LOOK_AGAIN)
                await connection.execute("SELECT 1")  # raises when the lock went with the connection
        finally:
            scheduler.shutdown(wait=False)

    async def _poll(self, account: Account) -> Received:
        connector = self._connectors.get(account.platform)
        if connector is None:
            return Received()
        try:
            polled = await connector.poll(account.handle, account.cursor)
        except (TryLater, WillNeverWork) as fault:
            log.warning("account %s could not be read (%s)", account.id, fault.code)
            return Received()
        got = await receive(self._desk, Parsed(tuple(polled.comments)), cursor=(account, polled.cursor))
        self._metrics.captured.labels(account.platform).inc(got.captured)
        return got
