"""Rows of what staff entered for somebody."""

from __future__ import annotations

import sqlite3

from spotsigns.hub.chained import Entry
from spotsigns.store.ledger import append
from spotsigns.store.rows import Rows


class ToldRows(Rows):
    """Implements `hub.told.ToldStore`."""

    def note_told(self, concern_id: str, staff_id: str, entry: Entry) -> None:
        """Once: the first who entered it stands, with one row of the ledger."""

        def job(db: sqlite3.Connection) -> None:
            if db.execute("INSERT OR IGNORE INTO told (id, staff) VALUES (?, ?)", (concern_id, staff_id)).rowcount:
                append(db, entry)

        self.write(job)

    def told_by(self, concern_id: str) -> str | None:
        """The name of the person who entered it."""
        row = self.read().execute("SELECT staff.name FROM told JOIN staff ON staff.id = told.staff WHERE told.id = ?", (concern_id,)).fetchone()
        return row["name"] if row else None
