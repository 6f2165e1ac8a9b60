"""The ledger's rows: appended inside the transaction that did what they tell."""

from __future__ import annotations

import sqlite3

from spotsigns.hub.chained import Entry, Head


def append(db: sqlite3.Connection, entry: Entry) -> Head:
    """Chain `entry` to the newest row; the head it makes. Only inside a write job: two at once would take the same number."""
    newest = db.execute("SELECT n, chain FROM ledger ORDER BY n DESC LIMIT 1").fetchone()
    before, n = (newest["chain"], newest["n"] + 1) if newest else ("", 1)
    head = Head(n, entry.link(before, n))
    db.execute(
        "INSERT INTO ledger (n, at, staff, act, subject, chain) VALUES (?, ?, ?, ?, ?, ?)",
        (n, entry.at, entry.staff, entry.act, entry.subject, head.chain),
    )
    return head
