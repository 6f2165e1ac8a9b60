"""Counts in memory for `limits`: no thread of their own, never more than so many, by the clock that is handed in."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from threading import Lock

from limits.storage import Storage

MOST_KEYS = 100_000


class Counts(Storage):
    """The library's own storage in memory walks through every key many times a second: a crowd of senders would stop the server.

    When there is no room, what has ended goes, then what began first: forgetting lets somebody through, it shuts nobody out.
    """

    def __init__(self, now: Callable[[], float], most_keys: int = MOST_KEYS) -> None:
        super().__init__()
        self._now, self._most_keys = now, most_keys
        self._counts: dict[str, tuple[int, float]] = {}
        self._lock = Lock()

    @property
    def base_exceptions(self) -> type[Exception]:
        return ValueError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count `amount` under `key`; a new count ends `expiry` seconds from now."""
        now = self._now()
        with self._lock:
            count, ends = self._counts.get(key, (0, 0.0))
            if ends <= now:
                self._counts.pop(key, None)  # put in anew, it is among the youngest
                count, ends = 0, now + expiry
                if len(self._counts) >= self._most_keys:
                    self._make_room(now)
            self._counts[key] = count + amount, ends
            return count + amount

    def get(self, key: str) -> int:
        count, ends = self._counts.get(key, (0, 0.0))
        return count if ends > self._now() else 0

    def get_expiry(self, key: str) -> float:
        return self._counts.get(key, (0, self._now()))[1]

    def check(self) -> bool:
        return True

    def reset(self) -> int:
        with self._lock:
            gone = len(self._counts)
            self._counts.clear()
            return gone

    def clear(self, key: str) -> None:
        with self._lock:
            self._counts.pop(key, None)

    def _make_room(self, now: float) -> None:
        self._counts = {key: kept for key, kept in self._counts.items() if kept[1] > now}
        for key in list(islice(self._counts, max(0, len(self._counts) - self._most_keys // 2))):
            del self._counts[key]
