"""The Web API's front door: arguments, tokens, scopes, and what is refused before any work."""

import json
from typing import Any

import httpx
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.server import Server
from bot.sandbox.slack.methods import METHODS
from bot.sandbox.slack.web_api.calls import BEHAVIOUR
from bot.sandbox.slack.workspace import APP_TOKEN, BOT_TOKEN, BOT_USER, EVAN, GENERAL, MODERATORS, UserGroup
from bot.sandbox.world import World
from tests.sandbox.making import error_of, refusal, section

BEARER = {"Authorization": f"Bearer {BOT_TOKEN}"}
ARGS = {"channel": MODERATORS, "text": "Hello", "blocks": json.dumps([section()])}


@pytest.mark.parametrize(
    "placement",
    [
        {"json": ARGS | {"blocks": [section()]}},
        {"json": ARGS},
        {"data": ARGS},
        {"params": ARGS},
        {"params": {"channel": MODERATORS}, "data": {"text": "Hello", "blocks": ARGS["blocks"]}},
        {"files": {name: (None, value) for name, value in ARGS.items()}},
    ],
    ids=["json", "json with text inside", "form", "query", "query and form", "multipart"],
)
async def test_arguments_are_read_wherever_they_stand(
    world: World, server: Server, placement: dict[str, Any]
) -> None:
    async with httpx.AsyncClient(base_url=server.url, headers=BEARER) as http:
        answer = (await http.post("/api/chat.postMessage", **placement)).json()
    assert answer["ok"], answer
    [message] = world.slack.messages[MODERATORS]
    assert message.text == "Hello"
    assert message.blocks is not None
    assert message.blocks[0]["text"]["text"] == "Hello"


async def test_the_token_may_be_an_argument(server: Server) -> None:
    async with httpx.AsyncClient(base_url=server.url) as http:
        answer = (await http.get("/api/auth.test", params={"token": BOT_TOKEN})).json()
    assert answer["user_id"] == BOT_USER


@pytest.mark.parametrize(
    ("token", "method", "error"),
    [
        (None, "auth.test", "not_authed"),
        ("xoxb-stolen", "auth.test", "invalid_auth"),
        (APP_TOKEN, "auth.test", "not_allowed_token_type"),
        (BOT_TOKEN, "apps.connections.open", "not_allowed_token_type"),
        (BOT_TOKEN, "chat.shout", "unknown_method"),
    ],
)
async def test_a_wrong_token_or_method_is_refused(
    server: Server, token: str | None, method: str, error: str
) -> None:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with httpx.AsyncClient(base_url=server.url, headers=headers) as http:
        response = await http.post(f"/api/{method}")
    assert response.status_code == 200
    assert response.json()["error"] == error


async def test_a_revoked_token_stops_working(world: World, client: AsyncWebClient) -> None:
    world.slack.faults.revoked = True
    assert await error_of(client.auth_test()) == "token_revoked"


async def test_a_missing_scope_is_named(client: AsyncWebClient) -> None:
    answer = await refusal(client.reactions_add(channel=MODERATORS, timestamp="1.000000", name="eyes"))
    assert answer["error"] == "missing_scope"
    assert answer["needed"] == "reactions:write"
    assert "chat:write" in answer["provided"].split(",")


async def test_a_conversation_needs_the_scope_of_its_kind(world: World, client: AsyncWebClient) -> None:
    world.slack.scopes.remove("groups:read")
    assert (await refusal(client.conversations_info(channel=MODERATORS)))["needed"] == "groups:read"
    assert (await client.conversations_info(channel=GENERAL))["channel"]["name"] == "general"


async def test_the_scopes_can_be_those_of_a_manifest(world: World, client: AsyncWebClient) -> None:
    world.slack.install(
        {
            "features": {
                "app_home": {"home_tab_enabled": False, "messages_tab_enabled": False},
                "slash_commands": [{"command": "/mod"}],
                "shortcuts": [{"callback_id": "send", "name": "Send", "type": "message"}],
            },
            "oauth_config": {"scopes": {"bot": ["chat:write", "commands"]}},
            "settings": {
                "event_subscriptions": {"bot_events": []},
                "interactivity": {"is_enabled": True},
            },
        }
    )
    assert await error_of(client.users_info(user=EVAN)) == "missing_scope"
    assert await error_of(client.chat_postMessage(channel=EVAN, text="x")) == "messages_tab_disabled"
    view = {"type": "home", "blocks": []}
    assert await error_of(client.views_publish(user_id=EVAN, view=view)) == "not_enabled"
    with pytest.raises(LookupError, match="not a valid command"):
        await world.slack.command(EVAN, GENERAL, "/emergency", "")
    with pytest.raises(LookupError, match="no shortcut"):
        await world.slack.global_shortcut(EVAN, "report")
    assert (await world.slack.open_home(EVAN)).status is None


async def test_missing_and_unknown_arguments_are_named(client: AsyncWebClient) -> None:
    answer = await refusal(client.api_call("chat.update", json={"channel": MODERATORS, "colour": "red"}))
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] missing required field: ts",
        "[ERROR] invalid additional property: colour",
    ]


