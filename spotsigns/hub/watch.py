"""Is the desk watched: has somebody who can open what comes in logged in within one working day?"""

from __future__ import annotations

from datetime import datetime

from spotsigns.hub.model import HubStore
from spotsigns.partnerships.working_days import Calendar, load_calendar, working_day_before


def is_watched(store: HubStore, now: datetime, calendar: Calendar | None = None) -> bool:
    """True when a holder of the desk's keys logged in within one working day; weekends and bank holidays are left out."""
    last = store.last_watched()
    return last is not None and last >= working_day_before(now, calendar or load_calendar()).timestamp()
