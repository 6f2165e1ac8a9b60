"""Log-ins sit down before anything is checked; failures wait on their seat, longer each time for the same name."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from spotsigns.errors import HubError

FIRST_SECONDS, LONGEST_SECONDS = 0.25, 4.0
SEATS = 3
MOST_NAMES = 10_000
FREE_CODES = 3
FIRST_SHUT_SECONDS, LONGEST_SHUT_SECONDS = 30, 3_600


class Slowdown:
    """Failures by name and wrong codes by staff id, in memory. `pause` waits for a number of seconds."""

    def __init__(self, pause: Callable[[float], None] = time.sleep) -> None:
        self._pause = pause
        self._failures: OrderedDict[bytes, int] = OrderedDict()
        self._wrong_codes: dict[str, tuple[int, int]] = {}
        self._lock = threading.Lock()
        # A log-in holds a thread of the server: with more seats a crowd at the door would keep phones from being served.
        self._seats = threading.Semaphore(SEATS)

    @contextmanager
    def seat(self) -> Iterator[None]:
        """Held while something is checked and while its failure waits: else guesses beside a full house would cost nothing.

        Raises HubError 429 when none is free.
        """
        if not self._seats.acquire(blocking=False):
            raise busy()
        try:
            yield
        finally:
            self._seats.release()

    def fail(self, name: str) -> None:
        """Count a failure and wait. Only on a seat."""
        digest = _digest(name)
        with self._lock:
            failures = self._failures.pop(digest, 0) + 1
            self._failures[digest] = failures
            if len(self._failures) > MOST_NAMES:
                self._failures.popitem(last=False)
        self._pause(min(FIRST_SECONDS * 2.0 ** min(failures - 1, 16), LONGEST_SECONDS))

    def wrong_code(self, staff_id: str, now: int) -> None:
        """Count a wrong code from somebody whose passphrase was right: a stranger cannot shut anybody out by this."""
        with self._lock:
            wrong = self._wrong_codes.get(staff_id, (0, 0))[0] + 1
            shut = min(FIRST_SHUT_SECONDS * 2 ** min(wrong - FREE_CODES, 16), LONGEST_SHUT_SECONDS) if wrong >= FREE_CODES else 0
            self._wrong_codes[staff_id] = wrong, now + shut

    def takes_codes(self, staff_id: str, now: int) -> bool:
        """False for a growing time (Unix seconds) after the third wrong code and each one after it."""
        with self._lock:
            return now >= self._wrong_codes.get(staff_id, (0, 0))[1]

    def succeed(self, name: str, staff_id: str) -> None:
        with self._lock:
            self._failures.pop(_digest(name), None)
            self._wrong_codes.pop(staff_id, None)


def busy() -> HubError:
    return HubError(429, "busy", "Too many try to log in just now. Wait a little and try again.")


def _digest(name: str) -> bytes:
    # Names come from strangers: what is kept of each is small, however long it was.
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()
