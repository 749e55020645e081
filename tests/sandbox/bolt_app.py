"""A small real Bolt app that writes down what it hears and answers as the test says."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.workspace import ANA, APP_TOKEN, SIGNING_SECRET
from bot.sandbox.world import World
from tests.sandbox.making import modal, text_input

Answer = Callable[[AsyncAck, dict[str, Any]], Awaitable[None]]


async def plain_ack(ack: AsyncAck, _body: dict[str, Any]) -> None:
    """Say nothing but that it arrived."""
    await ack()


class BoltApp:
    """The app, what it heard, and how it answers."""

    def __init__(self, client: AsyncWebClient) -> None:
        self.heard: list[dict[str, Any]] = []
        self.answer: Answer = plain_ack
        self.client = client
        self.app = AsyncApp(client=client, signing_secret=SIGNING_SECRET)
        self.app.action(re.compile(".*"))(self._hear)
        for kind in ("view_submission", "view_closed"):
            self.app.view({"type": kind, "callback_id": "form"})(self._hear)
        self.app.shortcut("send")(self._hear)
        self.app.command("/mod")(self._hear)
        self.app.event("app_home_opened")(self._hear)

    async def _hear(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        self.heard.append(body)
        await self.answer(ack, body)

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[AsyncSocketModeHandler]:
        """The app over Socket Mode."""
        handler = AsyncSocketModeHandler(self.app, APP_TOKEN)
        await handler.connect_async()  # type: ignore[no-untyped-call]
        try:
            yield handler
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]
            await asyncio.sleep(0)  # aiohttp lets go of its transports in the next turn


async def form(world: World, client: AsyncWebClient, *blocks: dict[str, Any], **more: Any) -> str:
    """A form in front of Ana; its id."""
    view = modal(*(blocks or (text_input(),)), callback_id="form", **more)
    trigger_id = world.slack.handles.new_trigger(ANA)
    return str((await client.views_open(trigger_id=trigger_id, view=view))["view"]["id"])
