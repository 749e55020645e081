"""What every service is given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.database import Database
from bot.domain.platform import Capabilities
from bot.domain.policy import Policies


@dataclass(frozen=True)
class Desk:
    """The desk: its database, its policies, its clock, and where its cards stand."""

    db: Database
    policies: Policies
    now: Callable[[], datetime]
    channel: str  # the moderators' channel, by Slack id
    platforms: Mapping[str, Capabilities]  # what each connected platform can do
    zone: ZoneInfo  # the Town's
    closed: Callable[[date], bool]  # the Town's holidays
    window: int = 20  # routine cards that may stand open in the channel at once
