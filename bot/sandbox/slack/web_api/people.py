"""auth.*, apps.*, users.* and usergroups.*: who is who."""

from typing import Any

from bot.sandbox.slack.payloads import person_json
from bot.sandbox.slack.refusal import Refused
from bot.sandbox.slack.state import APP_ID, BOT_ID, BOT_USER, TEAM_ID
from bot.sandbox.slack.web_api.conversations import paged
from bot.sandbox.slack.workspace import Workspace


def api_test(_workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """Say that the API answers."""
    return {"args": args}


def auth_test(workspace: Workspace, _args: dict[str, Any]) -> dict[str, Any]:
    """Say whose token it is."""
    return {
        "url": workspace.url,
        "team": "Town of Westlock (practice)",
        "user": workspace.people[BOT_USER].name,
        "team_id": TEAM_ID,
        "user_id": BOT_USER,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


def open_connection(workspace: Workspace, _args: dict[str, Any]) -> dict[str, Any]:
    """An address where the app may open one socket."""
    base = workspace.handles.base_url.replace("http", "ws", 1)
    return {"url": f"{base}/link?ticket={workspace.delivery.ticket()}&app_id={APP_ID}"}


def users_info(workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """One person."""
    person = workspace.people.get(str(args["user"]))
    if person is None:
        raise Refused("user_not_found")
    return {"user": person_json(person)}


def users_list(workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """Everybody, those who left included."""
    page, cursor = paged([person_json(person) for person in workspace.people.values()], args, 100)
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


def usergroups_list(workspace: Workspace, _args: dict[str, Any]) -> dict[str, Any]:
    """The user groups: none here, and on a free plan not even the question is allowed."""
    if not workspace.paid_plan:
        raise Refused("plan_upgrade_required")
    return {"usergroups": []}


def usergroups_users_list(workspace: Workspace, _args: dict[str, Any]) -> dict[str, Any]:
    """The members of a user group."""
    if not workspace.paid_plan:
        raise Refused("plan_upgrade_required")
    raise Refused("no_such_subteam")
