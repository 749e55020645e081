"""Ten thousand open cases: how long the home tab and the claim of the next effect take."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.app import paces
from bot.desk import Desk
from bot.sandbox.town import ANA
from bot.services.effects import give_back
from bot.services.queue import show_queue
from bot.slack.home import draw_home
from bot.store.effects import claim
from tests.bench.cases import a_desk, comments, open_cases
from tests.bench.load import p95
from tests.bench.servers import Machine
from tests.town import settings_for

OPEN = 10_000
TIMES = 100
NOBODY = "http://127.0.0.1:9"  # nothing is called here


@dataclass(frozen=True)
class Looks:
    """The 95th percentiles, in seconds."""

    home: float
    claim: float


async def looks(machine: Machine) -> Looks:
    """Fill the queue, then look at it and claim from it a hundred times each."""
    with machine.database() as url:
        async with a_desk(url, NOBODY) as desk:
            await open_cases(desk, comments(OPEN))
            return Looks(await _timed(lambda: _home(desk)), await _claims(desk))


async def _home(desk: Desk) -> None:
    draw_home(await show_queue(desk, actor=ANA))


async def _claims(desk: Desk) -> float:
    """Claim, and give back: the next claim finds as many waiting."""
    lease, pace = timedelta(seconds=60), paces(settings_for(NOBODY))
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        async with desk.db.transaction() as session:
            effect = await claim(session, desk.now(), window=desk.window, lease=lease, pace=pace)
        took.append(time.perf_counter() - began)
        assert effect is not None
        await give_back(desk, effect)
    return p95(took)


async def _timed(work: Callable[[], Awaitable[None]]) -> float:
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        await work()
        took.append(time.perf_counter() - began)
    return p95(took)
