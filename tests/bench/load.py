"""The one client of every bench over HTTP: so many requests at once, each one timed."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import quantiles

import aiohttp

Request = tuple[bytes, Mapping[str, str]]  # body, headers
AT_ONCE = 50
_PATIENCE = 10.0  # seconds for one answer


@dataclass(frozen=True)
class Load:
    """What a number of requests came to."""

    per_second: float
    p99: float  # seconds


async def send_all(url: str, requests: Sequence[Request], *, at_once: int = AT_ONCE) -> Load:
    """Send every request, `at_once` at a time; each must be answered with 200."""
    waiting = iter(requests)
    took: list[float] = []

    async def visitor(client: aiohttp.ClientSession) -> None:
        for body, headers in waiting:
            began = time.perf_counter()
            async with client.post(url, data=body, headers=headers) as answer:
                said = await answer.read()
            took.append(time.perf_counter() - began)
            if answer.status != 200:
                raise RuntimeError(f"{answer.status}: {said[:200]!r}")

    connector = aiohttp.TCPConnector(limit=at_once)
    timeout = aiohttp.ClientTimeout(total=_PATIENCE)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as client:
        began = time.perf_counter()
        async with asyncio.TaskGroup() as crowd:
            for _ in range(at_once):
                crowd.create_task(visitor(client))
        seconds = time.perf_counter() - began
    return Load(len(requests) / seconds, p99(took))


def p95(numbers: Sequence[float]) -> float:
    """Give the 95th percentile."""
    return quantiles(numbers, n=100)[94]


def p99(numbers: Sequence[float]) -> float:
    """Give the 99th percentile."""
    return quantiles(numbers, n=100)[98] if len(numbers) > 1 else numbers[0]
