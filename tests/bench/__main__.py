"""`make bench`: measures, prints one table against its limits, and keeps it in the README."""

import asyncio
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import TypeVar

from rich.console import Console
from rich.table import Table

from tests.bench.clicks import bare_clicks, desk_clicks
from tests.bench.crisis import crisis_arrival
from tests.bench.idle import rest
from tests.bench.intake import bare_intake, desk_intake
from tests.bench.page import five_hundred_cards
from tests.bench.queue import looks
from tests.bench.sandbox_api import LIMIT as POSTS
from tests.bench.sandbox_api import sandbox_api
from tests.bench.servers import Machine, a_machine

README = Path(__file__).parent / "README.md"
BEGIN, END = "<!-- measured -->", "<!-- end -->"
Desk = TypeVar("Desk")
Bare = TypeVar("Bare")
PAIRS = 3  # times that the desk and the bare app take turns


@dataclass(frozen=True)
class Line:
    """One number and the limit it is held to."""

    what: str
    number: str
    limit: str
    holds: bool


async def measure(machine: Machine) -> list[Line]:
    """Run every bench, what is compared by turns."""
    lines = []
    for bench in (_clicks, _intake, _crisis, _queue, _page, _sandbox, _idle):
        sys.stderr.write(f"{bench.__name__.strip('_')} …\n")
        lines += await bench(machine)
    return lines


async def _clicks(machine: Machine) -> list[Line]:
    pairs = [(await desk_clicks(machine), await bare_clicks(machine)) for _ in range(PAIRS)]
    desk, bare = _middle(pairs, lambda desk, bare: desk.per_second / bare.per_second)
    slow, quick = _middle(pairs, lambda desk, bare: desk.p99 / bare.p99)
    rate, wait = desk.per_second / bare.per_second, slow.p99 / quick.p99
    seen = f"{desk.per_second:.0f} to {bare.per_second:.0f} a second"
    waits = f"{slow.p99 * 1000:.0f} to {quick.p99 * 1000:.0f} ms"
    return [
        Line(
            "click to ack, 50 at once: rate against bare Bolt", f"{rate:.2f} ({seen})", "≥ 0.5", rate >= 0.5
        ),
        Line("the same: p99 against bare Bolt's", f"{wait:.2f} ({waits})", "≤ 2", wait <= 2),
    ]


async def _intake(machine: Machine) -> list[Line]:
    pairs = [(await desk_intake(machine), await bare_intake(machine)) for _ in range(PAIRS)]
    desk, bare = _middle(pairs, lambda desk, bare: desk.per_second / bare)
    rate = desk.per_second / bare
    together = median(d.together for d, _ in pairs)
    writers = max(d.transactions for d, _ in pairs)
    seen = f"{desk.per_second:.0f} to {bare:.0f} a second"
    return [
        Line("webhook, one comment each: rate against bare", f"{rate:.2f} ({seen})", "≥ 0.3", rate >= 0.3),
        Line(
            "a thousand comments in one delivery: a second", f"{together:,.0f}", "≥ 1,000", together >= 1000
        ),
        Line("the same: transactions", str(writers), "1", writers == 1),
    ]


async def _crisis(machine: Machine) -> list[Line]:
    came = [await crisis_arrival(machine) for _ in range(2)]
    position, seconds = max(c.position for c in came), median(c.seconds for c in came)
    return [
        Line("a crisis behind 10,000 cards: its place", str(position), "1", position == 1),
        Line("the same: seconds until it stood there", f"{seconds:.2f}", "≤ 2 at one a second", seconds <= 2),
    ]


async def _queue(machine: Machine) -> list[Line]:
    seen = [await looks(machine) for _ in range(2)]
    return [
        _milliseconds("10,000 open cases: home tab, p95", median(s.home for s in seen), 50),
        _milliseconds("10,000 open cases: claim of the next effect, p95", median(s.claim for s in seen), 50),
    ]


async def _page(_: Machine) -> list[Line]:
    seen = [await five_hundred_cards() for _ in range(2)]
    return [
        _milliseconds("practice page, 500 cards: click to drawn", median(s.drawn for s in seen), 250),
        _milliseconds("the same: one picture on the server", median(s.picture for s in seen), 50),
    ]


async def _sandbox(_: Machine) -> list[Line]:
    rate = median([(await sandbox_api()).per_second for _ in range(2)])
    return [Line("practice Slack: cards posted a second", f"{rate:.0f}", f"≥ {POSTS}", rate >= POSTS)]


async def _idle(machine: Machine) -> list[Line]:
    seen = [await rest(machine) for _ in range(2)]
    ready, memory, busy = (median(getattr(s, name) for s in seen) for name in ("ready", "memory", "busy"))
    return [
        Line("modbot run: start to ready", f"{ready:.2f} s", "< 3 s", ready < 3),
        Line("modbot run at rest: memory", f"{memory:.0f} MB", "< 150 MB", memory < 150),
        Line("modbot run at rest: processor", f"{busy:.1%}", "< 2 %", busy < 0.02),
    ]


def _middle(pairs: list[tuple[Desk, Bare]], ratio: Callable[[Desk, Bare], float]) -> tuple[Desk, Bare]:
    """Give the pair whose ratio is the median."""
    return sorted(pairs, key=lambda pair: ratio(*pair))[len(pairs) // 2]


def _milliseconds(what: str, seconds: float, limit: int) -> Line:
    return Line(what, f"{seconds * 1000:.0f} ms", f"< {limit} ms", seconds * 1000 < limit)


def show(lines: list[Line]) -> None:
    """Print the table."""
    table = Table("measured", "came to", "limit", "holds")
    for line in lines:
        table.add_row(line.what, line.number, line.limit, "yes" if line.holds else "[red]NO[/red]")
    Console().print(table)


def keep(lines: list[Line]) -> None:
    """Write the table into the README, between its marks."""
    day = datetime.now(UTC).date()
    rows = [f"| {x.what} | {x.number} | {x.limit} | {'yes' if x.holds else '**no**'} |" for x in lines]
    head = [
        f"{day}, {os.cpu_count()} cores.",
        "",
        "| measured | came to | limit | holds |",
        "|---|---|---|---|",
    ]
    before, _, rest_of_it = README.read_text(encoding="utf-8").partition(BEGIN)
    after = rest_of_it.partition(END)[2]
    README.write_text("\n".join([before + BEGIN, *head, *rows, END + after]), encoding="utf-8")


def main() -> int:
    """Measure, show, keep; 1 when a limit does not hold."""
    with a_machine() as machine:
        lines = asyncio.run(measure(machine))
    show(lines)
    keep(lines)
    return 0 if all(line.holds for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
