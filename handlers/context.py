"""Puts what every listener needs into Bolt's context: the desk, who acts, and the time to the ack."""

import time
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncBoltContext
from slack_bolt.response import BoltResponse

from bot.desk import Desk
from bot.metrics import Metrics

Next = Callable[[], Awaitable[BoltResponse]]
Middleware = Callable[[AsyncBoltContext, Next], Awaitable[Any]]


def gives(desk: Desk, metrics: Metrics) -> Middleware:
    """Make the middleware for one desk."""

    async def give(context: AsyncBoltContext, next: Next) -> BoltResponse:
        started = time.perf_counter()
        context["desk"] = desk
        context["actor"] = context.user_id or ""
        response = await next()
        metrics.ack.observe(time.perf_counter() - started)
        return response

    return give
