"""The practice Facebook's deliveries, taken by the real connector."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.domain.intake import IncomingComment
from bot.platforms.facebook import FacebookConnector
from bot.sandbox.facebook import TOWN, FacebookWorld
from bot.sandbox.server import Server
from tests.platforms.practice import Practice


@dataclass
class Inbox:
    """What the bot's address was given."""

    connector: FacebookConnector
    platform: FacebookWorld
    closed: bool = False
    deliveries: list[list[str]] = field(default_factory=list)
    comments: list[IncomingComment] = field(default_factory=list)

    async def take(self, request: Request) -> Response:
        if self.closed:
            return Response(status_code=503)
        body = await request.body()
        self.connector.verify(request.headers, body)
        found = self.connector.parse(body, self.platform.now())
        self.comments += found.comments
        self.deliveries.append([c.text for c in found.comments] + [s.what for s in found.skipped])
        return Response()


@pytest.fixture
async def inbox(facebook: Practice[FacebookWorld]) -> AsyncIterator[Inbox]:
    assert isinstance(facebook.connector, FacebookConnector)
    inbox = Inbox(facebook.connector, facebook.platform)
    app = Starlette(routes=[Route("/hooks/facebook", inbox.take, methods=["POST"])])
    app.state.world = facebook.world
    async with Server(app) as server:
        facebook.platform.hook_url = f"{server.url}/hooks/facebook"
        yield inbox


async def test_what_happens_on_the_page_is_delivered_signed(
    facebook: Practice[FacebookWorld], inbox: Inbox
) -> None:
    written = await facebook.platform.add_comment(facebook.post, "Rosa Lind", "First é 🏊 \ud800")
    facebook.clock.forward(minutes=1)
    await facebook.platform.edit_comment(written, "Second")
    await facebook.platform.hide_comment(written)
    await facebook.platform.delete_comment(written)
    assert inbox.deliveries == [["First é 🏊 \ud800"], ["Second"], ["comment hide"], ["comment remove"]]
    added, edited = inbox.comments
    assert (added.comment_id, added.account, added.changed_at) == (written, TOWN, added.created_at)
    assert edited.changed_at == facebook.clock()


async def test_our_own_hiding_echoes_back_as_no_comment(
    facebook: Practice[FacebookWorld], inbox: Inbox
) -> None:
    written = await facebook.platform.add_comment(facebook.post, "Rosa Lind", "Look here")
    await facebook.connector.remove_comment(TOWN, written, "decision-1")
    assert inbox.deliveries == [["Look here"], ["comment hide"]]


async def test_a_delivery_can_come_twice_and_changes_out_of_order(
    facebook: Practice[FacebookWorld], inbox: Inbox
) -> None:
    hooks = facebook.platform.hooks
    hooks.paused, hooks.copies = True, 2
    written = await facebook.platform.add_comment(facebook.post, "Rosa Lind", "First")
    await facebook.platform.edit_comment(written, "Second")
    assert inbox.deliveries == []
    hooks.waiting.reverse()
    await hooks.deliver(facebook.clock())
    assert inbox.deliveries == [["Second", "First"], ["Second", "First"]]


async def test_what_the_bot_did_not_take_is_delivered_again(
    facebook: Practice[FacebookWorld], inbox: Inbox
) -> None:
    inbox.closed = True
    await facebook.platform.add_comment(facebook.post, "Rosa Lind", "First")
    inbox.closed = False
    await facebook.platform.add_comment(facebook.post, "Rosa Lind", "Second")
    assert inbox.deliveries == [["First", "Second"]]


async def test_nobody_is_told_before_an_address_is_set(facebook: Practice[FacebookWorld]) -> None:
    await facebook.platform.add_comment(facebook.post, "Rosa Lind", "First")
    assert facebook.platform.hooks.waiting == []


async def test_a_thousand_changes_at_most_go_into_one_delivery(
    facebook: Practice[FacebookWorld], inbox: Inbox
) -> None:
    facebook.platform.hooks.paused = True
    for number in range(1_001):
        await facebook.platform.add_comment(facebook.post, "Rosa Lind", str(number))
    await facebook.platform.hooks.deliver(facebook.clock())
    assert [len(delivery) for delivery in inbox.deliveries] == [1_000, 1]
