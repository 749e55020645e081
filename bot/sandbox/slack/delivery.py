"""Brings payloads to the app: over one of its sockets, or as a signed HTTP request."""

import asyncio
import hashlib
import hmac
import json
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import httpx
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.sandbox.slack.messages import printable
from bot.sandbox.slack.state import APP_ID, SIGNING_SECRET, VERIFICATION_TOKEN

MAX_CONNECTIONS = 10
SESSION_SECONDS = 3600  # how long Slack says a connection will live
TICKET_SECONDS = 30


@dataclass(frozen=True)
class Ack:
    """How the app answered; no status means it did not, in time."""

    status: int | None
    body: dict[str, Any] | None
    seconds: float

    @property
    def ok(self) -> bool:
        """Whether Slack would call the payload received."""
        return self.status is not None and 200 <= self.status < 300


class Delivery:
    """The app's open sockets, its request address, and the payloads that wait for an answer."""

    def __init__(self, now: Callable[[], datetime], touch: Callable[[], None]) -> None:
        self.now = now
        self.touch = touch
        self.events_url: str | None = None
        self.signed_at: Callable[[], float] = time.time  # the app compares it with the real time
        self.ack_seconds = 3.0
        self.retry_delays: tuple[float, ...] = (0, 60, 300)  # before each further delivery of an event
        self.tickets: dict[str, datetime] = {}
        self.sockets: list[WebSocket] = []
        self._turn = 0
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._retries: set[asyncio.Task[None]] = set()
        self._client: httpx.AsyncClient | None = None

    def ticket(self) -> str:
        """Let the app open one connection."""
        ticket = str(uuid.uuid4())
        self.tickets[ticket] = self.now()
        return ticket

    async def serve_socket(self, socket: WebSocket) -> None:
        """Speak Socket Mode with one connection until it ends."""
        issued = self.tickets.pop(socket.query_params.get("ticket", ""), None)
        if issued is None or (self.now() - issued).total_seconds() > TICKET_SECONDS:
            await socket.close(1008)
            return
        await socket.accept()
        if len(self.sockets) >= MAX_CONNECTIONS:
            await socket.send_json(_disconnect("too_many_websockets"))
            await socket.close()
            return
        self.sockets.append(socket)
        self.touch()
        try:
            await socket.send_json(_hello(len(self.sockets)))
            while True:
                self._receive(await socket.receive_text())
        except WebSocketDisconnect:
            pass  # the usual end of a connection
        finally:
            if socket in self.sockets:
                self.sockets.remove(socket)
            self.touch()

    def _receive(self, frame: str) -> None:
        """Take an acknowledgement; it counts on whichever connection it comes."""
        try:
            answer = json.loads(frame)
        except json.JSONDecodeError:
            return
        waiting = self._waiting.get(answer.get("envelope_id", "")) if isinstance(answer, dict) else None
        if waiting is not None and not waiting.done():
            waiting.set_result(answer)

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask every connection to come again (`warning`, `refresh_requested` or `link_disabled`)."""
        for socket in list(self.sockets):
            await socket.send_json(_disconnect(reason))

    async def drop_sockets(self) -> None:
        """Cut every connection without a word."""
        dropped, self.sockets = self.sockets, []
        for socket in dropped:
            await socket.close(1011)

    async def send(self, kind: str, payload: dict[str, Any]) -> Ack:
        """Deliver an interaction or a command: once, and never again."""
        return await self._attempt(kind, payload, 0, "")

    async def send_event(self, payload: dict[str, Any]) -> Ack:
        """Deliver an event; unanswered, it comes again after each of the delays."""
        ack = await self._attempt("events_api", payload, 0, "")
        if not ack.ok:
            task = asyncio.create_task(self._retry_event(payload, ack))
            self._retries.add(task)
            task.add_done_callback(self._retries.discard)
        return ack

    async def _retry_event(self, payload: dict[str, Any], ack: Ack) -> None:
        for attempt, delay in enumerate(self.retry_delays, start=1):
            await asyncio.sleep(delay)
            reason = "http_timeout" if ack.status is None else "http_error"
            ack = await self._attempt("events_api", payload, attempt, reason)
            if ack.ok:
                return

    async def settled(self) -> None:
        """Wait until no event is waiting to be delivered again."""
        while self._retries:
            await asyncio.wait(self._retries)

    async def _attempt(self, kind: str, payload: dict[str, Any], attempt: int, reason: str) -> Ack:
        payload = printable(payload)
        loop = asyncio.get_running_loop()
        began = loop.time()
        if self.sockets:
            status, body = await self._by_socket(kind, payload, attempt, reason)
        elif self.events_url is not None:
            status, body = await self._by_http(kind, payload, attempt, reason)
        else:
            status, body = None, None
        return Ack(status, printable(body), loop.time() - began)

    async def _by_socket(
        self, kind: str, payload: dict[str, Any], attempt: int, reason: str
    ) -> tuple[int | None, dict[str, Any] | None]:
        self._turn += 1
        socket = self.sockets[self._turn % len(self.sockets)]
        envelope = _envelope(kind, payload, attempt, reason)
        waiting: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[envelope["envelope_id"]] = waiting
        try:
            await socket.send_json(envelope)
            answer = await asyncio.wait_for(waiting, self.ack_seconds)
        except (TimeoutError, WebSocketDisconnect, RuntimeError):  # unanswered, or the connection is gone
            return None, None
        finally:
            del self._waiting[envelope["envelope_id"]]
        return 200, _message(answer.get("payload"))

    async def _by_http(
        self, kind: str, payload: dict[str, Any], attempt: int, reason: str
    ) -> tuple[int | None, dict[str, Any] | None]:
        try:
            async with asyncio.timeout(self.ack_seconds):
                response = await self._post(kind, payload, attempt, reason)
        except (httpx.HTTPError, TimeoutError):  # nobody there, or too late
            return None, None
        return response.status_code, _answer(response)

    async def verify_url(self) -> bool:
        """Ask the app's address to repeat a challenge, as Slack does before it uses the address."""
        challenge = str(uuid.uuid4())
        payload = {"type": "url_verification", "token": VERIFICATION_TOKEN, "challenge": challenge}
        status, body = await self._by_http("events_api", payload, 0, "")
        return status == 200 and body is not None and challenge in body.values()

    async def _post(self, kind: str, payload: dict[str, Any], attempt: int, reason: str) -> httpx.Response:
        """Send one signed request to the app's address."""
        if self._client is None:
            self._client = httpx.AsyncClient()
        body, content_type = _encode(kind, payload)
        headers = {"Content-Type": content_type, **sign(body, int(self.signed_at()))}
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
        return await self._client.post(str(self.events_url), content=body, headers=headers, timeout=None)

    async def close(self) -> None:
        """Stop delivering again, and let go of the connections."""
        for task in list(self._retries):
            task.cancel()
        await asyncio.gather(*self._retries, return_exceptions=True)
        if self._client is not None:
            await self._client.aclose()
            self._client = None


