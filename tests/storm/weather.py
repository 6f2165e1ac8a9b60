"""What goes wrong, how often and in what order: all of it out of one seed."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable
from random import Random

from tests.browser.faults.line import ANSWERS, Answer

# Another page asks for less trouble than a delivery: a phone that never opens the app has nothing to lose.
PAGES_SHARE = 0.15
DELAYED, HALF_REQUEST, HALF_REPLY, FORGED, REPLAYED = "delayed", "half a request", "half a reply", "forged 201", "201 of another concern"
LINE_ANSWERS: dict[str, Answer] = {**ANSWERS, "429 without a time": Answer("429 Too Many", b"{}", (("Content-Type", "application/json"),))}
LINE_FAULTS = (DELAYED, HALF_REQUEST, HALF_REPLY, FORGED, REPLAYED, *LINE_ANSWERS)
RATES = (0.1, 0.3, 0.5)


class Deck:
    """Draws at random, and each kind once before any comes a second time: a short storm has them all."""

    def __init__(self, random: Random, kinds: Iterable[str]) -> None:
        self._random, self._kinds, self._left = random, tuple(kinds), list[str]()

    def draw(self) -> str:
        if not self._left:
            self._left = self._random.sample(self._kinds, len(self._kinds))
        return self._left.pop()


class Mishaps:
    """What befalls a phone: one kind after at most `every` steps, whatever the computer makes of its time."""

    def __init__(self, random: Random, kinds: Iterable[str], every: int) -> None:
        self._random, self._deck, self._every = random, Deck(random, kinds), every
        self._left = random.randint(1, every)

    def next(self) -> str | None:
        """Call once a step."""
        self._left -= 1
        if self._left:
            return None
        self._left = self._random.randint(1, self._every)
        return self._deck.draw()


class Weather:
    """`rate` is the share of deliveries that something happens to; `counts` says what did, by kind. Used by many threads."""

    def __init__(self, random: Random, faults: Iterable[str] = LINE_FAULTS) -> None:
        self.rate, self.counts, self.faults = 0.0, Counter[str](), tuple(faults)
        self._random = Random(random.random())
        self._deliveries, self._others = Deck(self._random, self.faults), Deck(self._random, self.faults)
        self._lock = threading.Lock()

    def change(self) -> None:
        """Rougher or calmer from now on."""
        with self._lock:
            self.rate = self._random.choice(RATES)

    def fault(self, method: str, path: str) -> str | None:
        """What happens to this request; None for nothing."""
        is_ours = path.startswith("/api/") or path == "/healthz"
        with self._lock:
            if self._random.random() >= self.rate * (1 if is_ours else PAGES_SHARE):
                return None
            return (self._deliveries if method == "PUT" else self._others).draw()

    def delay(self) -> float:
        """Seconds."""
        with self._lock:
            return self._random.uniform(0.05, 1.5)

    def note(self, kind: str) -> None:
        """It was really done, not only drawn."""
        with self._lock:
            self.counts[kind] += 1