@pytest.mark.parametrize(("body", "error"), [(b"{", "invalid_json"), (b"[]", "json_not_object")])
async def test_a_body_that_is_not_a_json_object_is_refused(server: Server, body: bytes, error: str) -> None:
    headers = BEARER | {"Content-Type": "application/json; charset=utf-8"}
    async with httpx.AsyncClient(base_url=server.url, headers=headers) as http:
        assert (await http.post("/api/auth.test", content=body)).json()["error"] == error


async def test_answers_carry_slacks_headers(client: AsyncWebClient) -> None:
    headers = (await client.auth_test()).headers
    assert "chat:write" in headers["x-oauth-scopes"]
    assert headers["x-slack-req-id"]


async def test_users_are_known_to_the_api_even_after_they_left(world: World, client: AsyncWebClient) -> None:
    world.slack.people[EVAN].deleted = True
    assert (await client.users_info(user=EVAN))["user"]["deleted"] is True
    assert await error_of(client.users_info(user="U0NOBODY")) == "user_not_found"
    first = await client.users_list(limit=3)
    rest = await client.users_list(limit=3, cursor=first["response_metadata"]["next_cursor"])
    assert [one["id"] for one in [*first["members"], *rest["members"]]] == list(world.slack.people)
    assert rest["response_metadata"]["next_cursor"] == ""


async def test_user_groups_need_a_paid_plan(world: World, client: AsyncWebClient) -> None:
    world.slack.scopes.add("usergroups:read")
    assert await error_of(client.usergroups_list()) == "plan_upgrade_required"
    assert await error_of(client.usergroups_users_list(usergroup="S1")) == "plan_upgrade_required"
    world.slack.paid_plan = True
    assert (await client.usergroups_list())["usergroups"] == []
    assert await error_of(client.usergroups_users_list(usergroup="S1")) == "no_such_subteam"


def test_every_method_in_the_table_has_its_behaviour() -> None:
    assert set(METHODS) == set(BEHAVIOUR)


@pytest.mark.parametrize(
    ("content", "content_type", "error"),
    [
        (b"text=x", None, "missing_post_type"),
        (b"<x/>", "application/xml", "invalid_post_type"),
        (b"{}", "application/json; charset=klingon", "invalid_charset"),
        (b"no parts", "multipart/form-data; boundary=b", "invalid_form_data"),
        (b"no parts", "multipart/form-data", "invalid_form_data"),
    ],
)
async def test_a_body_slack_cannot_read_is_refused(
    server: Server, content: bytes, content_type: str | None, error: str
) -> None:
    headers = BEARER | ({"Content-Type": content_type} if content_type else {})
    async with httpx.AsyncClient(base_url=server.url, headers=headers) as http:
        assert (await http.post("/api/auth.test", content=content)).json()["error"] == error


async def test_an_address_is_shown_only_with_its_own_scope(world: World, client: AsyncWebClient) -> None:
    assert "email" not in (await client.users_info(user=EVAN))["user"]["profile"]
    world.slack.scopes.add("users:read.email")
    found = (await client.users_lookupByEmail(email="EVAN@westlock.example"))["user"]
    assert (found["id"], found["profile"]["email"]) == (EVAN, "evan@westlock.example")


async def test_the_app_token_needs_its_own_scope(world: World, server: Server) -> None:
    app = AsyncWebClient(token=APP_TOKEN, base_url=f"{server.url}/api/")
    answer = await app.apps_connections_open(app_token=APP_TOKEN)
    assert answer.headers["x-oauth-scopes"] == "connections:write"
    world.slack.app_scopes = {"authorizations:read"}
    refused = await refusal(app.apps_connections_open(app_token=APP_TOKEN))
    assert (refused["needed"], refused["provided"]) == ("connections:write", "authorizations:read")


async def test_another_name_needs_another_scope(world: World, client: AsyncWebClient) -> None:
    named = {"channel": MODERATORS, "text": "x", "username": "Clerk"}
    assert (await refusal(client.api_call("chat.postMessage", json=named)))[
        "needed"
    ] == "chat:write.customize"
    world.slack.scopes.add("chat:write.customize")
    assert (await client.api_call("chat.postMessage", json=named))["message"]["username"] == "Clerk"


async def test_a_paid_plan_has_user_groups(world: World, client: AsyncWebClient) -> None:
    world.slack.scopes.add("usergroups:read")
    world.slack.paid_plan = True
    world.slack.user_groups["S1"] = UserGroup("S1", "mods", "Moderators", [EVAN])
    [group] = (await client.usergroups_list(include_users=True, include_count=True))["usergroups"]
    assert (group["id"], group["handle"], group["users"], group["user_count"]) == ("S1", "mods", [EVAN], 1)
    assert (await client.usergroups_users_list(usergroup="S1"))["users"] == [EVAN]


async def test_api_test_fails_when_asked_to(client: AsyncWebClient) -> None:
    assert await error_of(client.api_test(error="my_error")) == "my_error"
    assert (await client.api_call("api.test", params={"foo": "bar"}))["args"] == {"foo": "bar"}
