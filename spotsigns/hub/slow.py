"""Failed log-ins wait, longer each time for the same name. Nobody is ever locked out: what is right is answered at once."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

FIRST_SECONDS, LONGEST_SECONDS = 0.25, 4.0
MOST_WAITING = 3
MOST_NAMES = 10_000


class Slowdown:
    """Failures by name, in memory. `pause` waits for a number of seconds."""

    def __init__(self, pause: Callable[[float], None] = time.sleep) -> None:
        self._pause = pause
        self._failures: OrderedDict[str, int] = OrderedDict()
        self._lock = threading.Lock()
        # Waiting holds a thread of the server: only a few may, so that failures cannot keep the desk from working.
        self._seats = threading.Semaphore(MOST_WAITING)

    def fail(self, name: str) -> bool:
        """Count a failure and wait. False when too many wait already: then the answer is "busy", at once."""
        with self._lock:
            failures = self._failures.pop(name, 0) + 1
            self._failures[name] = failures
            if len(self._failures) > MOST_NAMES:
                self._failures.popitem(last=False)
        if not self._seats.acquire(blocking=False):
            return False
        try:
            self._pause(min(FIRST_SECONDS * 2.0 ** min(failures - 1, 16), LONGEST_SECONDS))
        finally:
            self._seats.release()
        return True

    def succeed(self, name: str) -> None:
        with self._lock:
            self._failures.pop(name, None)
