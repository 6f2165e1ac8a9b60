"""Rows of what the desk does: what stands about a concern, no further action."""

from __future__ import annotations

import sqlite3

from spotsigns.hub.chained import Entry
from spotsigns.hub.desk_model import Refused
from spotsigns.hub.doing_model import Record, Standing
from spotsigns.store.desk import DeskRows
from spotsigns.store.hand_overs import HandOverRows, hand_overs_of
from spotsigns.store.purge_clock import wind_clock
from spotsigns.store.records import ALIVE, RecordRows, insert_record
from spotsigns.store.restricted import RestrictedRows


class DoingRows(DeskRows, RecordRows, HandOverRows, RestrictedRows):
    """Implements `hub.doing_model.DoingStore`, together with the rows of records, hand-overs and restriction."""

    def standing(self, concern_id: str) -> Standing | None:
        db = self.read()
        rows = tuple(self.concern_rows(concern_id))
        if not rows:
            return None
        purge_after = db.execute("SELECT max(purge_after) FROM envelopes WHERE id = ? AND purged IS NULL", (concern_id,)).fetchone()[0]
        holders = db.execute("SELECT DISTINCT holder FROM restricted WHERE id = ? AND holder <> 'recovery' ORDER BY holder", (concern_id,))
        return Standing(rows, purge_after, hand_overs_of(db, concern_id), tuple(row["holder"] for row in holders))

    def finish_many(self, reasons: list[tuple[Record, Entry]], purge_after: str) -> list[Refused]:
        """All of them, each with its own reason, or none: then those that nobody has read, or that are not here."""

        def job(db: sqlite3.Connection) -> list[Refused]:
            rows = {record.concern: db.execute(ALIVE, (record.concern,)).fetchall() for record, _ in reasons}
            refused = [Refused(concern, 0, "new" if alive else "") for concern, alive in rows.items() if all(row["state"] == "new" for row in alive)]
            if refused:
                return refused
            for record, entry in reasons:
                for row in rows[record.concern]:
                    _close(db, record.concern, row, purge_after)
                insert_record(db, record, entry)
            return []

        return self.write(job)

    def finish(self, record: Record, purge_after: str, entry: Entry) -> tuple[Record, bool] | None:
        """Keep the reason, close every envelope of the concern and start the clock, together. Else as `put_record`."""

        def job(db: sqlite3.Connection) -> tuple[Record, bool] | None:
            alive = db.execute(ALIVE, (record.concern,)).fetchall()
            if not alive:
                return None
            # Closed before the ledger row is written, as every move is; the same again finds its reason there and closes nothing.
            if db.execute("SELECT 1 FROM records WHERE id = ?", (record.id,)).fetchone() is None:
                for row in alive:
                    _close(db, record.concern, row, purge_after)
            return insert_record(db, record, entry)

        return self.write(job)


def _close(db: sqlite3.Connection, concern_id: str, row: sqlite3.Row, purge_after: str) -> None:
    if row["state"] != "closed":
        db.execute("UPDATE envelopes SET state = 'closed' WHERE id = ? AND variant = ?", (concern_id, row["variant"]))
        wind_clock(db, concern_id, row["variant"], purge_after)
