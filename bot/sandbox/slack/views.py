"""Views as Slack keeps them: made from what the app sends, opened, replaced, pushed."""

import json
import secrets
from typing import Any

from bot.sandbox.slack.blocks.check import view_problems
from bot.sandbox.slack.elements import state_of
from bot.sandbox.slack.messages import with_ids
from bot.sandbox.slack.refusal import Refused, invalid_arguments
from bot.sandbox.slack.state import APP_ID, BOT_ID, TEAM_ID, State

MAX_STACK = 3
MAX_BYTES = 250_000


def make_view(state: State, given: Any, kinds: set[str]) -> dict[str, Any]:
    """A view as the API shows it, from one the app sent; refuse one that breaks a rule."""
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except json.JSONDecodeError:
            raise invalid_arguments("must provide an object [json-pointer:/view]") from None
    if not isinstance(given, dict):
        raise invalid_arguments("must provide an object [json-pointer:/view]")
    if len(json.dumps(given, ensure_ascii=False).encode()) > MAX_BYTES:
        raise Refused("view_too_large")
    problems = view_problems(given, kinds)
    if problems:
        raise invalid_arguments(*problems)
    blocks = with_ids(state, given["blocks"])
    return {
        "id": state.next_id("V"),
        "team_id": TEAM_ID,
        "type": given["type"],
        "title": given.get("title"),
        "submit": given.get("submit"),
        "close": given.get("close"),
        "blocks": blocks,
        "private_metadata": given.get("private_metadata", ""),
        "callback_id": given.get("callback_id", ""),
        "external_id": given.get("external_id", ""),
        "state": {"values": {}},
        "hash": new_hash(state),
        "clear_on_close": given.get("clear_on_close", False),
        "notify_on_close": given.get("notify_on_close", False),
        "previous_view_id": None,
        "root_view_id": None,
        "app_id": APP_ID,
        "app_installed_team_id": TEAM_ID,
        "bot_id": BOT_ID,
    }


def new_hash(state: State) -> str:
    """The mark of one revision of a view."""
    return f"{int(state.now().timestamp())}.{secrets.token_hex(4)}"


def check_external_id(state: State, view: dict[str, Any], replaced: str | None = None) -> None:
    """Refuse an external id that another view has."""
    for other in state.views():
        if view["external_id"] and other["external_id"] == view["external_id"] and other["id"] != replaced:
            raise Refused("duplicate_external_id")


def open_view(state: State, user: str, view: dict[str, Any]) -> dict[str, Any]:
    """Put a modal in front of a person, in place of any that was there."""
    check_external_id(state, view)
    view["root_view_id"] = view["id"]
    state.modals[user] = [view]
    state.touch()
    return view


def push_view(state: State, user: str, view: dict[str, Any]) -> dict[str, Any]:
    """Lay a modal over the one a person has open."""
    stack = state.modals.get(user, [])
    if not stack:
        raise Refused("not_found")
    if len(stack) >= MAX_STACK:
        raise Refused("push_limit_reached")
    check_external_id(state, view)
    view |= {"root_view_id": stack[0]["id"], "previous_view_id": stack[-1]["id"]}
    stack.append(view)
    state.touch()
    return view


def replace_view(state: State, old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Change a view where it stands; what was typed stays where the same element is still there."""
    check_external_id(state, new, replaced=old["id"])
    kept = state_of(new["blocks"], old["state"]["values"]) if old["state"]["values"] else {}
    places = ("id", "root_view_id", "previous_view_id")
    old.update(new | {key: old[key] for key in places} | {"state": {"values": kept}})
    state.touch()
    return old


def publish_view(state: State, user: str, view: dict[str, Any]) -> dict[str, Any]:
    """Show a person their home tab; its id stays from one edition to the next."""
    old = state.homes.get(user)
    check_external_id(state, view, replaced=old["id"] if old else None)
    if old is not None:
        view["id"] = old["id"]
    view["root_view_id"] = view["id"]
    state.homes[user] = view
    state.touch()
    return view
