"""The practice workspace: what it remembers, what people do, and what it allows the app."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from bot.sandbox.slack.acts import Acts
from bot.sandbox.slack.faults import Faults
from bot.sandbox.slack.limits import Limits
from bot.sandbox.slack.manifest import read_manifest
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
    Scheduled,
    UserGroup,
)
from bot.sandbox.slack.timetable import Timetable

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
    "Scheduled",
    "UserGroup",
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
        self.app_scopes = {"connections:write"}  # of the app-level token
        self.dead_token = ""  # why the bot's token is dead: token_expired or account_inactive
        self.home_tab = True
        self.paid_plan = False  # user groups exist on paid plans only
        self.edit_window: timedelta | None = None  # how long a message may be changed
        self.file_uploads = True
        self.storage = 10**9  # bytes that files may take
        self.timetable = Timetable(self)
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
        asked = read_manifest(manifest)
        self.scopes = asked.scopes
        self.usage = asked.commands
        self.commands = set(asked.commands)
        self.shortcuts = asked.shortcuts
        self.events = asked.events
        self.home_tab = asked.home_tab
        self.messages_tab = asked.messages_tab
        self.messages_tab_read_only = asked.messages_tab_read_only
        self.interactive = asked.interactive
        self.touch()

    async def close(self) -> None:
        """End what still runs in the background."""
        self.timetable.stop()
        await self.delivery.close()
