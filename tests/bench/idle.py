"""The desk at rest: how soon it is ready, what it holds in memory, what it spends while nothing happens."""

import asyncio
import os
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.bench.cases import a_desk
from tests.bench.servers import Machine, a_sandbox, desk_environment, running

REST = 10.0  # seconds of nothing


@dataclass(frozen=True)
class Rest:
    """One `modbot run`, left alone."""

    ready: float  # seconds from its start until /readyz said yes
    memory: float  # resident, in MB
    busy: float  # the share of one core it used


async def rest(machine: Machine) -> Rest:
    """Start `modbot run` on Socket Mode against the practice world, and leave it alone."""
    with machine.database() as url, ExitStack() as stack:
        async with a_sandbox() as (_, sandbox):
            async with a_desk(url, sandbox):
                pass  # everybody is registered
            environment = desk_environment(sandbox, url, slack_app_token="xapp-sandbox")
            # In a thread: the practice Slack must answer from this loop while the bot starts.
            server = await asyncio.to_thread(
                stack.enter_context, running("bot", "run", environment=environment)
            )
            await asyncio.sleep(2)  # let the first poll end
            before = _cpu(server.pid)
            await asyncio.sleep(REST)
            busy = (_cpu(server.pid) - before) / REST
            return Rest(server.started_in, _resident(server.pid), busy)


def _cpu(pid: int) -> float:
    """Read how many seconds of processor time a process has used (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident(pid: int) -> float:
    """Read how many megabytes of memory a process holds (Linux)."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1_000_000
