"""views.*: modals and the home tab."""

from copy import deepcopy
from typing import Any

from bot.sandbox.slack.refusal import Refused, invalid_arguments
from bot.sandbox.slack.views import make_view, open_view, publish_view, push_view, replace_view
from bot.sandbox.slack.workspace import Workspace


def open_(workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """Open a modal for the person whose trigger it is."""
    view = make_view(workspace, args["view"], {"modal"})
    user = workspace.handles.use_trigger(_trigger(args))
    return {"view": deepcopy(open_view(workspace, user, view))}


def push(workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """Lay a modal over the one that is open."""
    view = make_view(workspace, args["view"], {"modal"})
    user = workspace.handles.use_trigger(_trigger(args))
    return {"view": deepcopy(push_view(workspace, user, view))}


def _trigger(args: dict[str, Any]) -> Any:
    return args.get("trigger_id") or args.get("interactivity_pointer")


def update(workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """Change a view that is still there."""
    old = _named(workspace, args)
    view = make_view(workspace, args["view"], {str(old["type"])})
    _check_hash(old, args)
    return {"view": deepcopy(replace_view(workspace, old, view))}


def _named(workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """The view that `view_id`, or else `external_id`, names."""
    name = "id" if args.get("view_id") else "external_id"
    wanted = args.get("view_id") or args.get("external_id")
    if not wanted:
        raise invalid_arguments("missing required field: view_id")
    found = next((view for view in workspace.views() if view[name] == wanted), None)
    if found is None:
        raise Refused("not_found")
    return found


def publish(workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """Show a person their home tab."""
    person = workspace.people.get(str(args["user_id"]))
    if person is None or person.deleted or person.is_bot:
        raise invalid_arguments("invalid `user_id`")
    if not workspace.home_tab:
        raise Refused("not_enabled")
    view = make_view(workspace, args["view"], {"home"})
    old = workspace.homes.get(person.id)
    if old is not None:
        _check_hash(old, args)
    return {"view": deepcopy(publish_view(workspace, person.id, view))}


def _check_hash(old: dict[str, Any], args: dict[str, Any]) -> None:
    if args.get("hash") and args["hash"] != old["hash"]:
        raise Refused("hash_conflict")
