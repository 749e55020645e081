"""The practice world: one Slack and the simulated platforms, with one clock and one counter of changes."""

import asyncio
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.sandbox.slack.workspace import Workspace


def utc_now() -> datetime:
    """The real time."""
    return datetime.now(UTC)


class World:
    """Everything the practice world holds; whoever builds a platform puts it into `platforms`."""

    def __init__(self, now: Callable[[], datetime] = utc_now) -> None:
        self.now = now
        self.version = 0
        self._changed = asyncio.Event()
        self.platforms: dict[str, Any] = {}
        self.slack = Workspace(now, self.touch)

    def touch(self) -> None:
        """Say that something changed, and wake whoever waits for it."""
        self.version += 1
        self._changed.set()
        self._changed = asyncio.Event()

    async def wait_change(self, since: int) -> int:
        """Return the version as soon as it is later than the one given."""
        while self.version <= since:
            await self._changed.wait()
        return self.version

    async def close(self) -> None:
        """End what still runs in the background."""
        await self.slack.close()

    def to_json(self) -> dict[str, Any]:
        """Everything that outlives a restart."""
        return {
            "slack": self.slack.to_json(),
            "platforms": {name: platform.to_json() for name, platform in self.platforms.items()},
        }

    def restore(self, saved: dict[str, Any]) -> None:
        """Become what to_json once described; a platform that is not here is left out."""
        self.slack.restore(saved["slack"])
        for name, platform in self.platforms.items():
            if name in saved["platforms"]:
                platform.restore(saved["platforms"][name])

    def save(self, path: Path) -> None:
        """Write the world to a file, whole or not at all."""
        draft = path.with_name(f"{path.name}.new")
        draft.write_text(json.dumps(self.to_json()), encoding="utf-8")
        os.replace(draft, path)

    def load(self, path: Path) -> None:
        """Read the world from a file."""
        self.restore(json.loads(path.read_text(encoding="utf-8")))