def sign(body: bytes, timestamp: int, secret: str = SIGNING_SECRET) -> dict[str, str]:
    """The two headers that prove a request is Slack's."""
    base = b"v0:%d:%s" % (timestamp, body)
    digest = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(timestamp), "X-Slack-Signature": f"v0={digest}"}


def _encode(kind: str, payload: dict[str, Any]) -> tuple[bytes, str]:
    form = "application/x-www-form-urlencoded"
    match kind:
        case "events_api":
            return json.dumps(payload).encode(), "application/json"
        case "slash_commands":
            return urlencode(payload).encode(), form
        case "interactive":
            return urlencode({"payload": json.dumps(payload)}).encode(), form
        case _:
            raise ValueError(f"no such kind of payload: {kind}")


def _answer(response: httpx.Response) -> dict[str, Any] | None:
    """Read the app's answer as a socket would have carried it."""
    if not response.content:
        return None
    try:
        body = response.json()
    except json.JSONDecodeError:
        return {"text": response.text}
    return _message(body)


def _message(body: Any) -> dict[str, Any] | None:
    """What an acknowledgement carries, if it carries anything; bare text is a message."""
    if not body:
        return None
    return body if isinstance(body, dict) else {"text": str(body)}


def _envelope(kind: str, payload: dict[str, Any], attempt: int, reason: str) -> dict[str, Any]:
    takes_answer = kind == "slash_commands" or payload.get("type") in {"block_actions", "view_submission"}
    envelope = {
        "envelope_id": str(uuid.uuid4()),
        "type": kind,
        "payload": payload,
        "accepts_response_payload": takes_answer,
    }
    if kind == "events_api":
        envelope |= {"retry_attempt": attempt, "retry_reason": reason}
    return envelope


def _hello(connections: int) -> dict[str, Any]:
    return {
        "type": "hello",
        "num_connections": connections,
        "connection_info": {"app_id": APP_ID},
        "debug_info": {"host": "practice", "build_number": 1, "approximate_connection_time": SESSION_SECONDS},
    }


def _disconnect(reason: str) -> dict[str, Any]:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "practice"}}
