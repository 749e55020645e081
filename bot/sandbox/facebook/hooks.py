"""Delivers what happened on the practice Pages to the bot's address, signed."""

import asyncio
import json
import ssl
from datetime import datetime
from hashlib import sha256
from hmac import new as hmac
from typing import Any

import httpx

_LARGEST_BATCH = 1000


class Hooks:
    """The changes not yet delivered. Like Facebook's they may come twice, late and in any order."""

    def __init__(self, app_secret: str) -> None:
        self.url: str | None = None  # nobody is told anything until it is set
        self.paused = False  # keep the changes; `waiting` may be put in another order meanwhile
        self.copies = 1  # how often each delivery is sent
        self.waiting: list[tuple[str, dict[str, Any]]] = []  # (page, change)
        self._app_secret = app_secret
        self._sending = asyncio.Lock()

    def add(self, page_id: str, value: dict[str, Any]) -> None:
        """Note a change for the next delivery."""
        if self.url is not None:
            self.waiting.append((page_id, {"field": "feed", "value": value}))

    async def flush(self, at: datetime) -> None:
        """Deliver what waits, unless paused."""
        if not self.paused:
            await self.deliver(at)

    async def deliver(self, at: datetime) -> None:
        """Deliver what waits; what the bot does not take stays for the next time."""
        async with self._sending:
            while self.url is not None and self.waiting:
                batch = self.waiting[:_LARGEST_BATCH]
                if not await self._post(self.url, self._body(batch, at)):
                    return
                del self.waiting[: len(batch)]

    def _body(self, batch: list[tuple[str, dict[str, Any]]], at: datetime) -> bytes:
        entries: dict[str, dict[str, Any]] = {}
        for page_id, change in batch:
            entry = entries.setdefault(page_id, {"id": page_id, "time": int(at.timestamp()), "changes": []})
            entry["changes"].append(change)
        return json.dumps({"object": "page", "entry": list(entries.values())}).encode()

    async def _post(self, url: str, body: bytes) -> bool:
        """Send the copies; tell whether the bot took every one."""
        signature = "sha256=" + hmac(self._app_secret.encode(), body, sha256).hexdigest()
        headers = {"Content-Type": "application/json", "X-Hub-Signature-256": signature}
        # The bot is on this machine: no certificates need loading for it.
        async with httpx.AsyncClient(verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), timeout=5) as client:
            try:
                answers = [await client.post(url, content=body, headers=headers) for _ in range(self.copies)]
            except httpx.RequestError:
                return False
        return all(answer.is_success for answer in answers)
