"""Brings payloads to the app: over one of its sockets, or as a signed HTTP request."""

import asyncio
import hashlib
import hmac
import json
import time
import uuid
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

import httpx
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.sandbox.slack.envelopes import Ack, answer_of, disconnect, encode, envelope, hello, message_of
from bot.sandbox.slack.event_health import EventHealth
from bot.sandbox.slack.messages import printable
from bot.sandbox.slack.state import APP_ID, SIGNING_SECRET, TEAM_ID, VERIFICATION_TOKEN

__all__ = ["Ack", "Delivery", "sign"]

MAX_CONNECTIONS = 10
DEBUG_SECONDS = 360.0  # a connection's life when its address says debug_reconnects=true
DELAYED = (3600.0,) * 24  # "delayed events": after the usual attempts, hourly for a day
TICKET_SECONDS = 30


class Delivery:
    """The app's open sockets, its request address, and the payloads that wait for an answer."""

    def __init__(self, now: Callable[[], datetime], touch: Callable[[], None]) -> None:
        self.now = now
        self.touch = touch
        self.events_url: str | None = None
        self.signed_at: Callable[[], float] = time.time  # the app compares it with the real time
        self.ack_seconds = 3.0
        self.retry_delays: tuple[float, ...] = (0, 60, 300)  # before each further delivery of an event
        self.delayed_events = False  # a switch in the app's settings, off unless its owner wants it
        self.session_seconds = 3600.0  # how long a connection lives
        self.warning_seconds = 10.0  # how long before its end it is warned
        self.health = EventHealth(now)
        self.tickets: dict[str, datetime] = {}
        self.sockets: list[WebSocket] = []
        self._turn = 0
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._retries: set[asyncio.Task[object]] = set()
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
            await socket.send_json(disconnect("too_many_websockets"))
            await socket.close()
            return
        self.sockets.append(socket)
        self.touch()
        debug = socket.query_params.get("debug_reconnects") == "true"
        life = DEBUG_SECONDS if debug else self.session_seconds
        ending = asyncio.create_task(self._end_later(socket, life))
        try:
            await socket.send_json(hello(len(self.sockets), life))
            while True:
                self._receive(await socket.receive_text())
        except WebSocketDisconnect:
            pass  # the usual end of a connection
        finally:
            ending.cancel()
            if socket in self.sockets:
                self.sockets.remove(socket)
            self.touch()

    async def _end_later(self, socket: WebSocket, life: float) -> None:
        """Warn a connection shortly before its time is over, then ask it to come again, and hang up."""
        with suppress(WebSocketDisconnect, RuntimeError):  # the app was quicker
            await asyncio.sleep(max(0.0, life - self.warning_seconds))
            await socket.send_json(disconnect("warning"))
            await asyncio.sleep(min(life, self.warning_seconds))
            await socket.send_json(disconnect("refresh_requested"))
            await socket.close()

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
            await socket.send_json(disconnect(reason))

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
        if self.health.off:
            return Ack(None, None, 0.0)
        if self.health.full():
            return await self._tell_limited()
        ack = await self._attempt_event(payload, 0, "")
        if not ack.ok and not ack.no_retry:
            self._in_background(self._retry_event(payload, ack))
        return ack

    def announce(self, payload: dict[str, Any]) -> None:
        """Deliver an event nobody waits for."""
        self._in_background(self.send_event(payload))

    def _in_background(self, work: Coroutine[Any, Any, object]) -> None:
        task = asyncio.create_task(work)
        self._retries.add(task)
        task.add_done_callback(self._retries.discard)

    async def _tell_limited(self) -> Ack:
        """Tell the app, once a minute, that it gets no more events for now."""
        minute = int(self.now().timestamp()) // 60 * 60
        if self.health.told == minute:
            return Ack(None, None, 0.0)
        self.health.told = minute
        payload: dict[str, Any] = {"token": VERIFICATION_TOKEN, "type": "app_rate_limited"}
        payload |= {"team_id": TEAM_ID, "api_app_id": APP_ID, "minute_rate_limited": minute}
        return await self._attempt("events_api", payload, 0, "")

    async def _attempt_event(self, payload: dict[str, Any], attempt: int, reason: str) -> Ack:
        ack = await self._attempt("events_api", payload, attempt, reason)
        self.health.record(ok=ack.ok)
        return ack

    async def _retry_event(self, payload: dict[str, Any], ack: Ack) -> None:
        delays = self.retry_delays + (DELAYED if self.delayed_events else ())
        for attempt, delay in enumerate(delays, start=1):
            await asyncio.sleep(delay)
            ack = await self._attempt_event(payload, attempt, ack.reason)
            if ack.ok or ack.no_retry or self.health.off:
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
            ack = await self._by_socket(kind, payload, attempt, reason)
        elif self.events_url is not None:
            ack = await self._by_http(kind, payload, attempt, reason)
        else:
            ack = Ack(None, None, 0.0, "connection_failed")
        return replace(ack, body=printable(ack.body), seconds=loop.time() - began)

    async def _by_socket(self, kind: str, payload: dict[str, Any], attempt: int, reason: str) -> Ack:
        self._turn += 1
        socket = self.sockets[self._turn % len(self.sockets)]
        frame = envelope(kind, payload, attempt, reason)
        waiting: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[frame["envelope_id"]] = waiting
        try:
            await socket.send_json(frame)
            answer = await asyncio.wait_for(waiting, self.ack_seconds)
        except (TimeoutError, WebSocketDisconnect, RuntimeError):  # unanswered, or the connection is gone
            return Ack(None, None, 0.0, "http_timeout")
        finally:
            del self._waiting[frame["envelope_id"]]
        return Ack(200, message_of(answer.get("payload")), 0.0)

    async def _by_http(self, kind: str, payload: dict[str, Any], attempt: int, reason: str) -> Ack:
        try:
            async with asyncio.timeout(self.ack_seconds):
                response = await self._post(kind, payload, attempt, reason)
        except (httpx.TimeoutException, TimeoutError):
            return Ack(None, None, 0.0, "http_timeout")
        except httpx.HTTPError:  # nobody there
            return Ack(None, None, 0.0, "connection_failed")
        no_retry = response.headers.get("x-slack-no-retry") == "1"
        return Ack(response.status_code, answer_of(response), 0.0, "http_error", no_retry)

    async def verify_url(self) -> bool:
        """Ask the app's address to repeat a challenge, as Slack does before it uses the address."""
        challenge = str(uuid.uuid4())
        payload = {"type": "url_verification", "token": VERIFICATION_TOKEN, "challenge": challenge}
        ack = await self._by_http("events_api", payload, 0, "")
        return ack.status == 200 and ack.body is not None and challenge in ack.body.values()

    async def _post(self, kind: str, payload: dict[str, Any], attempt: int, reason: str) -> httpx.Response:
        """Send one signed request to the app's address."""
        if self._client is None:
            self._client = httpx.AsyncClient()
        body, content_type = encode(kind, payload)
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
