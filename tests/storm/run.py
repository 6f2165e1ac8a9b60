"""A storm from beginning to end: it blows, it calms down, everything is counted."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import Event

from playwright.sync_api import sync_playwright

from tests.browser.gate import running
from tests.browser.offline.phones import Phone
from tests.storm.canary import readable_files
from tests.storm.fate import BLOWS, Fate
from tests.storm.gate import StormGate
from tests.storm.light import MISHAPS as LIGHT_MISHAPS
from tests.storm.light import LightPhones
from tests.storm.people import Person
from tests.storm.servers import Servers
from tests.storm.tally import Book, Tally
from tests.storm.weather import LINE_FAULTS, Weather
from tests.storm.whole import MISHAPS as WHOLE_MISHAPS
from tests.storm.whole import WholePhone

CALM_SECONDS = 120.0
# However slow the computer, a storm in which something never came ends after so many times its length.
LONGEST = 5
SAY_SECONDS = 15


@dataclass(frozen=True)
class Forecast:
    """What storm is wanted. `release` changes the phone's scripts, to see a broken phone found; `blows` is False for weather on the line only."""

    seconds: float
    seed: int
    chromium: str
    browsers: int = 1
    phones: int = 8
    forms: int = 1
    concerns: int = 0  # it goes on until so many were told
    faults: tuple[str, ...] = LINE_FAULTS
    blows: bool = True
    release: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def longest_pause(self) -> float:
        """Seconds in which nothing befalls the servers: in a long storm phones come to tell more."""
        return max(2.0, min(12.0, self.seconds / 50))

    @property
    def mishap_every(self) -> int:
        """Batches of concerns between two mishaps of light phones, at most."""
        return max(8, min(50, int(self.seconds / 10)))


@dataclass
class Found:
    """`faults`: how often each was really done. `troubles`: what broke the storm itself, or the hub."""

    tally: Tally
    faults: Counter[str]
    answered: Counter[int]
    told: int
    forms: int
    bytes_seen: int
    seconds: float
    troubles: list[str]

    @property
    def is_sound(self) -> bool:
        return not self.tally.breaches and not self.troubles


class Storm:
    def __init__(self, folder: Path, forecast: Forecast, say: Callable[[str], None]) -> None:
        self.folder, self.forecast, self.say = folder, forecast, say
        self.random = Random(forecast.seed)
        self.book, self.weather = Book(), Weather(self.random, forecast.faults)
        self.over, self.calm_over = Event(), Event()
        self.troubles: list[str] = []
        self.people: list[Person] = []
        self.calm = threading.Event()

    def blow(self) -> Found:
        began = time.monotonic()
        with running(StormGate(self.weather)) as gate:
            servers = Servers(self.folder, self.book, lambda ports: setattr(gate, "targets", ports), self.forecast.release)
            try:
                servers.start()
                fate = Fate(servers, gate, self.weather, Random(self.random.random()), self.forecast.longest_pause)
                self._live_through(gate, fate)
                tally = self.book.tally(servers.rows(), [entry for one in self.people for entry in one.kept])
                if not servers.is_whole():
                    self.troubles.append("the database is damaged")
                if fate.receipts_refused:
                    self.troubles.append(f"{fate.receipts_refused} phones with a purged concern did not hear their first receipt again")
            finally:
                servers.close()
            tally.readable += servers.readable() + [str(path) for path in readable_files(self.folder / "phones")]
            tally.readable += [f"{path} (when its browser was killed)" for one in self.people for path in one.readable]
            if gate.is_readable:
                tally.readable.append("the wire")
            forms = sum(one.forms for one in self.people)
            return Found(tally, self.weather.counts, gate.passed, len(self.book.told), forms, gate.bytes, time.monotonic() - began, self.troubles)

    def _live_through(self, gate: StormGate, fate: Fate) -> None:
        """Phones in threads of their own, since a browser belongs to the thread that started it; fate in another."""
        threads = [threading.Thread(target=self._phone, args=(gate, number, Random(self.random.random())), daemon=True) for number in range(self.forecast.browsers + self.forecast.forms)]
        blowing = threading.Thread(target=self._guarded, args=(fate.blow if self.forecast.blows else lambda over: over.wait(), self.over), daemon=True)
        self.weather.rate = 0.3
        for thread in [*threads, blowing]:
            thread.start()
        self._wait_until_it_was_long_enough()
        self.over.set()
        blowing.join()
        gate.open()
        self.weather.rate = 0.0
        self.say("calm")
        self.calm.set()
        timer = threading.Timer(CALM_SECONDS, self.calm_over.set)
        timer.start()
        for thread in threads:
            thread.join()
        timer.cancel()

    def _wait_until_it_was_long_enough(self) -> None:
        began, told_at = time.monotonic(), 0.0
        while not self.troubles:
            gone = time.monotonic() - began
            missing = [kind for kind in self.wanted if not self.weather.counts[kind]]
            if gone > self.forecast.seconds * LONGEST or (gone > self.forecast.seconds and not missing and len(self.book.told) >= self.forecast.concerns):
                return
            if gone >= told_at:
                self.say(f"{gone:4.0f} s: {len(self.book.told):,} concerns begun, {sum(self.weather.counts.values()):,} faults, still to come: {', '.join(missing) or 'nothing'}")
                told_at += SAY_SECONDS
            self.over.wait(1)

    @property
    def wanted(self) -> list[str]:
        """Every kind that a whole storm has at least once."""
        if not self.forecast.blows:
            return list(self.forecast.faults)
        return [*self.forecast.faults, *BLOWS, *LIGHT_MISHAPS, *(WHOLE_MISHAPS if self.forecast.forms else ())]

    def _guarded(self, work: Callable[[Event], object], ends: Event) -> None:
        try:
            work(ends)
        except BaseException as failure:
            self.troubles.append(f"{type(failure).__name__}: {failure}")
            raise

    def _phone(self, gate: StormGate, number: int, random: Random) -> None:
        self._guarded(lambda over: self._live(gate, number, random), self.over)

    def _live(self, gate: StormGate, number: int, random: Random) -> None:
        with sync_playwright() as playwright:
            phone = Phone(playwright, self.forecast.chromium, self.folder / "phones" / str(number), gate)
            is_whole = number >= self.forecast.browsers
            person: Person = WholePhone(phone, self.book, self.weather, random) if is_whole else LightPhones(phone, self.book, self.weather, random, self.forecast.phones, self.forecast.mishap_every)
            self.people.append(person)
            person.tell(self.over)
            self.calm.wait()
            person.settle(self.calm_over)
            phone.close()


def storm(folder: Path, forecast: Forecast, say: Callable[[str], None] = lambda line: None) -> Found:
    """Blow. Raises nothing for a breach: that stands in what is found."""
    return Storm(folder, forecast, say).blow()
