"""Every method alike: where arguments stand, what an answer holds, tokens, scopes, paces."""

import json
from typing import Any

import httpx
import pytest

from bot.sandbox.server import create_app
from bot.sandbox.slack.limits import RateLimited
from bot.sandbox.slack.methods import METHODS
from bot.sandbox.slack.refusal import Refused
from bot.sandbox.slack.web_api.calls import call
from bot.sandbox.slack.workspace import ANA, APP_TOKEN, BOT_ID, BOT_TOKEN, BOT_USER, GENERAL, MODERATORS
from bot.sandbox.world import World
from tests.sandbox.making import home, modal, section
from tests.sandbox.prepared import Prepared

HERE = {"channel": MODERATORS}
MARKED = {**HERE, "timestamp": "$mine"}
# method -> arguments of a call that works, and what its answer holds beside `ok`
WORKS: dict[str, tuple[dict[str, Any], str]] = {
    "api.test": ({"foo": "bar"}, "args"),
    "auth.test": ({}, "url team user team_id user_id bot_id is_enterprise_install"),
    "apps.connections.open": ({}, "url"),
    "chat.postMessage": ({**HERE, "blocks": [section()], "text": "x"}, "channel ts message"),
    "chat.update": ({**HERE, "ts": "$mine", "blocks": [section()]}, "channel ts text message"),
    "chat.delete": ({**HERE, "ts": "$mine"}, "channel ts"),
    "chat.postEphemeral": ({**HERE, "user": ANA, "text": "x"}, "message_ts"),
    "chat.scheduleMessage": (
        {**HERE, "post_at": "$soon", "text": "x"},
        "channel scheduled_message_id post_at message",
    ),
    "chat.deleteScheduledMessage": ({**HERE, "scheduled_message_id": "Q1"}, ""),
    "chat.getPermalink": ({**HERE, "message_ts": "$mine"}, "channel permalink"),
    "views.open": ({"trigger_id": "$trigger", "view": modal()}, "view"),
    "views.push": ({"trigger_id": "$trigger", "view": modal()}, "view"),
    "views.update": ({"view_id": "$modal", "view": modal()}, "view"),
    "views.publish": ({"user_id": ANA, "view": home()}, "view"),
    "conversations.open": ({"users": ANA}, "channel"),
    "conversations.info": (HERE, "channel"),
    "conversations.members": ({**HERE, "limit": 2}, "members response_metadata"),
    "conversations.list": ({"exclude_archived": True}, "channels response_metadata"),
    "conversations.join": ({"channel": GENERAL}, "channel"),
    "conversations.history": ({**HERE, "inclusive": True}, "messages has_more pin_count response_metadata"),
    "conversations.replies": ({**HERE, "ts": "$mine"}, "messages has_more response_metadata"),
    "users.info": ({"user": ANA}, "user"),
    "users.list": ({"limit": 2}, "members response_metadata"),
    "users.lookupByEmail": ({"email": "ana@westlock.example"}, "user"),
    "bots.info": ({"bot": BOT_ID}, "bot"),
    "team.info": ({}, "team"),
    "usergroups.list": ({"include_users": True}, "usergroups"),
    "usergroups.users.list": ({"usergroup": "S1"}, "users"),
    "files.getUploadURLExternal": ({"filename": "a.txt", "length": 3}, "upload_url file_id"),
    "files.completeUploadExternal": ({"files": [{"id": "F2"}], "channel_id": MODERATORS}, "files"),
    "files.info": ({"file": "F1"}, "file comments response_metadata"),
    "pins.add": (MARKED, ""),
    "pins.remove": (MARKED, ""),
    "reactions.add": ({**MARKED, "name": "eyes"}, ""),
    "reactions.remove": ({**MARKED, "name": "eyes"}, ""),
    "bookmarks.add": (
        {"channel_id": MODERATORS, "title": "x", "type": "link", "link": "https://x.ca"},
        "bookmark",
    ),
    "bookmarks.edit": ({"channel_id": MODERATORS, "bookmark_id": "$bookmark", "title": "y"}, "bookmark"),
    "bookmarks.list": ({"channel_id": MODERATORS}, "bookmarks"),
    "bookmarks.remove": ({"channel_id": MODERATORS, "bookmark_id": "$bookmark"}, ""),
}
SCOPED = [name for name, method in METHODS.items() if method.scopes or method.app_scope]
PACED = [name for name, method in METHODS.items() if method.per_minute]


def token_for(name: str) -> str:
    """The kind of token a method takes."""
    return APP_TOKEN if METHODS[name].app_token else BOT_TOKEN


def needed(name: str) -> str:
    """The scopes a method asks for."""
    return METHODS[name].app_scope or ",".join(METHODS[name].scopes)


