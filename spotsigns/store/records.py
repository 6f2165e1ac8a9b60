"""Rows of sealed records and drafts: only bytes, and who wrote them when."""

from __future__ import annotations

import sqlite3

from spotsigns.errors import HubError
from spotsigns.hub.chained import Entry
from spotsigns.hub.doing_model import MOST_RECORDS, Record
from spotsigns.store.ledger import append
from spotsigns.store.rows import Rows

_RECORD = "SELECT id, concern, kind, author, at, locked FROM records"
# A note on a tombstone would bring back what was deleted: it takes nothing more.
ALIVE = "SELECT variant, state FROM envelopes WHERE id = ? AND purged IS NULL ORDER BY variant"


class RecordRows(Rows):
    """The part of `hub.doing_model.DoingStore` that has to do with records and drafts."""

    def records(self, concern_id: str, entry: Entry) -> list[Record]:
        """Oldest first. The ledger row is written when there is anything to hand out."""

        def job(db: sqlite3.Connection) -> list[Record]:
            found = [Record(**row) for row in db.execute(f"{_RECORD} WHERE concern = ? ORDER BY at, rowid LIMIT ?", (concern_id, MOST_RECORDS))]
            if found:
                append(db, entry)
            return found

        return self.write(job)

    def put_record(self, record: Record, entry: Entry) -> tuple[Record, bool] | None:
        """What stands under its id, and whether it is new. None when there is no such concern or its words were deleted."""
        return self.write(lambda db: insert_record(db, record, entry) if db.execute(ALIVE, (record.concern,)).fetchone() else None)

    def draft(self, concern_id: str, author: str) -> tuple[str, bytes] | None:
        """When it was kept (UTC second) and what was locked."""
        row = self.read().execute("SELECT at, locked FROM drafts WHERE concern = ? AND author = ?", (concern_id, author)).fetchone()
        return (row["at"], row["locked"]) if row else None

    def put_draft(self, concern_id: str, author: str, at: str, locked: bytes) -> bool:
        """In the place of the one before. False when there is no such concern or its words were deleted."""

        def job(db: sqlite3.Connection) -> bool:
            if db.execute(ALIVE, (concern_id,)).fetchone() is None:
                return False
            db.execute(
                """INSERT INTO drafts (concern, author, at, locked) VALUES (?, ?, ?, ?)
                   ON CONFLICT (concern, author) DO UPDATE SET at = excluded.at, locked = excluded.locked""",
                (concern_id, author, at, locked),
            )
            return True

        return self.write(job)

    def drop_draft(self, concern_id: str, author: str) -> None:
        self.write(lambda db: db.execute("DELETE FROM drafts WHERE concern = ? AND author = ?", (concern_id, author)).rowcount)


def insert_record(db: sqlite3.Connection, record: Record, entry: Entry) -> tuple[Record, bool]:
    """Insert first: of two at once the unique id lets one win. What stands under the id then, and whether it is this one."""
    if db.execute("SELECT count(*) FROM records WHERE concern = ?", (record.concern,)).fetchone()[0] >= MOST_RECORDS:
        raise HubError(409, "full", f"There are {MOST_RECORDS} notes on this concern. No more can be kept.")
    done = db.execute(
        "INSERT OR IGNORE INTO records (id, concern, kind, author, at, locked) VALUES (?, ?, ?, ?, ?, ?)",
        (record.id, record.concern, record.kind, record.author, record.at, record.locked),
    )
    if done.rowcount == 1:
        append(db, entry)
        return record, True
    return Record(**db.execute(f"{_RECORD} WHERE id = ?", (record.id,)).fetchone()), False
