"""auth.*, apps.*, users.* and usergroups.*: who is who."""

from typing import Any

from bot.sandbox.slack.payloads import person_json
from bot.sandbox.slack.refusal import Refused, invalid_arguments
from bot.sandbox.slack.state import APP_ID, BOT_ID, BOT_USER, TEAM_DOMAIN, TEAM_ID, Person, UserGroup
from bot.sandbox.slack.web_api.conversations import paged
from bot.sandbox.slack.web_api.reading import flag
from bot.sandbox.slack.workspace import Workspace

TEAM_NAME = "Town of Westlock (practice)"


def api_test(_workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """Say that the API answers, or fail with the error that was asked for."""
    if args.get("error"):
        raise Refused(str(args["error"]), args=args)
    return {"args": args}


def auth_test(workspace: Workspace, _args: dict[str, Any]) -> dict[str, Any]:
    """Say whose token it is."""
    return {
        "url": workspace.url,
        "team": TEAM_NAME,
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
    return {"user": _shown(workspace, person)}


def users_list(workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """Everybody, those who left included."""
    try:
        page, cursor = paged([_shown(workspace, one) for one in workspace.people.values()], args, 100)
    except Refused as refusal:  # the word for a bad limit is not one of this method's
        raise invalid_arguments("invalid `limit`") if refusal.error == "invalid_limit" else refusal from None
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


def lookup_by_email(workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """The person with this address; people who left are not found."""
    wanted = str(args["email"]).lower()
    for person in workspace.people.values():
        if person.email.lower() == wanted and not person.deleted:
            return {"user": _shown(workspace, person)}
    raise Refused("users_not_found")


def _shown(workspace: Workspace, person: Person) -> dict[str, Any]:
    return person_json(person, with_email="users:read.email" in workspace.scopes)


def bots_info(workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """The app as a bot; there is no other."""
    if args.get("bot") not in (None, "", BOT_ID):
        raise Refused("bot_not_found")
    bot = workspace.people[BOT_USER]
    shown = {"id": BOT_ID, "deleted": bot.deleted, "name": bot.name, "app_id": APP_ID, "user_id": BOT_USER}
    return {"bot": shown if args.get("bot") else {}}


def team_info(workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """The workspace itself; the app sees no other."""
    known = args.get("team") in (None, TEAM_ID) and args.get("domain") in (None, TEAM_DOMAIN)
    if not known:
        raise Refused("team_not_found")
    return {"team": {"id": TEAM_ID, "name": TEAM_NAME, "url": workspace.url, "domain": TEAM_DOMAIN}}


def usergroups_list(workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """The user groups; on a free plan not even the question is allowed."""
    _need_paid_plan(workspace)
    return {"usergroups": [_group(group, args) for group in workspace.user_groups.values()]}


def _group(group: UserGroup, args: dict[str, Any]) -> dict[str, Any]:
    shown: dict[str, Any] = {"id": group.id, "team_id": TEAM_ID, "is_usergroup": True}
    shown |= {"name": group.name, "handle": group.handle}
    if flag(args, "include_count"):
        shown["user_count"] = len(group.users)
    if flag(args, "include_users"):
        shown["users"] = list(group.users)
    return shown


def usergroups_users_list(workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """The members of a user group."""
    _need_paid_plan(workspace)
    group = workspace.user_groups.get(str(args["usergroup"]))
    if group is None:
        raise Refused("no_such_subteam")
    return {"users": list(group.users)}


def _need_paid_plan(workspace: Workspace) -> None:
    if not workspace.paid_plan:
        raise Refused("plan_upgrade_required")
