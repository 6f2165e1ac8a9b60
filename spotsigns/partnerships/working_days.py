"""Working days in England and Wales: Monday to Friday without bank holidays, by the clock on the wall there.

The browsers' twin is static/js/hub/working-days.js; a test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from spotsigns.translation.content import read_content

ZONE = ZoneInfo("Europe/London")
HOLIDAYS_FILE = Path(__file__).resolve().parent / "bank_holidays.toml"
SATURDAY = 5
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Calendar:
    """Days on which nobody has to be at the desk, beside the weekends. After `known_until` only weekends are known."""

    holidays: frozenset[date]
    known_until: date

    def is_working_day(self, day: date) -> bool:
        return day.weekday() < SATURDAY and day not in self.holidays


@cache
def load_calendar() -> Calendar:
    """The bank holidays of England and Wales. Raises ContentError when the file is wrong."""
    block = read_content(HOLIDAYS_FILE, "partnerships/bank_holidays")
    block.text("source")
    calendar = Calendar(frozenset(block.days("days")), block.day("known_until"))
    block.done()
    return calendar


def due(since: datetime, working_days: int, calendar: Calendar) -> datetime:
    """`working_days` after `since`, at the same time of day: what came on a day off counts from the next working day's first minute."""
    at = since.astimezone(ZONE).replace(tzinfo=None)
    if not calendar.is_working_day(at.date()):
        at = datetime.combine(_next(at.date(), calendar), time())
    for _ in range(working_days):
        at = datetime.combine(_next(at.date(), calendar), at.time())
    # The clocks change on a Sunday: no working day has an hour twice, or lacks one.
    return at.replace(tzinfo=ZONE).astimezone(UTC)


def working_day_before(now: datetime, calendar: Calendar) -> datetime:
    """One working day before `now`, at the same time of day; on a day off, the last working day's first minute."""
    at = now.astimezone(ZONE).replace(tzinfo=None)
    if not calendar.is_working_day(at.date()):
        at = datetime.combine(at.date(), time())
    return datetime.combine(_before(at.date(), calendar), at.time()).replace(tzinfo=ZONE).astimezone(UTC)


def _next(day: date, calendar: Calendar) -> date:
    day += DAY
    while not calendar.is_working_day(day):
        day += DAY
    return day


def _before(day: date, calendar: Calendar) -> date:
    day -= DAY
    while not calendar.is_working_day(day):
        day -= DAY
    return day
