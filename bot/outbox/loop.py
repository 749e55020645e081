"""The loop: claim the most urgent effect, carry it out, end it; wake on NOTIFY, sleep without polling."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta

import psycopg
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.desk import Desk
from bot.domain.errors import TryLater, WillNeverWork
from bot.domain.models import Effect, EffectKind
from bot.metrics import Metrics
from bot.services.effects import give_back, refused, tried
from bot.store.effects import Pace, claim, next_time

log = logging.getLogger(__name__)

Executor = Callable[[Effect], Awaitable[None]]
CHANNEL = "effects"  # what the database notifies when an effect is asked for
LONGEST_SLEEP = 30.0  # seconds: a lost notification costs no more than this
DATABASE_DOWN = (OperationalError, InterfaceError, PoolTimeout)
PAUSES = (1, 2, 5, 15, 60, 300, 900)  # seconds between tries


class Outbox:
    """Carries out due effects until told to stop; any number may run on one database."""

    def __init__(
        self,
        desk: Desk,
        executors: Mapping[EffectKind, Executor],
        *,
        pace: Callable[[str], Pace],
        lease: timedelta,
        metrics: Metrics,
        hands: int = 4,
    ) -> None:
        self._desk = desk
        self._executors = executors
        self._pace = pace
        self._lease = lease
        self._metrics = metrics
        self._hands = hands
        self._wake = asyncio.Event()
        self._stopping = False

    async def run(self) -> None:
        """Work until `stop`; what is in hand then is finished."""
        listener = asyncio.create_task(self._listen())
        try:
            async with asyncio.TaskGroup() as hands:
                for _ in range(self._hands):
                    hands.create_task(self._work())
        finally:
            listener.cancel()
            with suppress(asyncio.CancelledError):
                await listener

    def stop(self) -> None:
        """Take nothing new; finish what is in hand."""
        self._stopping = True
        self._wake.set()

    async def run_due(self) -> int:
        """Carry out what is due now, one after the other; give how many there were."""
        done = 0
        while (effect := await self._claim()) is not None:
            await self._carry_out(effect)
            done += 1
        return done

    async def _work(self) -> None:
        while not self._stopping:
            self._wake.clear()
            try:
                effect = await self._claim()
                if effect is None:
                    await self._sleep()
                    continue
                await self._carry_out(effect)
            except DATABASE_DOWN as fault:
                log.warning("the database does not answer (%s); trying again", type(fault).__name__)
                await self._pause(2.0)

    async def _claim(self) -> Effect | None:
        async with self._desk.db.transaction() as session:
            now, window = self._desk.now(), self._desk.window
            return await claim(session, now, window=window, lease=self._lease, pace=self._pace)

    async def _carry_out(self, effect: Effect) -> None:
        """The outbox's single try: whatever happens, the effect ends, or comes due again."""
        execute = self._executors[EffectKind(effect.kind)]
        try:
            async with asyncio.timeout(self._lease.total_seconds() * 0.8):
                await execute(effect)
            outcome = "done"
        except TryLater as fault:
            outcome = fault.code
            await tried(self._desk, effect, str(fault), self._pause_after(effect, fault), fault.retry_after)
        except WillNeverWork as fault:
            outcome = fault.code
            await refused(self._desk, effect, str(fault), fault.code)
        except TimeoutError:
            outcome = "time_out"
            await tried(self._desk, effect, "It took too long.", self._pause_after(effect, None))
        except asyncio.CancelledError:
            await asyncio.shield(give_back(self._desk, effect))
            raise
        except DATABASE_DOWN:
            raise  # the lease ends by itself, and the effect comes due again
        except Exception:
            outcome = "fault"
            log.exception("effect %s (%s) failed by a fault of ours", effect.id, effect.kind)
            await tried(
                self._desk,
                effect,
                "A fault of the desk's own; it is in the log.",
                self._pause_after(effect, None),
            )
        self._metrics.effects.labels(effect.kind, outcome).inc()

    def _pause_after(self, effect: Effect, fault: TryLater | None) -> timedelta:
        if fault is not None and fault.retry_after is not None:
            return fault.retry_after
        seconds = PAUSES[min(effect.attempts, len(PAUSES)) - 1]
        return timedelta(seconds=seconds * random.uniform(0.8, 1.2))  # noqa: S311

    async def _sleep(self) -> None:
        async with self._desk.db.transaction() as session:
            at = await next_time(session, window=self._desk.window)
        await self._pause(_until(at, self._desk.now()))

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._wake.wait()

    async def _listen(self) -> None:
        """Wake the hands when any process asks for an effect."""
        url = self._desk.db.url.replace("postgresql+psycopg://", "postgresql://")
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    self._wake.set()
                    async for _ in connection.notifies():
                        self._wake.set()
            except psycopg.OperationalError as fault:
                log.warning("the database does not answer the listener (%s)", type(fault).__name__)
                await asyncio.sleep(1.0)


def _until(at: datetime | None, now: datetime) -> float:
    if at is None:
        return LONGEST_SLEEP
    return min(max((at - now).total_seconds(), 0.005), LONGEST_SLEEP)
