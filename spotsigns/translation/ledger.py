"""What people have read of a language: translations/<locale>/ledger.json, and what that makes of each string.

machine → revised (one fluent reader) → approved (the partnership). `stale`: read once, but the English or the translation has changed
since. `wrong`: a fluent reader says so, and nobody has mended it yet. A reading is filed under a digest of all that was read, so
whatever changes is unread again by itself.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from spotsigns.errors import TranslationError

FILE = "ledger.json"
MACHINE, WRONG, STALE, REVISED, APPROVED = "machine", "wrong", "stale", "revised", "approved"
CHECKED = (REVISED, APPROVED)
FILED = (WRONG, *CHECKED)


@dataclass(frozen=True)
class Reading:
    """One person's reading of one string. `state` is one of FILED, `date` an ISO day, `context` None for a page's own string."""

    state: str
    by: str
    date: str
    context: str | None
    source: str


class Ledger:
    """The readings of one language by `review_key`."""

    def __init__(self, readings: Mapping[str, Reading] | None = None) -> None:
        self.readings = dict(readings or {})
        self._places = {reading.context or reading.source for reading in self.readings.values() if reading.state in CHECKED}

    def state(self, context: str | None, source: str, forms: Iterable[str]) -> str:
        """Of this very translation of this very source."""
        reading = self.readings.get(review_key(context, source, forms))
        if reading is not None:
            return reading.state
        return STALE if (context or source) in self._places else MACHINE

    def with_readings(self, new: Mapping[str, Reading]) -> Ledger:
        """These and the new ones; what was read before of the same place, and is no longer what stands there, goes."""
        places = {reading.context or reading.source for reading in new.values()}
        kept = {key: reading for key, reading in self.readings.items() if (reading.context or reading.source) not in places}
        return Ledger({**kept, **new})


def review_key(context: str | None, source: str, forms: Iterable[str]) -> str:
    """24 hex digits for a string as somebody reads it: its place, its English and every form of its translation."""
    return hashlib.sha256(json.dumps([context, source, *forms], ensure_ascii=False).encode()).hexdigest()[:24]


def load_ledger(folder: Path) -> Ledger:
    """The ledger in a language's folder, empty where there is none. Raises TranslationError naming the file."""
    path = folder / FILE
    if not path.is_file():
        return Ledger()
    try:
        entries = json.loads(path.read_text("utf-8"))["strings"]
        return Ledger({key: _reading(entry) for key, entry in entries.items()})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise TranslationError(f"{path}: the review ledger cannot be read ({error}). Restore it from version control.") from error


def save_ledger(folder: Path, ledger: Ledger) -> None:
    strings = {key: asdict(reading) for key, reading in sorted(ledger.readings.items(), key=lambda item: (item[1].context or "", item[1].source))}
    (folder / FILE).write_text(json.dumps({"strings": strings}, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _reading(entry: Mapping[str, Any]) -> Reading:
    state = str(entry["state"])
    if state not in FILED:
        raise ValueError(f"the state {state!r} is none of {', '.join(FILED)}")
    context = entry.get("context")
    return Reading(state, str(entry.get("by", "")), str(entry.get("date", "")), None if context is None else str(context), str(entry.get("source", "")))
