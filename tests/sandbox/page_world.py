"""A practice world with a tiny real Bolt app in it, for the page's tests."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.sandbox.page.routes import routes
from bot.sandbox.platform_faults import PlatformFaults
from bot.sandbox.platforms import PublicComment, PublicPost
from bot.sandbox.server import Server, create_app
from bot.sandbox.slack.state import BOT_TOKEN, BOT_USER, MODERATORS, SIGNING_SECRET, Message
from bot.sandbox.world import World

HOSTILE = (
    "<!channel> <@U0ANA> *bold* <script>document.title='owned'</script>"
    " <img src=x onerror=alert(1)> \u202ertl \ud800"
)


@dataclass
class Page:
    """A public page kept in memory."""

    title: str
    world: World
    faults: PlatformFaults = field(default_factory=PlatformFaults)
    kept: list[PublicPost] = field(default_factory=list)

    def posts(self) -> list[PublicPost]:
        return self.kept

    async def add_post(self, title: str, text: str) -> str:
        at = self.world.now()
        self.kept.append(PublicPost(id=f"p{len(self.kept)}", title=title, text=text, at=at, comments=[]))
        self.world.touch()
        return self.kept[-1].id

    async def add_comment(self, post_id: str, author: str, text: str, *, media: Sequence[str] = ()) -> str:
        comments = next(post for post in self.kept if post.id == post_id).comments
        key = f"{post_id}c{len(comments)}"
        at = self.world.now()
        comments.append(PublicComment(id=key, author=author, text=text, at=at, media=tuple(media)))
        self.world.touch()
        return key

    async def edit_comment(self, comment_id: str, text: str) -> None:
        self._change(comment_id, text=text)

    def hide(self, comment_id: str) -> None:
        self._change(comment_id, hidden=True)

    def _change(self, comment_id: str, **what: Any) -> None:
        for post in self.kept:
            post.comments[:] = [
                replace(one, **what) if one.id == comment_id else one for one in post.comments
            ]
        self.world.touch()

    def to_json(self) -> dict[str, Any]:
        return {}

    def restore(self, saved: dict[str, Any]) -> None:
        """Nothing of a test outlives it."""


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def note(text: str) -> dict[str, Any]:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text}]}


def card(case: int, words: str = HOSTILE, *, done: str = "") -> list[dict[str, Any]]:
    """A card as the desk sends them, with every kind of thing a message may hold."""
    title = f"*{'REMOVED' if done else 'HIGH'}* · 7.1.7 Spam or irrelevant external links"
    choices = [{"text": plain(text), "value": f"{value}:{case}"} for text, value in
               (("Other ground…", "ground"), ("Assign to me", "mine"), ("Wrong flag", "wrong"))]  # fmt: skip
    buttons = [("Remove", "remove", "danger"), ("Keep", "keep", None), ("Escalate", "escalate", None)]
    quote = {"type": "rich_text_quote", "elements": [{"type": "text", "text": words}]}
    actions = [
        {"type": "button", "text": plain(text), "action_id": action, "value": str(case),
         "accessibility_label": f"{text} case {case}"} | ({"style": style} if style else {})
        for text, action, style in buttons
    ]  # fmt: skip
    return [
        {
            "type": "section",
            "text": {"type": "mrkdwn", "text": f"{title}\nFacebook · Town of Westlock · case {case}"},
            "accessory": {"type": "overflow", "action_id": "more", "options": choices},
        },
        {"type": "rich_text", "elements": [quote]},
        note("Why: a link off the page · same text 3 times"),
        *([] if done else [{"type": "actions", "elements": actions}]),
        *([note(done)] if done else []),
    ]  # fmt: skip


def modal() -> dict[str, Any]:
    """A form with the inputs the desk uses."""
    grounds = [{"text": plain(f"7.1.{n}"), "value": f"7.1.{n}"} for n in (2, 4, 7)]
    return {
        "type": "modal", "callback_id": "asked", "title": plain("Ask the CAO"), "submit": plain("Escalate"),
        "close": plain("Cancel"), "blocks": [
            {"type": "input", "block_id": "question", "label": plain("What should the CAO decide?"),
             "hint": plain("The CAO sees the comment as it was captured."),
             "element": {"type": "plain_text_input", "action_id": "text", "multiline": True}},
            {"type": "input", "block_id": "ground", "label": plain("Clause"), "optional": True,
             "element": {"type": "static_select", "action_id": "choice", "options": grounds}},
            {"type": "input", "block_id": "urgent", "label": plain("How urgent"),
             "element": {"type": "radio_buttons", "action_id": "choice", "initial_option": grounds[0],
                         "options": grounds[:2]}},
        ],
    }  # fmt: skip


def build_app(client: AsyncWebClient, gate: asyncio.Event) -> AsyncApp:
    """An app that answers what the page's tests do."""
    app = AsyncApp(client=client, signing_secret=SIGNING_SECRET, process_before_response=True)

    @app.action("remove")
    async def remove(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        place, ts = body["channel"]["id"], body["message"]["ts"]
        case = int(body["actions"][0]["value"])
        done = f"Removed by <@{body['user']['id']}>"
        await gate.wait()
        await client.chat_update(channel=place, ts=ts, text=done, blocks=card(case, "gone", done=done))
        await ack()

    @app.action("escalate")
    async def escalate(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=modal())
        await ack()

    @app.view("asked")
    async def asked(ack: AsyncAck, view: dict[str, Any], client: AsyncWebClient) -> None:
        words = view["state"]["values"]["question"]["text"]["value"]
        if len(words) < 10:
            await ack(response_action="errors", errors={"question": "Say a little more."})
            return
        await client.chat_postMessage(channel=MODERATORS, text=f"Asked: {words}")
        await ack()

    @app.action("more")
    async def more(ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond) -> None:
        chosen = body["actions"][0]["selected_option"]["value"]
        await respond(f"You chose {chosen}", response_type="ephemeral", replace_original=False)
        await ack()

    _add_the_rest(app)
    return app


def _add_the_rest(app: AsyncApp) -> None:
    @app.action("pick")
    async def pick(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await client.chat_postMessage(
            channel=MODERATORS, text=f"Picked {body['actions'][0]['selected_user']}"
        )
        await ack()

    @app.command("/mod")
    async def mod(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack(f"The queue is empty ({body['text']}).")

    @app.shortcut("send_to_moderators")
    async def send(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await client.chat_postMessage(channel=MODERATORS, text=f"Sent in: {body['message']['text']}")
        await ack()

    @app.event("app_home_opened")
    async def home(event: dict[str, Any], client: AsyncWebClient) -> None:
        counts = {"type": "header", "text": plain("3 crisis · 7 high · 41 normal")}
        blocks = [counts, note(f"Drawn for <@{event['user']}>")]
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})


@dataclass
class Stage:
    """A running world and its address."""

    world: World
    url: str
    facebook: Page
    blog: Page
    gate: asyncio.Event  # while it is clear, the app is still working on a removal

    def post_card(self, case: int, words: str = HOSTILE, channel: str = MODERATORS) -> Message:
        slack = self.world.slack
        message = Message(slack.next_ts(), BOT_USER, f"Case {case}", blocks=with_ids(card(case, words)))
        return slack.add_message(channel, message)


def with_ids(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"block_id": f"b{number}"} | block for number, block in enumerate(blocks)]


@asynccontextmanager
async def open_stage() -> AsyncIterator[Stage]:
    """Serve a world with two pages, a post each, and the app."""
    world = World(lambda: datetime.now(UTC))
    gate = asyncio.Event()
    gate.set()
    handler: list[AsyncSlackRequestHandler] = []

    async def bolt(request: Request) -> Response:
        return await handler[0].handle(request)

    app = create_app(world, [*routes(world), Route("/bolt", bolt, methods=["POST"])])
    async with Server(app) as server:
        client = AsyncWebClient(BOT_TOKEN, base_url=f"{server.url}/api/")
        handler.append(AsyncSlackRequestHandler(build_app(client, gate)))
        world.slack.events_url = f"{server.url}/bolt"
        facebook, blog = Page("Town of Westlock", world), Page("Town blog", world)
        world.platforms |= {"facebook": facebook, "wordpress": blog}
        await facebook.add_post("Pool reopens Monday", "The water is warming up.")
        await blog.add_post("Council thanks the volunteers", "Forty people rebuilt the dugouts.")
        yield Stage(world, server.url, facebook, blog, gate)
