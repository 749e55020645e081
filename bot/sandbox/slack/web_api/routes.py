"""Where the practice Slack answers: the Web API, sockets, uploads and response addresses."""

import asyncio
import secrets
from base64 import b64decode
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from bot.sandbox.slack.answers import respond
from bot.sandbox.slack.limits import RateLimited
from bot.sandbox.slack.refusal import Refused
from bot.sandbox.slack.web_api.calls import call, scope_headers
from bot.sandbox.slack.web_api.files import receive
from bot.sandbox.slack.web_api.reading import read_call
from bot.sandbox.slack.workspace import BOT_TOKEN, Workspace


class LostAnswer(Response):
    """An answer that breaks off: the server hangs up after the first bytes."""

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})


class Routes:
    """The doors of one workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def all(self) -> list[BaseRoute]:
        """Every route."""
        return [
            Route("/api/{method}", self.web_api, methods=["GET", "POST"]),
            Route("/upload/v1/{file_id}", self.upload, methods=["POST"]),
            Route("/files-pri/{file_id}", self.download, methods=["GET"]),
            Route("/respond/{key}", self.response_url, methods=["POST"]),
            WebSocketRoute("/link", self.socket),
        ]

    async def web_api(self, request: Request) -> Response:
        """Answer one call of a method."""
        faults = self.workspace.faults
        method = request.path_params["method"]
        trouble = await self._trouble()
        if trouble is not None:
            return trouble
        if faults.fails(method):
            return PlainTextResponse("Internal Server Error", 500)
        answer = await self._answer(request, method)
        return LostAnswer() if faults.loses_answer(method) else answer

    async def _answer(self, request: Request, method: str) -> Response:
        headers = {
            "x-slack-req-id": secrets.token_hex(16),
            "access-control-expose-headers": "x-slack-req-id, retry-after",
        }
        try:
            args, token = await read_call(request)
            headers |= scope_headers(self.workspace, method, token)
            body = call(self.workspace, method, args, token)
        except RateLimited as refusal:
            return JSONResponse(refusal.body, 429, headers | {"Retry-After": str(refusal.retry_after)})
        except Refused as refusal:
            body = refusal.body
        return JSONResponse(body, headers=headers)

    async def _trouble(self) -> Response | None:
        """The answer of a Slack that is down; a slow one is waited for."""
        if self.workspace.faults.slow:
            await asyncio.sleep(self.workspace.faults.slow)
        if self.workspace.faults.down:
            return PlainTextResponse("Service Unavailable", 503)
        return None

    async def upload(self, request: Request) -> Response:
        """Take the bytes of a file."""
        trouble = await self._trouble()
        if trouble is not None:
            return trouble
        content = await _uploaded(request)
        if receive(self.workspace, request.path_params["file_id"], content):
            return PlainTextResponse(f"OK - {len(content)}")
        return PlainTextResponse("Bad Request", 400)

    async def download(self, request: Request) -> Response:
        """Give the bytes of a file to the app."""
        trouble = await self._trouble()
        if trouble is not None:
            return trouble
        file = self.workspace.files.get(request.path_params["file_id"])
        allowed = request.headers.get("authorization") == f"Bearer {BOT_TOKEN}"
        if not allowed or "files:read" not in self.workspace.scopes or file is None or not file.complete:
            return PlainTextResponse("Not Found", 404)
        return Response(b64decode(file.content or ""), media_type="application/octet-stream")

    async def response_url(self, request: Request) -> Response:
        """Take an answer to an interaction."""
        trouble = await self._trouble()
        if trouble is not None:
            return trouble
        try:
            args, _ = await read_call(request)
            handle = self.workspace.handles.use_response_url(request.path_params["key"])
            respond(self.workspace, handle, args)
        except Refused as refusal:
            status = 404 if refusal.error in {"expired_url", "used_url"} else 400
            return JSONResponse(refusal.body, status)
        return PlainTextResponse("ok")

    async def socket(self, socket: WebSocket) -> None:
        """Open one Socket Mode connection."""
        if self.workspace.faults.down or self.workspace.faults.dropped:
            await socket.close(1013)
            return
        await self.workspace.delivery.serve_socket(socket)


async def _uploaded(request: Request) -> bytes:
    """The bytes of an upload, sent as they are or as the one part of a form."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await request.body()
    async with request.form() as form:
        parts: list[Any] = [part for part in form.values() if not isinstance(part, str)]
        return b"".join([await part.read() for part in parts])
