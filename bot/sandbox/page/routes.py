"""The page's addresses: only this computer is answered, and only the page itself may act."""

import ipaddress
import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.sandbox.page.acts import BadRequest, act, comment, fault
from bot.sandbox.page.live import Live, Picture, Seat
from bot.sandbox.slack.state import ANA
from bot.sandbox.world import World

Endpoint = Callable[[Request], Awaitable[Response]]

_LARGEST_BODY = 200_000
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
        " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def routes(world: World) -> list[Route | Mount]:
    """Everything the page needs, for one world."""
    live = Live(world)

    async def page(_: Request) -> Response:
        return HTMLResponse(live.renderer.draw("page.html"), headers=_HEADERS)

    async def state(request: Request) -> Response:
        return JSONResponse(live.picture(_seat(request)).since(Picture()), headers=_HEADERS)

    async def events(request: Request) -> Response:
        return StreamingResponse(
            live.stream(_seat(request)), media_type="text/event-stream", headers=_HEADERS
        )

    return [
        Route("/", _guarded(page)),
        Route("/page/state", _guarded(state)),
        Route("/page/events", _guarded(events)),
        Route("/page/act", _posted(lambda wish: act(world.slack, wish)), methods=["POST"]),
        Route("/page/comment", _posted(lambda wish: comment(world, wish)), methods=["POST"]),
        Route("/page/fault", _posted(lambda wish: fault(world, wish)), methods=["POST"]),
        Mount("/page/static", StaticFiles(packages=[("bot.sandbox.page", "static")])),
    ]


def _seat(request: Request) -> Seat:
    asked = request.query_params
    return Seat(
        me=asked.get("me", ANA),
        at=asked.get("at", ""),
        thread=asked.get("thread", ""),
        town=asked.get("town", ""),
        as_owner=asked.get("owner") == "1",
    )


def _guarded(endpoint: Endpoint) -> Endpoint:
    async def answer(request: Request) -> Response:
        _check_host(request)
        return await endpoint(request)

    return answer


def _posted(perform: Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]) -> Endpoint:
    """Let the page's own script, and nobody else's, do something."""

    async def answer(request: Request) -> Response:
        _check_host(request)
        if request.headers.get("origin") != f"{request.url.scheme}://{request.headers.get('host')}":
            raise HTTPException(403, "Only the page itself may do this.")
        try:
            return JSONResponse(await perform(await _wish(request)), headers=_HEADERS)
        except BadRequest:
            raise HTTPException(400, "The page sent something incomplete.") from None
        except LookupError as refusal:
            return JSONResponse({"refusal": str(refusal.args[0])}, 409, headers=_HEADERS)

    return answer


async def _wish(request: Request) -> dict[str, Any]:
    body = await request.body()
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise HTTPException(415, "Only JSON is taken here.")
    if len(body) > _LARGEST_BODY:
        raise HTTPException(413, "That is too long.")
    try:
        wish = json.loads(body)
    except ValueError:
        raise BadRequest from None
    if not isinstance(wish, dict):
        raise BadRequest
    return wish


def _check_host(request: Request) -> None:
    """Refuse other computers, and names that only pretend to be this one."""
    name = request.url.hostname or ""
    if not (name == "localhost" or _is_loopback(name)) or not _is_loopback(
        request.client.host if request.client else ""
    ):
        raise HTTPException(403, "The practice world answers only on this computer.")


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
