"""Is the desk watched: has somebody who can open what comes in logged in within one working day?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from spotsigns.hub.model import HubStore

WORKING_DAY = timedelta(hours=24)
SATURDAY = 5


def is_watched(store: HubStore, now: datetime) -> bool:
    """True when a holder of the desk's keys logged in within the last 24 hours, weekends left out."""
    last = store.last_watched()
    return last is not None and last >= working_day_before(now).timestamp()


def working_day_before(now: datetime) -> datetime:
    """24 hours of Monday to Friday before `now`, in UTC: Monday nine o'clock leads back to Friday nine o'clock."""
    at = _out_of_weekend(now.astimezone(UTC))
    left = WORKING_DAY
    while left > timedelta():
        midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
        if at == midnight:
            midnight -= timedelta(days=1)
        step = min(left, at - midnight)
        at, left = at - step, left - step
        if left:
            at = _out_of_weekend(at)
    return at


def _out_of_weekend(at: datetime) -> datetime:
    """The last working moment at or before `at`. Midnight before a Saturday still belongs to Friday."""
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    day = at.weekday()
    if day == SATURDAY:
        return midnight
    if day > SATURDAY:
        return midnight - timedelta(days=1)
    if day == 0 and at == midnight:
        return midnight - timedelta(days=2)
    return at
