"""What can go wrong with a simulated platform, switched on by whoever rehearses it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send

Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass
class PlatformFaults:
    """The faults in force; all off at first."""

    down: bool = False  # the API answers nobody but with a gateway's page; residents still write
    dropped: bool = False  # every connection breaks off before anything is done
    slow: float = 0.0  # seconds every answer is held back
    status: int | None = None  # every request gets this status, and nothing is done
    rate_limited: int = 0  # minutes until requests are taken again, as the platform tells it
    lost_answer: bool = False  # a change is made, then the connection dies before the answer is whole


class _CutOff(Response):
    """An answer that breaks off."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        headers = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})
        if self.background is not None:
            await self.background()


def faulty(faults: PlatformFaults, work: Endpoint, too_many: Callable[[int], Response]) -> Endpoint:
    """Put the faults in front of the platform's own work; `too_many` is how it says "slow down"."""

    async def endpoint(request: Request) -> Response:
        if faults.slow:
            await asyncio.sleep(faults.slow)
        if faults.down:
            return HTMLResponse("<html><body><h1>503 Service Unavailable</h1></body></html>", 503)
        if faults.dropped:
            return _CutOff()
        if faults.status is not None:
            return HTMLResponse(f"<html><body><h1>{faults.status}</h1></body></html>", faults.status)
        if faults.rate_limited:
            return too_many(faults.rate_limited)
        answer = await work(request)
        if faults.lost_answer and request.method != "GET" and answer.status_code < 400:
            return _CutOff(background=answer.background)
        return answer

    return endpoint
