"""Every concern that was told, what became of it, and the four things that must never be: lost, doubled, changed, readable."""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from spotsigns.errors import SealingError
from spotsigns.sealing.envelope import key_id, open_concern, public_bytes
from tests.storm.canary import number_of, text_of


@dataclass
class Told:
    """One concern. `sealed` is the envelope as the phone sealed it, where that was seen; `promised` once the phone said "kept" or "received"."""

    number: int
    sealed: str | None = None
    promised: bool = False


@dataclass
class Row:
    """One envelope of the hub, as it would be sent again; `envelope` is None once its words were purged."""

    id: str
    variant: int
    envelope: dict[str, Any] | None


@dataclass
class Tally:
    """Numbers of concerns, by what is true of them; `strange` are ids of rows that nobody of ours told, `wordless` of forms given up before their words."""

    lost: list[int] = field(default_factory=list)
    doubled: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    readable: list[str] = field(default_factory=list)
    wordless: list[str] = field(default_factory=list)
    received: int = 0
    waiting: int = 0
    unpromised: int = 0  # the browser was killed before it said that it kept them, and it had not

    @property
    def breaches(self) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {"lost": self.lost, "doubled": self.doubled, "changed": self.changed, "strange": self.strange, "readable": self.readable}
        return {name: what for name, what in found.items() if what}


class Book:
    """What phones were told, and every private key the hub ever had. Used by many threads."""

    def __init__(self) -> None:
        self.told: dict[int, Told] = {}
        self.given_up = 0  # forms that somebody closed while they were being filled in
        self.buried: dict[str, int] = {}  # ids whose words were purged, after they were found right
        self.keys: dict[str, ec.EllipticCurvePrivateKey] = {}
        self._lock = threading.Lock()

    def add_key(self, private: ec.EllipticCurvePrivateKey) -> None:
        self.keys[key_id(public_bytes(private))] = private

    def begin(self, count: int) -> list[int]:
        """Numbers for new concerns."""
        with self._lock:
            numbers = list(range(len(self.told), len(self.told) + count))
            self.told.update({number: Told(number) for number in numbers})
            return numbers

    def note(self, number: int, sealed: str) -> None:
        self.told[number].sealed = sealed

    def promise(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            self.told[number].promised = True

    def give_up(self) -> None:
        with self._lock:
            self.given_up += 1

    def read(self, envelope: dict[str, Any]) -> int | None:
        """Which concern is inside; None when it does not open, or says something that nobody told."""
        try:
            return number_of(self._open(envelope)["answers"]["what"])
        except (SealingError, ValueError, KeyError, TypeError):
            return None

    def is_wordless(self, envelope: dict[str, Any]) -> bool:
        """Whether it is only begun, and no word was written yet."""
        try:
            told = self._open(envelope)
            return told["unfinished"] is True and "what" not in told["answers"]
        except (SealingError, ValueError, KeyError, TypeError):
            return False

    def _open(self, envelope: dict[str, Any]) -> Any:
        return json.loads(open_concern(self.keys[envelope["key"]], envelope))

    def is_as_told(self, number: int, envelope: dict[str, Any]) -> bool:
        """Byte for byte what the phone sealed."""
        sealed = self.told[number].sealed
        return sealed is None or json.loads(sealed) == envelope

    def tally(self, rows: Iterable[Row], kept: Iterable[str]) -> Tally:
        """`rows`: all that the hub has; `kept`: the envelopes in all outboxes, as JSON text."""
        found, arrived = Tally(), defaultdict[int, list[str]](list)
        for row in rows:
            number = self.buried.get(row.id) if row.envelope is None else self.read(row.envelope)
            if number is None or number not in self.told:
                is_wordless = row.envelope is not None and self.is_wordless(row.envelope)
                (found.wordless if is_wordless else found.strange).append(row.id)
                continue
            arrived[number].append(row.id)
            if row.envelope is not None and not self.is_as_told(number, row.envelope):
                found.changed.append(number)
        if len(found.wordless) > self.given_up:  # then words were lost from some
            found.strange += found.wordless
        waiting = {self.read(json.loads(envelope)) for envelope in kept}
        for number, told in self.told.items():
            self._judge(found, told, arrived.get(number, []), is_waiting=number in waiting)
        return found

    def _judge(self, found: Tally, told: Told, ids: list[str], *, is_waiting: bool) -> None:
        if len(ids) > 1:
            found.doubled.append(told.number)
        if ids:
            found.received += 1
        elif is_waiting:
            found.waiting += 1
        elif told.promised:
            found.lost.append(told.number)
        else:
            found.unpromised += 1


def texts(numbers: Iterable[int]) -> list[str]:
    return [text_of(number) for number in numbers]
