"""Who is looking at what right now: known to this process only, never written down, forgotten after a minute."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

SECONDS = 60


@dataclass
class Looking:
    """By staff id: name, the concern on their screen, and when they last said so in Unix seconds."""

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _at: dict[str, tuple[str, str, int]] = field(default_factory=dict)

    def look(self, staff_id: str, name: str, concern_id: str, now: int) -> list[tuple[str, str]]:
        """Note it ("" is at nothing); everybody else's (concern id, name), in the order of their names."""
        with self._lock:
            self._at = {one: seen for one, seen in self._at.items() if now - seen[2] < SECONDS and one != staff_id}
            others = sorted((name_of, at) for name_of, at, _ in self._at.values())
            if concern_id:
                self._at[staff_id] = (name, concern_id, now)
        return [(at, name_of) for name_of, at in others]
