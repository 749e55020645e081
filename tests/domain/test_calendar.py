"""Regular Business Hours: half-open, no week-ends, no holidays, Alberta's own clock."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest

from bot.domain.calendar import TARGETS, add_business_time, answer_by
from bot.domain.errors import CannotStart
from bot.domain.policy import Urgency
from bot.settings import check_zone

ALBERTA = holidays.country_holidays("CA", subdiv="AB", language="en_CA")


def closed(day: date) -> bool:
    """Tell whether the Town office is closed for a holiday."""
    return day in ALBERTA


@pytest.fixture(scope="module")
def zone() -> ZoneInfo:
    """Alberta's zone, from a table that knows the change of 2026."""
    return check_zone()


def local(words: str, zone: ZoneInfo) -> datetime:
    """An instant given on Alberta's wall clock."""
    return datetime.fromisoformat(words).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-11-23 10:00", 60, "2026-11-23 11:00"),  # a plain Monday
        ("2026-11-23 08:29:59", 60, "2026-11-23 09:30"),  # just before opening
        ("2026-11-23 08:30", 60, "2026-11-23 09:30"),  # the moment of opening is open
        ("2026-11-23 15:30", 60, "2026-11-23 16:30"),  # ends with the day
        ("2026-11-23 15:31", 60, "2026-11-24 08:31"),  # runs into the next day
        ("2026-11-23 16:30", 60, "2026-11-24 09:30"),  # the moment of closing is closed
        ("2026-11-23 16:29:59", 1, "2026-11-24 08:30:59"),
        ("2026-11-23 23:59", 240, "2026-11-24 12:30"),  # the night does not count
        ("2026-11-27 16:30", 60, "2026-11-30 09:30"),  # Friday 16:30 is Monday's business
        ("2026-11-27 16:00", 60, "2026-11-30 09:00"),
        ("2026-11-28 12:00", 60, "2026-11-30 09:30"),  # Saturday
        ("2026-11-23 08:30", 480, "2026-11-23 16:30"),  # exactly a day
        ("2026-11-23 12:00", 480, "2026-11-24 12:00"),
        ("2026-12-24 16:00", 60, "2026-12-28 09:00"),  # Christmas on a Friday
        ("2026-11-10 16:00", 60, "2026-11-12 09:00"),  # Remembrance Day on a Wednesday
        ("2027-02-12 16:00", 60, "2027-02-16 09:00"),  # Family Day, a Monday
        ("2026-12-31 16:30", 0, "2027-01-04 08:30"),  # nothing to wait for is still business time
    ],
)
def test_business_time_counts_only_open_hours(start: str, minutes: int, end: str, zone: ZoneInfo) -> None:
    found = add_business_time(local(start, zone), timedelta(minutes=minutes), zone, closed)
    assert found == local(end, zone)


def test_since_november_2026_alberta_stays_six_hours_behind_utc(zone: ZoneInfo) -> None:
    friday = datetime(2026, 10, 30, 22, 0, tzinfo=UTC)  # 16:00, still summer time
    assert add_business_time(friday, timedelta(minutes=30), zone, closed) == datetime(
        2026, 10, 30, 22, 30, tzinfo=UTC
    )
    monday = add_business_time(friday, timedelta(minutes=31), zone, closed)
    assert monday == datetime(2026, 11, 2, 14, 31, tzinfo=UTC)  # 8:31; an hour later by an old table


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2025-03-07 16:00", "2025-03-10 09:00"),  # clocks went forward on the Sunday between
        ("2025-10-31 16:00", "2025-11-03 09:00"),  # and back
    ],
)
def test_a_change_of_the_clocks_in_the_past_adds_and_loses_no_hour(
    start: str, end: str, zone: ZoneInfo
) -> None:
    found = add_business_time(local(start, zone), timedelta(hours=1), zone, closed)
    assert found == local(end, zone)
    assert found.astimezone(zone).hour == 9


def test_the_result_keeps_the_starts_zone(zone: ZoneInfo) -> None:
    start = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
    assert add_business_time(start, timedelta(minutes=1), zone, closed).tzinfo is UTC


def test_a_crisis_is_answered_round_the_clock(zone: ZoneInfo) -> None:
    saturday_night = local("2026-11-28 23:50", zone)
    assert answer_by(Urgency.CRISIS, saturday_night, zone, closed) == saturday_night + timedelta(minutes=15)


@pytest.mark.parametrize("urgency", [u for u in Urgency if u != Urgency.CRISIS])
def test_all_else_is_answered_in_business_time(urgency: Urgency, zone: ZoneInfo) -> None:
    saturday = local("2026-11-28 12:00", zone)
    opening = local("2026-11-30 08:30", zone)
    assert answer_by(urgency, saturday, zone, closed) == opening + timedelta(minutes=TARGETS[urgency])


def test_a_zone_table_older_than_albertas_change_stops_the_start() -> None:
    with pytest.raises(CannotStart, match="an hour wrong"):
        check_zone("America/Denver")


def test_the_desks_own_table_is_used_even_where_the_systems_was_read_before() -> None:
    before = ZoneInfo("America/Edmonton")
    check_zone()
    assert ZoneInfo("America/Edmonton") is not before


def test_a_zone_nobody_has_a_table_for_stops_the_start() -> None:
    with pytest.raises(CannotStart, match="There is no zone table for America/Westlock"):
        check_zone("America/Westlock")
