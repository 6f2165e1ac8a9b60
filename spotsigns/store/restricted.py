"""Rows of restricted concerns: one copy for each named holder; the bytes that phones sent are gone, their receipt stays."""

from __future__ import annotations

import json
import sqlite3

from spotsigns.hub.chained import Entry
from spotsigns.hub.doing_model import RestrictedCopy
from spotsigns.store.ledger import append
from spotsigns.store.rows import Rows

# Of an envelope `e`, for :reader. What comes later on the thread of a restricted concern is for its holders too: it goes on about the same.
VISIBLE = """(EXISTS (SELECT 1 FROM restricted WHERE id = e.id AND holder = :reader)
    OR (NOT EXISTS (SELECT 1 FROM restricted WHERE id = e.id)
        AND (NOT EXISTS (SELECT 1 FROM restricted WHERE thread = e.thread) OR EXISTS (SELECT 1 FROM restricted WHERE thread = e.thread AND holder = :reader))))"""


class RestrictedRows(Rows):
    """The part of `hub.doing_model.DoingStore` that hides a concern from those it is about."""

    def restrict(self, concern_id: str, copies: tuple[RestrictedCopy, ...], at: str, entry: Entry) -> str | None:
        """All of it or nothing. None when done, else `missing`, `already` or `incomplete`: an envelope without a copy would be lost."""

        def job(db: sqlite3.Connection) -> str | None:
            rows = db.execute("SELECT variant, thread FROM envelopes WHERE id = ? AND purged IS NULL", (concern_id,)).fetchall()
            if not rows:
                return "missing"
            if db.execute("SELECT 1 FROM restricted WHERE id = ?", (concern_id,)).fetchone():
                return "already"
            threads = {row["variant"]: row["thread"] for row in rows}
            holders = {copy.holder for copy in copies}
            if {(copy.variant, copy.holder) for copy in copies} != {(variant, holder) for variant in threads for holder in holders}:
                return "incomplete"
            for copy in copies:
                db.execute(
                    "INSERT INTO restricted (id, variant, thread, holder, at, sealed) VALUES (?, ?, ?, ?, ?, ?)",
                    (concern_id, copy.variant, threads[copy.variant], copy.holder, at, copy.sealed),
                )
            db.execute("UPDATE envelopes SET sealed = NULL WHERE id = ?", (concern_id,))
            # What others had begun to write would wait for somebody who may not see it any more.
            db.execute("DELETE FROM drafts WHERE concern = ? AND author NOT IN (SELECT holder FROM restricted WHERE id = ?)", (concern_id, concern_id))
            append(db, entry)
            return None

        return self.write(job)

    def hidden_from(self, staff_id: str, concern_ids: tuple[str, ...]) -> set[str]:
        """Those of `concern_ids` that are restricted to others."""
        job = f"SELECT DISTINCT e.id FROM envelopes e WHERE e.id IN (SELECT value FROM json_each(:ids)) AND NOT {VISIBLE}"  # noqa: S608
        return {row["id"] for row in self.read().execute(job, {"ids": json.dumps(concern_ids), "reader": staff_id})}

    def is_thread_hidden_from(self, staff_id: str, thread: str) -> bool:
        """True when something on the thread is restricted, and this person holds no copy of it."""
        held = self.read().execute("SELECT max(holder = ?) AS own FROM restricted WHERE thread = ?", (staff_id, thread)).fetchone()
        return bool(held["own"] == 0)

    def recovery_public(self) -> bytes | None:
        """The recovery words' public key of the key that phones seal to now."""
        row = self.read().execute("SELECT recovery FROM hub_keys WHERE seal = 1").fetchone()
        return row["recovery"] if row else None
