"""Rows of the desk: what is on it, handing out sealed bytes with their ledger row, triage."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from spotsigns.hub.chained import Entry, Head, LedgerRow
from spotsigns.hub.model import DeskRow, SealedRow, Triage, may_move
from spotsigns.store.ledger import append
from spotsigns.store.purge_clock import wind_clock
from spotsigns.store.restricted import VISIBLE
from spotsigns.store.rows import Rows

_DESK = """SELECT e.id, e.variant, e.thread, e.key, e.received, e.state, e.slow,
                  t.category, t.ward, t.urgency, t.assignee, t.language, t.reader_kind, t.practice
           FROM envelopes e LEFT JOIN triage t ON t.id = e.id AND t.variant = e.variant"""
# To whom it is restricted, their own copy stands for the sealed bytes; to anybody else it is not there.
_SEALED = f"""SELECT e.id, e.variant, e.thread, e.key, e.received, e.state, coalesce(r.sealed, e.sealed) AS sealed, r.sealed IS NOT NULL AS is_restricted
             FROM envelopes e LEFT JOIN restricted r ON r.id = e.id AND r.variant = e.variant AND r.holder = :reader
             WHERE e.id = :id AND {VISIBLE}"""  # noqa: S608
LEDGER_ROWS = 1_000


class DeskRows(Rows):
    """The part of `hub.model.HubStore` that has to do with concerns and the ledger."""

    def desk_page(self, state: str, before: tuple[str, str, int] | None, limit: int) -> list[DeskRow]:
        """Newest first; `before` is (received, id, variant) of the last row had, so that a page never walks the ones before it."""
        where, given = "e.state = ?", [state]
        if before is not None:
            where, given = where + " AND (e.received, e.id, e.variant) < (?, ?, ?)", [state, *map(str, before[:2]), before[2]]  # type: ignore[list-item]
        rows = self.read().execute(f"{_DESK} WHERE {where} ORDER BY e.received DESC, e.id DESC, e.variant DESC LIMIT ?", (*given, limit))
        return [_desk_row(row) for row in rows]

    def thread_rows(self, thread: str) -> list[DeskRow]:
        """The newest 200 of a thread, oldest first."""
        rows = self.read().execute(f"{_DESK} WHERE e.thread = ? ORDER BY e.received DESC, e.id, e.variant LIMIT 200", (thread,))
        return [_desk_row(row) for row in rows][::-1]

    def concern_rows(self, concern_id: str) -> list[DeskRow]:
        """Every variant, in their order."""
        return [_desk_row(row) for row in self.read().execute(f"{_DESK} WHERE e.id = ? ORDER BY e.variant", (concern_id,))]

    def hand_out(self, wanted: list[tuple[str, int]], entry: Entry) -> tuple[list[SealedRow], Head]:
        """Sealed bytes of (id, variant) pairs and the ledger's new head; the ledger row is written first, in the same transaction."""

        def job(db: sqlite3.Connection) -> tuple[list[SealedRow], Head]:
            head = append(db, entry)
            asked = ({"id": concern_id, "variant": variant, "reader": entry.staff} for concern_id, variant in wanted)
            found = (db.execute(f"{_SEALED} AND e.variant = :variant", one).fetchone() for one in asked)
            return [_sealed_row(row) for row in found if row is not None], head

        return self.write(job)

    def hand_out_concern(self, concern_id: str, entry: Entry) -> tuple[list[SealedRow], Head] | None:
        """Every variant of a concern and the ledger's new head; None, and no ledger row, when there is no such concern."""

        def job(db: sqlite3.Connection) -> tuple[list[SealedRow], Head] | None:
            rows = db.execute(f"{_SEALED} ORDER BY e.variant", {"id": concern_id, "reader": entry.staff}).fetchall()
            return ([_sealed_row(row) for row in rows], append(db, entry)) if rows else None

        return self.write(job)

    def mark_seen(self, concern_id: str, variants: tuple[int, ...], entry: Entry) -> str | None:
        """New ones become seen, others stay. The state of the first of them afterwards, None when there is none."""

        def job(db: sqlite3.Connection) -> str | None:
            changed = [
                db.execute("UPDATE envelopes SET state = 'seen' WHERE id = ? AND variant = ? AND state = 'new'", (concern_id, variant)).rowcount
                for variant in variants
            ]
            if any(changed):
                append(db, entry)
            return _state(db, concern_id, variants[0])

        return self.write(job)

    def move(self, concern_id: str, variants: tuple[int, ...], state: str, triage: Triage, entry: Entry, purge_after: str | None = None) -> str | None:
        """Take all of them to `state` and record `triage`, or none: then the state that forbids it. None when all went.

        Closing starts the clock at `purge_after`; opening again stops it, unless it was handed over.
        """

        def job(db: sqlite3.Connection) -> str | None:
            for variant in variants:
                found = _state(db, concern_id, variant)
                if found is None or not may_move(found, state):
                    return found or "missing"
            for variant in variants:
                db.execute("UPDATE envelopes SET state = ? WHERE id = ? AND variant = ?", (state, concern_id, variant))
                _record(db, concern_id, variant, triage)
                wind_clock(db, concern_id, variant, purge_after if state == "closed" else None)
            append(db, entry)
            return None

        return self.write(job)

    def set_line(self, is_open: bool, entry: Entry) -> None:
        """Whether phones may tell us: told to them as `live`."""

        def job(db: sqlite3.Connection) -> None:
            db.execute("INSERT INTO switches VALUES ('live', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (is_open,))
            append(db, entry)

        self.write(job)

    def ledger_rows(self) -> Iterator[LedgerRow]:
        """All rows in order, read in slices so that no read holds up the log's checkpoint."""
        after = 0
        while True:
            rows = self.read().execute("SELECT n, at, staff, act, subject, chain FROM ledger WHERE n > ? ORDER BY n LIMIT ?", (after, LEDGER_ROWS)).fetchall()
            if not rows:
                return
            yield from (LedgerRow(**row) for row in rows)
            after = rows[-1]["n"]

    def ledger_head(self) -> Head | None:
        """The newest row's number and chain; None while nothing was written."""
        row = self.read().execute("SELECT n, chain FROM ledger ORDER BY n DESC LIMIT 1").fetchone()
        return Head(**row) if row else None

    def ledger_chain(self, n: int) -> str | None:
        row = self.read().execute("SELECT chain FROM ledger WHERE n = ?", (n,)).fetchone()
        return row["chain"] if row else None


def _state(db: sqlite3.Connection, concern_id: str, variant: int) -> str | None:
    row = db.execute("SELECT state FROM envelopes WHERE id = ? AND variant = ?", (concern_id, variant)).fetchone()
    return row["state"] if row else None


def _sealed_row(row: sqlite3.Row) -> SealedRow:
    return SealedRow(**{**dict(row), "is_restricted": bool(row["is_restricted"])})


def _record(db: sqlite3.Connection, concern_id: str, variant: int, triage: Triage) -> None:
    db.execute(
        """INSERT INTO triage (id, variant, category, ward, urgency, assignee, language, reader_kind, practice) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (id, variant) DO UPDATE SET category = excluded.category, ward = excluded.ward, urgency = excluded.urgency,
               assignee = excluded.assignee, language = excluded.language, reader_kind = excluded.reader_kind, practice = excluded.practice""",
        (concern_id, variant, triage.category, triage.ward, triage.urgency, triage.assignee, triage.language, triage.reader_kind, triage.practice),
    )


def _desk_row(row: sqlite3.Row) -> DeskRow:
    texts = ("category", "ward", "urgency", "assignee", "language", "reader_kind")
    triage = Triage(**{name: row[name] or "" for name in texts}, practice=None if row["practice"] is None else bool(row["practice"]))
    return DeskRow(row["id"], row["variant"], row["thread"], row["key"], row["received"], row["state"], bool(row["slow"]), triage)
