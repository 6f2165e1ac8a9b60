"""Rows that tell how a hub stands: whether its clock can be right, when it was last backed up."""

from __future__ import annotations

import shutil
from pathlib import Path

from spotsigns.store.copy import BACKED_UP
from spotsigns.store.rows import Rows

_STATES = ("new", "seen", "in_hand", "closed")
# Two that act at once may be written in the other order: only more than two minutes is a clock that was set back.
_STEPS_BACK = """SELECT count(*) FROM (SELECT at, lag(at) OVER (ORDER BY n) AS before FROM ledger WHERE n > (SELECT max(n) FROM ledger) - 1000)
                 WHERE at >= ? AND julianday(before) - julianday(at) > 2.0 / 1440"""


class StandingRows(Rows):
    """What `launch` asks of the store beside what the rooms ask."""

    path: Path

    def space(self) -> tuple[int, int]:
        """(bytes that rows take up, bytes free on the disk); pages that a purge emptied are filled again and do not count."""
        pages, empty, size = (self.read().execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size"))
        return (pages - empty) * size, shutil.disk_usage(self.path.parent).free

    def newest_moment(self) -> str:
        """The newest UTC time that any row tells, '' while there is none: the clock cannot be before it."""
        db = self.read()
        told = [db.execute("SELECT max(received) FROM envelopes WHERE state = ?", (state,)).fetchone()[0] for state in _STATES]  # as the index lies
        told.append(db.execute("SELECT at FROM ledger ORDER BY n DESC LIMIT 1").fetchone())
        return max((one if isinstance(one, str) else one[0] for one in told if one is not None), default="")

    def steps_back(self, since: str) -> int:
        """How often the newest thousand rows of the ledger go back in time by more than two minutes, from the UTC time `since` on."""
        found: int = self.read().execute(_STEPS_BACK, (since,)).fetchone()[0]
        return found

    def backed_up(self) -> int | None:
        """When the last backup was made, in Unix seconds."""
        row = self.read().execute("SELECT value FROM switches WHERE name = ?", (BACKED_UP,)).fetchone()
        return None if row is None else int(row["value"])
