"""The Town's clock: Regular Business Hours (1.11), counted on Alberta's wall clock."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.policy import Urgency

OPENS, CLOSES = time(8, 30), time(16, 30)  # half-open: 16:30:00 is closed
# Not from the policy, which says "timely" (3.3): minutes until a decision is looked for.
TARGETS = {Urgency.CRISIS: 15, Urgency.HIGH: 60, Urgency.NORMAL: 240, Urgency.LOW: 480}

Closed = Callable[[date], bool]


def answer_by(urgency: Urgency, opened_at: datetime, zone: ZoneInfo, closed: Closed) -> datetime:
    """Give the target: round the clock for a crisis, in business time for all else."""
    minutes = timedelta(minutes=TARGETS[urgency])
    return (
        opened_at + minutes
        if urgency == Urgency.CRISIS
        else add_business_time(opened_at, minutes, zone, closed)
    )


def add_business_time(start: datetime, amount: timedelta, zone: ZoneInfo, closed: Closed) -> datetime:
    """Give the instant when this much business time has passed since the start.

    Each day's interval is taken on the wall clock and turned into instants, so a change of offset between two
    days cannot add or lose an hour.
    """
    day = start.astimezone(zone).date()
    while True:
        if day.weekday() < 5 and not closed(day):
            opens = datetime.combine(day, OPENS, zone).astimezone(start.tzinfo)
            closes = datetime.combine(day, CLOSES, zone).astimezone(start.tzinfo)
            begin = max(start, opens)
            if begin < closes:
                if begin + amount <= closes:
                    return begin + amount
                amount -= closes - begin
        day += timedelta(days=1)
