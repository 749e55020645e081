"""The front door of the Web API: every check that comes before a method, then the method."""

from collections.abc import Callable
from typing import Any

from bot.sandbox.slack.methods import EVERYWHERE, METHODS, Method
from bot.sandbox.slack.refusal import Refused, invalid_arguments
from bot.sandbox.slack.web_api import chat, conversations, files, marks, people, views
from bot.sandbox.slack.web_api.places import need_scope
from bot.sandbox.slack.workspace import APP_TOKEN, BOT_TOKEN, Workspace

BEHAVIOUR: dict[str, Callable[[Workspace, dict[str, Any]], dict[str, Any]]] = {
    "api.test": people.api_test,
    "auth.test": people.auth_test,
    "apps.connections.open": people.open_connection,
    "chat.postMessage": chat.post_message,
    "chat.update": chat.update,
    "chat.delete": chat.delete,
    "chat.postEphemeral": chat.post_ephemeral,
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
    "usergroups.list": people.usergroups_list,
    "usergroups.users.list": people.usergroups_users_list,
    "files.getUploadURLExternal": files.get_upload_url,
    "files.completeUploadExternal": files.complete_upload,
    "pins.add": marks.pins_add,
    "pins.remove": marks.pins_remove,
    "reactions.add": marks.reactions_add,
    "bookmarks.add": marks.bookmarks_add,
}


def call(workspace: Workspace, name: str, args: dict[str, Any], token: str | None) -> dict[str, Any]:
    """Do what a method does, or refuse it."""
    method = METHODS.get(name)
    if method is None:
        raise Refused("unknown_method", req_method=name)
    _check_token(workspace, method, token)
    if not method.app_token:
        need_scope(workspace, *method.scopes)
    if workspace.limits and method.per_minute is not None:
        workspace.pace.spend_call(name, method.per_minute)
    _check_arguments(method, args)
    return {"ok": True, **BEHAVIOUR[name](workspace, args)}


def _check_token(workspace: Workspace, method: Method, token: str | None) -> None:
    if not token:
        raise Refused("not_authed")
    if token not in (BOT_TOKEN, APP_TOKEN):
        raise Refused("invalid_auth")
    if token == BOT_TOKEN and workspace.faults.revoked:
        raise Refused("token_revoked")
    if token != (APP_TOKEN if method.app_token else BOT_TOKEN):
        raise Refused("not_allowed_token_type")


def _check_arguments(method: Method, args: dict[str, Any]) -> None:
    missing = [name for name in sorted(method.required) if args.get(name) in (None, "")]
    unknown = sorted(set(args) - method.required - method.optional - EVERYWHERE)
    problems = [f"missing required field: {name}" for name in missing]
    problems += [f"invalid additional property: {name}" for name in unknown]
    if problems:
        raise invalid_arguments(*problems)
