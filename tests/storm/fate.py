"""What befalls the servers, one thing after another: each of them once before any comes again."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from threading import Event

from tests.storm.gate import StormGate
from tests.storm.servers import Servers
from tests.storm.weather import Deck, Weather

KILLED, FULL, LOCKED, UPDATED, ROTATED, PURGED, SECOND, SILENT = (
    "server killed", "disk full", "database locked", "new release", "keys rotated", "words purged", "second server", "no signal",
)  # fmt: skip
BLOWS = (KILLED, FULL, LOCKED, UPDATED, ROTATED, PURGED, SECOND, SILENT)
# Longer than SQLite waits for a lock, so that somebody hears of it.
LONGEST_TROUBLE = 9.0
PATIENCE = 0.1


class Fate:
    """`receipts_refused` counts phones from an old copy that did not hear their first receipt again: each is a breach."""

    def __init__(self, servers: Servers, gate: StormGate, weather: Weather, random: Random, longest_pause: float) -> None:
        self.longest_pause = longest_pause  # seconds between two blows
        self.servers, self.gate, self.weather = servers, gate, weather
        self.deck, self.random = Deck(random, BLOWS), random
        self.receipts_refused = 0
        self.failure: BaseException | None = None

    def blow(self, over: Event) -> None:
        """Until `over`, but never in the middle of something."""
        acts: dict[str, Callable[[Event], None]] = {
            KILLED: self._kill, FULL: self._fill, LOCKED: self._lock, UPDATED: lambda over: self.servers.update(),
            ROTATED: lambda over: self.servers.rotate(), PURGED: self._purge, SECOND: self._second, SILENT: self._silence,
        }  # fmt: skip
        while not over.is_set():
            self.weather.change()
            kind = self.deck.draw()
            acts[kind](over)
            self.weather.note(kind)
            over.wait(self.random.uniform(0.3, self.longest_pause))

    def _kill(self, over: Event) -> None:
        count = self.servers.count
        for _ in range(count):
            self.servers.end(kill=True)
        for _ in range(count):
            self.servers.start()

    def _second(self, over: Event) -> None:
        if self.servers.count == 1:
            self.servers.start()
        else:
            self.servers.end(kill=self.random.random() < 0.5)

    def _fill(self, over: Event) -> None:
        with self.servers.full_disk():
            self._until_somebody_was_told_to_wait(over)

    def _lock(self, over: Event) -> None:
        with self.servers.locked():
            self._until_somebody_was_told_to_wait(over)

    def _silence(self, over: Event) -> None:
        self.gate.shut()
        over.wait(self.random.uniform(1, 3))
        self.gate.open()

    def _purge(self, over: Event) -> None:
        self.servers.purge()
        self.receipts_refused += self.servers.sent_again(5)

    def _until_somebody_was_told_to_wait(self, over: Event) -> None:
        before, waited = self.gate.passed[503], 0.0
        while self.gate.passed[503] == before and waited < LONGEST_TROUBLE and not over.is_set():
            over.wait(PATIENCE)
            waited += PATIENCE