def ready(world: World, name: str) -> dict[str, Any]:
    """Arguments of a call that works now."""
    prepared = Prepared(world)
    [message] = [one for one in world.slack.messages[MODERATORS] if one.ts == prepared.names["mine"]]
    message.pinned = name == "pins.remove"
    if name == "reactions.remove":
        message.reactions = [{"name": "eyes", "users": [BOT_USER], "count": 1}]
    return prepared.fill(WORKS[name][0])


def word_of(world: World, name: str, token: str | None, args: dict[str, Any] | None = None) -> str:
    """The word a call is refused with."""
    with pytest.raises(Refused) as refused:
        call(world.slack, name, {} if args is None else args, token)
    return refused.value.error


def test_the_table_of_working_calls_is_complete() -> None:
    assert set(WORKS) == set(METHODS)


@pytest.mark.parametrize("name", WORKS)
@pytest.mark.parametrize("placement", ["json", "data", "params", "files", "get"])
async def test_a_method_answers_alike_wherever_its_arguments_stand(
    world: World, name: str, placement: str
) -> None:
    args = ready(world, name)
    if placement != "json":
        args = {
            key: value if isinstance(value, str) else json.dumps(value).strip() for key, value in args.items()
        }
    transport = httpx.ASGITransport(create_app(world))
    headers = {"Authorization": f"Bearer {token_for(name)}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", headers=headers) as http:
        if placement == "get":
            answer = await http.get(f"/api/{name}", params=args)
        elif placement == "files":
            parts = {key: (None, value) for key, value in args.items()} or {"team_id": (None, "T0")}
            answer = await http.post(f"/api/{name}", files=parts)
        else:
            answer = await http.post(f"/api/{name}", **{placement: args})  # type: ignore[arg-type]
    body = answer.json()
    assert body.pop("ok"), body
    assert set(body) == set(WORKS[name][1].split())
    assert answer.headers["x-oauth-scopes"]
    assert answer.headers["x-accepted-oauth-scopes"] == needed(name)
    assert answer.headers["x-slack-req-id"]
    assert "retry-after" in answer.headers["access-control-expose-headers"]


@pytest.mark.parametrize("name", METHODS)
async def test_a_method_takes_one_kind_of_token(world: World, name: str) -> None:
    other = BOT_TOKEN if METHODS[name].app_token else APP_TOKEN
    assert word_of(world, name, other) == "not_allowed_token_type"
    assert word_of(world, name, None) == "not_authed"
    assert word_of(world, name, "xoxb-stolen") == "invalid_auth"


@pytest.mark.parametrize("name", METHODS)
async def test_a_method_refuses_a_dead_token(world: World, name: str) -> None:
    world.slack.scopes = set()
    if not METHODS[name].app_token:
        world.slack.faults.revoked = True
        assert word_of(world, name, BOT_TOKEN) == "token_revoked"
        world.slack.dead_token = "token_expired"
        assert word_of(world, name, BOT_TOKEN) == "token_expired"
    world.slack.people[BOT_USER].deleted = True
    assert word_of(world, name, token_for(name)) == "account_inactive"


@pytest.mark.parametrize("name", SCOPED)
async def test_a_method_says_which_scope_it_lacks(world: World, name: str) -> None:
    world.slack.scopes = {"chat:none"}
    world.slack.app_scopes = {"chat:none"}
    with pytest.raises(Refused) as refused:
        call(world.slack, name, {}, token_for(name))
    body = refused.value.body
    assert body["error"] == "missing_scope"
    assert body["needed"] == needed(name)
    assert body["provided"] == "chat:none"


@pytest.mark.parametrize("name", METHODS)
async def test_a_method_refuses_arguments_it_does_not_know_or_misses(world: World, name: str) -> None:
    args = ready(world, name)
    for wrong, word in {
        "colour": "invalid_arguments",
        "a b": "invalid_arg_name",
        "x[1]": "invalid_array_arg",
    }.items():
        assert word_of(world, name, token_for(name), args | {wrong: "x"}) == word
    missing = "missing_argument" if "missing_argument" in METHODS[name].refuses else "invalid_arguments"
    for gone in METHODS[name].required:
        rest = {key: value for key, value in args.items() if key != gone}
        assert word_of(world, name, token_for(name), rest) == missing


@pytest.mark.parametrize("name", PACED)
async def test_a_method_has_its_pace_and_no_other_method_waits_for_it(world: World, name: str) -> None:
    Prepared(world).slack.limits = True
    for _ in range(METHODS[name].per_minute or 0):
        with pytest.raises(Refused) as refused:
            call(world.slack, name, {"no such argument": "x"}, token_for(name))
        assert refused.value.error == "invalid_arg_name"
    with pytest.raises(RateLimited) as limited:
        call(world.slack, name, {}, token_for(name))
    assert limited.value.retry_after >= 1
    other = "views.publish" if name != "views.publish" else "users.info"
    assert word_of(world, other, BOT_TOKEN, {"a b": "x"}) == "invalid_arg_name"
