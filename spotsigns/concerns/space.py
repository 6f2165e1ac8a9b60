"""How full the store is, and what is asked of phones while it fills: a flood must not use up the room of those who come after it.

Up to 70 % nothing; from there a puzzle for every envelope, harder as it fills; of the last 10 % one envelope a neighbourhood a day.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

WARN_FROM, PUZZLE_FROM, RESERVED_FROM, FULL = 0.5, 0.7, 0.9, 1.0
# One bit more, twice the work, for every twentieth that fills: from one second on a cheap phone to half a minute.
BIT_STEP = 0.05
LOOK_EVERY = timedelta(seconds=1)


def extra_bits(fullness: float) -> int | None:
    """Zero bits to ask for beyond the usual puzzle; None while no puzzle is asked for. `fullness` is 0.0 to 1.0."""
    if fullness < PUZZLE_FROM:
        return None
    # Floating steps: 0.75 lies a hair below three times 0.05 above 0.6.
    return int((min(fullness, FULL) - PUZZLE_FROM) / BIT_STEP + 1e-9)


@dataclass
class Space:
    """`measure` answers (bytes used, bytes free on the disk); `quota` is how many bytes the store may have.

    A disk with less room left than the quota promises is what counts.
    """

    measure: Callable[[], tuple[int, int]]
    quota: int
    clock: Callable[[], datetime]
    _looked: tuple[datetime, float] | None = field(default=None, init=False)

    def fullness(self) -> float:
        """0.0 to 1.0 and beyond, looked at once a second at most. Raises StoreUnavailable when the store cannot be read."""
        now = self.clock()
        if self._looked is None or not timedelta(0) <= now - self._looked[0] < LOOK_EVERY:
            used, free = self.measure()
            self._looked = now, used / max(1, min(self.quota, used + free))
        return self._looked[1]
