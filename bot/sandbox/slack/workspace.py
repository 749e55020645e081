"""The practice workspace: what it remembers, what people do, and what it allows the app."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.sandbox.slack.acts import Acts
from bot.sandbox.slack.faults import Faults
from bot.sandbox.slack.limits import Limits
from bot.sandbox.slack.state import (
    ANA,
    APP_ID,
    APP_TOKEN,
    BEN,
    BOT_ID,
    BOT_TOKEN,
    BOT_USER,
    CAROL,
    EVAN,
    GENERAL,
    MODERATORS,
    SIGNING_SECRET,
    TEAM_DOMAIN,
    TEAM_ID,
    Channel,
    File,
    Message,
    Person,
)

__all__ = [
    "ANA",
    "APP_ID",
    "APP_TOKEN",
    "BEN",
    "BOT_ID",
    "BOT_TOKEN",
    "BOT_USER",
    "CAROL",
    "EVAN",
    "GENERAL",
    "MODERATORS",
    "SIGNING_SECRET",
    "TEAM_DOMAIN",
    "TEAM_ID",
    "Channel",
    "File",
    "Message",
    "Person",
    "Workspace",
]

DEFAULT_SCOPES = (
    "chat:write commands users:read groups:read groups:history channels:read channels:history "
    "im:history im:write pins:write files:write"
)


class Workspace(Acts):
    """One strict Slack."""

    def __init__(self, now: Callable[[], datetime], touch: Callable[[], None]) -> None:
        super().__init__(now, touch)
        self.scopes = set(DEFAULT_SCOPES.split())
        self.home_tab = True
        self.messages_tab = True
        self.paid_plan = False  # user groups exist on paid plans only
        self.url = f"https://{TEAM_DOMAIN}.slack.com/"
        self.limits = True
        self.pace = Limits(now)
        self.faults = Faults(drop_sockets=self.delivery.drop_sockets)

    @property
    def events_url(self) -> str | None:
        """Where the app takes signed requests while no socket is open."""
        return self.delivery.events_url

    @events_url.setter
    def events_url(self, url: str | None) -> None:
        self.delivery.events_url = url

    def install(self, manifest: dict[str, Any]) -> None:
        """Allow the app what its manifest asks for, and nothing else."""
        features = manifest["features"]
        self.scopes = set(manifest["oauth_config"]["scopes"]["bot"])
        self.commands = {one["command"] for one in features.get("slash_commands", [])}
        self.shortcuts = {one["callback_id"] for one in features.get("shortcuts", [])}
        subscriptions = manifest["settings"].get("event_subscriptions", {})
        self.events = set(subscriptions.get("bot_events", []))
        self.home_tab = features["app_home"]["home_tab_enabled"]
        self.messages_tab = features["app_home"]["messages_tab_enabled"]

    async def close(self) -> None:
        """End what still runs in the background."""
        await self.delivery.close()
