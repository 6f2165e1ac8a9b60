"""Working days: weekends and bank holidays of England and Wales, by the clock there."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spotsigns.errors import ContentError
from spotsigns.partnerships.model import Targets, load_partnership
from spotsigns.partnerships.working_days import ZONE, due, load_calendar, working_day_before

CALENDAR = load_calendar()
MOMENTS = st.datetimes(datetime(2026, 1, 5), datetime(2028, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is given beside


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def easter(year: int) -> date:
    """The anonymous Gregorian computus (Meeus, Astronomical Algorithms)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e, f = b // 4, b % 4, (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def bank_holidays(year: int) -> set[date]:
    """The Act of 1971: fixed days move on to the next working day, Mondays are counted from the month's ends."""

    def monday_from(day: date, step: int) -> date:
        while day.weekday() != 0:
            day += timedelta(days=step)
        return day

    found = {easter(year) - timedelta(days=2), easter(year) + timedelta(days=1)}
    found |= {monday_from(date(year, 5, 1), 1), monday_from(date(year, 5, 31), -1), monday_from(date(year, 8, 31), -1)}
    for fixed in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        while fixed.weekday() > 4 or fixed in found:
            fixed += timedelta(days=1)
        found.add(fixed)
    return found


@pytest.mark.parametrize("year", [2026, 2027, 2028])
def test_bank_holidays_are_those_of_the_act(year: int) -> None:
    assert {day for day in CALENDAR.holidays if day.year == year} == bank_holidays(year)
    assert CALENDAR.known_until >= date(year, 12, 31)


@pytest.mark.parametrize(
    ("now", "before"),
    [
        ("2026-11-25T15:00", "2026-11-24T15:00"),  # Wednesday
        ("2026-11-23T09:00", "2026-11-20T09:00"),  # Monday leads back to Friday
        ("2026-11-22T12:00", "2026-11-20T00:00"),  # Sunday: all of Friday
        ("2026-11-21T00:00", "2026-11-20T00:00"),  # the first moment of Saturday
        ("2026-11-23T00:00", "2026-11-20T00:00"),  # the first moment of Monday
        ("2026-11-24T00:00", "2026-11-23T00:00"),
        ("2026-11-23T23:59", "2026-11-20T23:59"),
        ("2026-12-29T09:00", "2026-12-24T09:00"),  # over Christmas, a weekend and the day instead of Boxing Day
        ("2026-12-26T18:00", "2026-12-24T00:00"),
        ("2026-04-07T09:00", "2026-04-02T09:00"),  # over Easter, summer time
    ],
)
def test_working_day_skips_weekends_and_bank_holidays(now: str, before: str) -> None:
    assert working_day_before(at(now), CALENDAR) == at(before)


@pytest.mark.parametrize(
    ("since", "days", "until"),
    [
        ("2026-11-23T10:00", 1, "2026-11-24T10:00"),
        ("2026-11-20T10:00", 1, "2026-11-23T10:00"),  # Friday to Monday
        ("2026-11-21T03:00", 1, "2026-11-24T00:00"),  # Saturday counts from Monday's first minute
        ("2026-12-24T16:30", 1, "2026-12-29T16:30"),
        ("2026-03-27T10:00", 1, "2026-03-30T09:00"),  # the clocks went forward: ten o'clock is ten o'clock
        ("2026-11-23T10:00", 3, "2026-11-26T10:00"),
    ],
)
def test_due_counts_working_days_by_the_clock_on_the_wall(since: str, days: int, until: str) -> None:
    assert due(at(since), days, CALENDAR) == at(until)


@given(MOMENTS, st.integers(1, 10))
def test_due_falls_on_a_working_day_and_never_early(since: datetime, days: int) -> None:
    until = due(since, days, CALENDAR)
    assert CALENDAR.is_working_day(until.astimezone(ZONE).date())
    assert until - since >= timedelta(days=days, hours=-1)


@given(MOMENTS, MOMENTS)
def test_later_is_never_due_earlier(one: datetime, other: datetime) -> None:
    first, second = sorted((one, other))
    assert due(first, 1, CALENDAR) <= due(second, 1, CALENDAR)


@given(MOMENTS)
def test_before_and_due_undo_each_other_on_a_working_day(moment: datetime) -> None:
    if CALENDAR.is_working_day(moment.astimezone(ZONE).date()):
        assert due(working_day_before(moment, CALENDAR), 1, CALENDAR) == moment


def test_other_time_zones_are_understood() -> None:
    kolkata = timezone(timedelta(hours=5, minutes=30))
    assert working_day_before(at("2026-11-25T15:00").astimezone(kolkata), CALENDAR) == at("2026-11-24T15:00")


def test_partnership_says_its_targets() -> None:
    assert load_partnership("rotherham").targets == Targets(decide_working_days=1, unread_minutes=60)


def test_folder_that_is_not_there_is_named() -> None:
    with pytest.raises(ContentError, match="nowhere"):
        load_partnership("nowhere")
