"""The ledger's rows: appended inside the transaction that did what they tell."""

from __future__ import annotations

import sqlite3

from spotsigns.hub.model import Entry


def append(db: sqlite3.Connection, entry: Entry) -> None:
    """Chain `entry` to the newest row. Only inside a write job: two at once would take the same number."""
    newest = db.execute("SELECT n, chain FROM ledger ORDER BY n DESC LIMIT 1").fetchone()
    before, n = (newest["chain"], newest["n"] + 1) if newest else ("", 1)
    db.execute(
        "INSERT INTO ledger (n, at, staff, act, subject, chain) VALUES (?, ?, ?, ?, ?, ?)",
        (n, entry.at, entry.staff, entry.act, entry.subject, entry.link(before, n)),
    )
