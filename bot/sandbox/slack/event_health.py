"""How many events an app is sent, and when Slack gives it up."""

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

HOUR = timedelta(minutes=60)
MOST_EVENTS = 30_000  # an hour; then the app is told that it is limited
ENOUGH = 1_000  # events an hour, below which failures do not count
MOST_FAILURES = 0.95


class EventHealth:
    """The events of the last hour."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self.off = False  # Slack switched the app's events off; only its owner can switch them on
        self.told: int | None = None  # the minute in which the app was last told that it is limited
        self._taken: deque[tuple[datetime, bool]] = deque()
        self._failed = 0

    def record(self, *, ok: bool) -> None:
        """Count a delivery."""
        self._forget()
        self._taken.append((self.now(), ok))
        self._failed += not ok
        if len(self._taken) >= ENOUGH and self._failed > MOST_FAILURES * len(self._taken):
            self.off = True

    def full(self) -> bool:
        """Whether the hour's events are used up."""
        self._forget()
        return len(self._taken) >= MOST_EVENTS

    def switch_on(self) -> None:
        """Let the owner start again."""
        self.off, self._failed = False, 0
        self._taken.clear()

    def _forget(self) -> None:
        oldest = self.now() - HOUR
        while self._taken and self._taken[0][0] < oldest:
            _, ok = self._taken.popleft()
            self._failed -= not ok
