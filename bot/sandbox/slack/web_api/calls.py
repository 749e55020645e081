"""The front door of the Web API: every check that comes before a method, then the method."""

import re
from collections.abc import Callable
from typing import Any

from bot.sandbox.slack.methods import EVERYWHERE, METHODS, Method
from bot.sandbox.slack.refusal import Refused, invalid_arguments
from bot.sandbox.slack.web_api import chat, conversations, files, marks, people, scheduled, views
from bot.sandbox.slack.web_api.places import lacking, need_scope
from bot.sandbox.slack.workspace import APP_TOKEN, BOT_TOKEN, BOT_USER, Workspace

ARGUMENT_NAME = re.compile(r"\w{1,64}", re.ASCII)

BEHAVIOUR: dict[str, Callable[[Workspace, dict[str, Any]], dict[str, Any]]] = {
    "api.test": people.api_test,
    "auth.test": people.auth_test,
    "apps.connections.open": people.open_connection,
    "chat.postMessage": chat.post_message,
    "chat.update": chat.update,
    "chat.delete": chat.delete,
    "chat.postEphemeral": chat.post_ephemeral,
    "chat.scheduleMessage": scheduled.schedule,
    "chat.deleteScheduledMessage": scheduled.delete_scheduled,
    "chat.getPermalink": chat.get_permalink,
    "views.open": views.open_,
    "views.push": views.push,
    "views.update": views.update,
    "views.publish": views.publish,
    "conversations.open": conversations.open_,
    "conversations.info": conversations.info,
    "conversations.members": conversations.members,
    "conversations.list": conversations.list_,
    "conversations.join": conversations.join,
    "conversations.history": conversations.history,
    "conversations.replies": conversations.replies,
    "users.info": people.users_info,
    "users.list": people.users_list,
    "users.lookupByEmail": people.lookup_by_email,
    "bots.info": people.bots_info,
    "team.info": people.team_info,
    "usergroups.list": people.usergroups_list,
    "usergroups.users.list": people.usergroups_users_list,
    "files.getUploadURLExternal": files.get_upload_url,
    "files.completeUploadExternal": files.complete_upload,
    "files.info": files.info,
    "pins.add": marks.pins_add,
    "pins.remove": marks.pins_remove,
    "reactions.add": marks.reactions_add,
    "reactions.remove": marks.reactions_remove,
    "bookmarks.add": marks.bookmarks_add,
    "bookmarks.edit": marks.bookmarks_edit,
    "bookmarks.list": marks.bookmarks_list,
    "bookmarks.remove": marks.bookmarks_remove,
}


def call(workspace: Workspace, name: str, args: dict[str, Any], token: str | None) -> dict[str, Any]:
    """Do what a method does, or refuse it."""
    method = METHODS.get(name)
    if method is None:
        raise Refused("unknown_method", req_method=name)
    workspace.timetable.post_due()
    _check_token(workspace, method, token)
    if method.app_token and method.app_scope not in workspace.app_scopes:
        raise lacking([method.app_scope], workspace.app_scopes)
    need_scope(workspace, *method.scopes)
    if workspace.limits and method.per_minute is not None:
        workspace.pace.spend_call(name, method.per_minute)
    _check_arguments(method, args)
    return {"ok": True, **BEHAVIOUR[name](workspace, args)}


def scope_headers(workspace: Workspace, name: str, token: str | None) -> dict[str, str]:
    """What the token may do, and which scopes the method asks for."""
    held = {BOT_TOKEN: workspace.scopes, APP_TOKEN: workspace.app_scopes}.get(token or "")
    method = METHODS.get(name)
    if held is None or method is None:
        return {}
    return {
        "x-oauth-scopes": ",".join(sorted(held)),
        "x-accepted-oauth-scopes": method.app_scope or ",".join(method.scopes),
    }


def _check_token(workspace: Workspace, method: Method, token: str | None) -> None:
    if not token:
        raise Refused("not_authed")
    if token not in (BOT_TOKEN, APP_TOKEN):
        raise Refused("invalid_auth")
    if workspace.people[BOT_USER].deleted:
        raise Refused("account_inactive")
    if token == BOT_TOKEN and (workspace.faults.revoked or workspace.dead_token):
        raise Refused(workspace.dead_token or "token_revoked")
    if token != (APP_TOKEN if method.app_token else BOT_TOKEN):
        raise Refused("not_allowed_token_type")


def _check_arguments(method: Method, args: dict[str, Any]) -> None:
    for name in args:
        if "[" in name:
            raise Refused("invalid_array_arg")
        if not ARGUMENT_NAME.fullmatch(name):
            raise Refused("invalid_arg_name")
    missing = [name for name in sorted(method.required) if args.get(name) in (None, "")]
    if missing and "missing_argument" in method.refuses:
        raise Refused("missing_argument")
    unknown = sorted(set(args) - method.required - method.optional - EVERYWHERE)
    problems = [f"missing required field: {name}" for name in missing]
    problems += [f"invalid additional property: {name}" for name in unknown]
    if problems:
        raise invalid_arguments(*problems)
