"""Somebody must be there: whom to wake when a concern has waited too long without being read. Pure but for `Watchman`."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from spotsigns.hub.desk_model import DeskWorkStore

LOG = logging.getLogger("spotsigns.watchman")
SECONDS_BETWEEN = 60.0


def waking_order(people: Sequence[str], manager: str) -> list[str]:
    """The next person, then the duty manager, then everybody else; `people` in the order of their last log-in."""
    others = [name for name in people if name != manager]
    return [*others[:1], *([manager] if manager else []), *others[1:]]


def whom_to_wake(waited: timedelta, limit: timedelta, order: Sequence[str], woken: Sequence[str]) -> list[str]:
    """Who is to be woken now, when `woken` were: one more for each `limit` that a concern has waited."""
    return [name for name in order if name not in woken][: max(0, waited // limit - len(woken))]


@dataclass
class Watchman:
    """Looks once a minute. What it remembers lives in this process: after a restart people are woken once more, never less."""

    store: DeskWorkStore
    clock: Callable[[], datetime]
    limit: timedelta
    manager: str
    wake: Callable[[list[str]], None]
    mail: Callable[[], None] | None = None
    _unread: str = ""
    _woken: list[str] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)

    def look(self) -> list[str]:
        """Wake whoever is due; their names. What cannot be told now is tried again at the next look."""
        oldest = self.store.oldest_unread()
        if oldest is None:
            self._unread, self._woken = "", []
            return []
        concern_id, received = oldest
        if concern_id != self._unread:
            self._unread, self._woken = concern_id, []
        waited = self.clock() - datetime.strptime(received, "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)
        names = whom_to_wake(waited, self.limit, waking_order(self.store.key_holders(), self.manager), self._woken)
        if names:
            self.wake(names)
            if self.mail is not None:
                self.mail()
            self._woken += names
        return names

    def keep_looking(self) -> None:
        """Until `stop`; meant for a thread of its own. Trouble with the store or the relay must not end it."""
        while not self._stop.wait(SECONDS_BETWEEN):
            try:
                self.look()
            except Exception as trouble:
                LOG.warning("nobody could be woken: %s", type(trouble).__name__)

    def stop(self) -> None:
        self._stop.set()
