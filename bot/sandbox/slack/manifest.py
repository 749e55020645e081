"""What an app's manifest asks for; Slack refuses one that asks for the impossible."""

from dataclasses import dataclass
from typing import Any

EVENTS: dict[str, str | None] = {  # what the practice Slack sends -> the scope it needs
    "app_home_opened": None,
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
}
LONGEST_NAME, LONGEST_DESCRIPTION = 35, 140
LONGEST_SHORTCUT_NAME = 24


@dataclass(frozen=True)
class Shortcut:
    """An entry the app adds to Slack's menus."""

    name: str
    type: str  # global: in Slack's own menu; message: in every message's menu


@dataclass(frozen=True)
class Manifest:
    """Everything that is installed with an app."""

    scopes: set[str]
    commands: dict[str, str]  # command -> what it does and how it is used
    shortcuts: dict[str, Shortcut]  # callback id -> entry
    events: set[str]
    home_tab: bool
    messages_tab: bool
    messages_tab_read_only: bool
    interactive: bool


def read_manifest(given: dict[str, Any]) -> Manifest:
    """Read a manifest; ValueError says why Slack would not take it."""
    features, settings = given["features"], given.get("settings", {})
    home = features.get("app_home", {})
    found = Manifest(
        scopes=set(given["oauth_config"]["scopes"]["bot"]),
        commands={
            one["command"]: " ".join(filter(None, (one.get("description"), one.get("usage_hint"))))
            for one in features.get("slash_commands", [])
        },
        shortcuts={
            one["callback_id"]: Shortcut(one["name"], one["type"]) for one in features.get("shortcuts", [])
        },
        events=set(settings.get("event_subscriptions", {}).get("bot_events", [])),
        home_tab=home.get("home_tab_enabled", False),
        messages_tab=home.get("messages_tab_enabled", False),
        messages_tab_read_only=home.get("messages_tab_read_only_enabled", False),
        interactive=settings.get("interactivity", {}).get("is_enabled", False),
    )
    _check_words(given.get("display_information", {}), found)
    _check_scopes(found)
    return found


def _check_words(shown: dict[str, Any], found: Manifest) -> None:
    if len(shown.get("name", "")) > LONGEST_NAME:
        raise ValueError(f"The app's name is longer than {LONGEST_NAME} characters.")
    if len(shown.get("description", "")) > LONGEST_DESCRIPTION:
        raise ValueError(f"The app's description is longer than {LONGEST_DESCRIPTION} characters.")
    for callback_id, shortcut in found.shortcuts.items():
        if len(shortcut.name) > LONGEST_SHORTCUT_NAME:
            raise ValueError(f"The name of {callback_id} is longer than {LONGEST_SHORTCUT_NAME} characters.")
        if shortcut.type not in {"global", "message"}:
            raise ValueError(f"The shortcut {callback_id} is neither global nor on messages.")


def _check_scopes(found: Manifest) -> None:
    for event in sorted(found.events):
        if event not in EVENTS:
            raise ValueError(f"The practice Slack does not send the event {event}.")
        needed = EVENTS[event]
        if needed is not None and needed not in found.scopes:
            raise ValueError(f"The event {event} needs the scope {needed}.")
    if (found.commands or found.shortcuts) and "commands" not in found.scopes:
        raise ValueError("Commands and shortcuts need the scope commands.")
    if found.shortcuts and not found.interactive:
        raise ValueError("Shortcuts need interactivity to be on.")
