"""What the page's switches for dropped connections do, seen from the desk's side of the wire."""

import aiohttp
import httpx
import pytest

from bot.sandbox.facebook.pages import PAGE_TOKENS, TOWN
from bot.sandbox.page.faults import repair, switch
from bot.sandbox.server import Server, create_app
from bot.sandbox.slack.state import BOT_TOKEN
from bot.sandbox.town import make_world


@pytest.mark.parametrize(("kind", "hidden"), [("dropped", False), ("lost", True)])
async def test_a_broken_off_request_is_done_only_where_its_answer_was_lost(kind: str, hidden: bool) -> None:
    world, routes = make_world()
    facebook = world.platforms["facebook"]
    comment = await facebook.add_comment(facebook.posts()[0].id, "Prize Desk", "claim your prize")
    async with Server(create_app(world, routes)) as server, httpx.AsyncClient() as client:
        address = f"{server.url}/graph/v26.0/{comment}"
        asked = {"is_hidden": "true", "access_token": PAGE_TOKENS[TOWN]}
        await switch(world, "facebook", kind, on=True)
        with pytest.raises(httpx.RemoteProtocolError):
            await client.post(address, data=asked)
        assert facebook.comments[comment].hidden is hidden
        await repair(world)
        assert (await client.post(address, data=asked)).status_code == 200
        assert facebook.comments[comment].hidden is True


async def test_while_sockets_are_dropped_none_opens_and_methods_still_work() -> None:
    world, routes = make_world()
    async with Server(create_app(world, routes)) as server, aiohttp.ClientSession() as session:

        def link() -> str:
            return f"{server.url}/link?ticket={world.slack.delivery.ticket()}"

        opened = await session.ws_connect(link())
        await opened.receive_json()
        await switch(world, "slack", "dropped", on=True)
        assert (await opened.receive()).type == aiohttp.WSMsgType.CLOSE
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(link())
        async with session.post(f"{server.url}/api/auth.test", data={"token": BOT_TOKEN}) as answer:
            assert (await answer.json())["ok"] is True
        await repair(world)
        again = await session.ws_connect(link())
        assert (await again.receive_json())["type"] == "hello"
        await again.close()
