"""How fast an app may call: token buckets per method, and one message a second per channel."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from bot.sandbox.slack.refusal import Refused

CHANNEL_BURST = 4  # Slack allows short bursts and publishes no figure
WORKSPACE_MESSAGES = 300  # a minute; Slack says "several hundred"


class RateLimited(Refused):
    """Too fast; the only refusal that is not answered with 200."""

    def __init__(self, seconds: float) -> None:
        super().__init__("ratelimited")
        self.retry_after = max(1, ceil(seconds))


@dataclass
class Bucket:
    """Tokens that come back at a steady rate, up to a burst."""

    tokens: float
    filled: datetime


class Limits:
    """Every bucket of the workspace."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self._buckets: dict[str, Bucket] = {}

    def spend_call(self, method: str, per_minute: int) -> None:
        """Count one call of a method."""
        self._spend((method, per_minute / 60, per_minute))

    def spend_message(self, channel: str) -> None:
        """Count one message in a channel."""
        self._spend(
            (f"channel {channel}", 1.0, CHANNEL_BURST),
            ("workspace messages", WORKSPACE_MESSAGES / 60, WORKSPACE_MESSAGES),
        )

    def _spend(self, *prices: tuple[str, float, int]) -> None:
        """Take one token from each bucket, or from none."""
        buckets = [self._filled(*price) for price in prices]
        for bucket, (_, per_second, _) in zip(buckets, prices, strict=True):
            if bucket.tokens < 1:
                raise RateLimited((1 - bucket.tokens) / per_second)
        for bucket in buckets:
            bucket.tokens -= 1

    def _filled(self, name: str, per_second: float, burst: int) -> Bucket:
        now = self.now()
        bucket = self._buckets.setdefault(name, Bucket(burst, now))
        elapsed = (now - bucket.filled).total_seconds()
        bucket.tokens = min(burst, bucket.tokens + elapsed * per_second)
        bucket.filled = now
        return bucket
