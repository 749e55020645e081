"""HTTP in: platform hooks, Slack's requests, health, metrics."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.app import Bot
from bot.domain.errors import Malformed, NotVerified
from bot.domain.models import CaseStatus
from bot.platforms.connector import HookedConnector
from bot.services.intake import receive
from bot.store.cases import queue_counts
from bot.store.effects import oldest_due, waiting_effects

SocketCheck = Callable[[], Awaitable[bool]]
LARGEST_BODY = 8 * 1024 * 1024
LATE = timedelta(minutes=10)  # an effect that is due longer makes the desk not ready


class TooLarge(Exception):
    """The body is larger than anything a platform sends."""


def create_app(bot: Bot, socket_is_up: SocketCheck | None = None) -> Starlette:
    """Make the web application of one bot."""

    async def hook(request: Request) -> Response:
        return await _hook(bot, request)

    async def events(request: Request) -> Response:
        return await _slack(bot, request)

    async def ready(request: Request) -> Response:  # noqa: ARG001
        return await _ready(bot, socket_is_up)

    async def metrics(request: Request) -> Response:  # noqa: ARG001
        await _measure(bot)
        return Response(generate_latest(bot.metrics.registry), media_type=CONTENT_TYPE_LATEST)

    routes = [
        Route("/hooks/{platform}", hook, methods=["GET", "POST"]),
        Route("/healthz", _healthy),
        Route("/readyz", ready),
        Route("/metrics", metrics),
    ]
    if bot.settings.slack_signing_secret.get_secret_value():  # else anybody could sign with an empty key
        routes.append(Route("/slack/events", events, methods=["POST"]))
    return Starlette(routes=routes)


async def _healthy(request: Request) -> Response:  # noqa: ARG001
    return PlainTextResponse("ok\n")


async def _hook(bot: Bot, request: Request) -> Response:
    """Take one delivery: signature on the raw bytes, then parse, then one transaction, then 200."""
    connector = bot.connectors.get(request.path_params["platform"])
    if connector is None or not hasattr(connector, "verify"):
        return PlainTextResponse("There is no such platform here.\n", 404)
    hooked: HookedConnector = connector  # type: ignore[assignment]
    try:
        if request.method == "GET":
            return PlainTextResponse(hooked.answer_handshake(request.query_params))
        body = await read_body(request)
        hooked.verify(request.headers, body)
        got = await receive(bot.desk, hooked.parse(body, bot.desk.now()))
    except TooLarge:
        return PlainTextResponse("The body is too large: 8 MiB at most.\n", 413)
    except NotVerified as fault:
        return PlainTextResponse(f"{fault}\n", 403 if request.method == "GET" else 401)
    except Malformed as fault:
        return PlainTextResponse(f"{fault}\n", 400)
    bot.metrics.captured.labels(connector.platform).inc(got.captured)
    return PlainTextResponse("ok\n")


async def _slack(bot: Bot, request: Request) -> Response:
    """Take one request of Slack's; Bolt checks its signature."""
    try:
        asked = to_async_bolt_request(request, await read_body(request))
    except TooLarge:
        return PlainTextResponse("The body is too large: 8 MiB at most.\n", 413)
    except UnicodeDecodeError:
        return PlainTextResponse("The body is not UTF-8.\n", 400)
    return to_starlette_response(await bot.bolt.async_dispatch(asked))


async def read_body(request: Request) -> bytes:
    """Read the body, and stop where it grows too large, whatever its header says."""
    length = request.headers.get("content-length", "0")
    if length.isdigit() and int(length) > LARGEST_BODY:
        raise TooLarge
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise TooLarge
    return bytes(body)


async def _ready(bot: Bot, socket_is_up: SocketCheck | None) -> Response:
    """Tell whether work gets done: the database answers, Slack is connected, nothing is long overdue."""
    now = bot.desk.now()
    checks: dict[str, str] = {}
    try:
        async with bot.desk.db.transaction() as session:
            oldest = await oldest_due(session, now, window=bot.desk.window)
        checks["database"] = "ok"
        late = oldest is not None and now - oldest > LATE
        checks["outbox"] = f"an effect is due since {oldest:%Y-%m-%d %H:%M} UTC" if late and oldest else "ok"
    except SQLAlchemyError as fault:
        checks["database"] = f"does not answer ({type(fault).__name__})"
    if socket_is_up is not None:
        checks["slack"] = "ok" if await socket_is_up() else "not connected"
    ready = all(word == "ok" for word in checks.values())
    return JSONResponse({"ready": ready, **checks}, 200 if ready else 503)


async def _measure(bot: Bot) -> None:
    """Read what is counted in the database."""
    now = bot.desk.now()
    async with bot.desk.db.transaction() as session:
        counts, waiting = await queue_counts(session), await waiting_effects(session)
        oldest = await oldest_due(session, now, window=bot.desk.window)
    bot.metrics.queue.clear()
    for word, number in counts.items():
        bot.metrics.queue.labels(word).set(number)
    bot.metrics.queue.labels(CaseStatus.ESCALATED).set(counts.get(CaseStatus.ESCALATED, 0))
    bot.metrics.waiting.clear()
    for kind, number in waiting.items():
        bot.metrics.waiting.labels(kind).set(number)
    bot.metrics.oldest.set((now - oldest).total_seconds() if oldest else 0)
