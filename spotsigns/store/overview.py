"""Rows of the record: the ledger read backwards, figures, readings, edited contacts. Retention's are in store/purge.py."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict

from spotsigns.contacts.edits import ContactEdit
from spotsigns.hub.chained import Entry, LedgerRow
from spotsigns.hub.overview_model import EditRow, Sifted
from spotsigns.hub.tallies import Fact, Tally, tally
from spotsigns.store.ledger import append
from spotsigns.store.purge import FACTS, PurgeRows, add_figures, handed_over

_EDITS = "SELECT n, contact, base, edit, state, proposer, proposed, decider, decided FROM contact_edits"
_STATES = ("new", "seen", "in_hand", "closed")
EDIT_NUMBER = "contact_edits"


class OverviewRows(PurgeRows):
    """Implements `hub.overview_model.OverviewStore`."""

    def ledger_page(self, sifted: Sifted, limit: int) -> list[LedgerRow]:
        """The newest rows that fit, newest first."""
        rules = {
            "act = ?": sifted.act, "staff = ?": sifted.staff, "n < ?": sifted.before,
            "at >= ?": sifted.day, "at < ?": sifted.day and f"{sifted.day}U",
        }  # fmt: skip
        chosen = {rule: value for rule, value in rules.items() if value}
        where = " AND ".join(chosen) or "1"
        rows = self.read().execute(f"SELECT n, at, staff, act, subject, chain FROM ledger WHERE {where} ORDER BY n DESC LIMIT ?", (*chosen.values(), limit))  # noqa: S608 - rules are ours
        return [LedgerRow(**row) for row in rows]

    def ledger_acts(self) -> list[str]:
        """Every act that occurs, from one step of the index to the next."""
        job = """WITH RECURSIVE found (act) AS (SELECT min(act) FROM ledger UNION ALL
                     SELECT (SELECT min(act) FROM ledger WHERE act > found.act) FROM found WHERE found.act IS NOT NULL)
                 SELECT act FROM found WHERE act IS NOT NULL"""
        return [row["act"] for row in self.read().execute(job)]

    def write_entry(self, entry: Entry) -> None:
        """A ledger row for something that changes nothing else."""
        self.write(lambda db: append(db, entry))

    def figures(self, first: str, last: str) -> Tally:
        """Counts of weeks from `first` up to `last`: of what was purged and of what is here still."""
        db = self.read()
        kept = {(row[0], row[1], row[2]): row[3] for row in db.execute("SELECT week, kind, value, count FROM figures WHERE week >= ? AND week < ?", (first, last))}
        # State by state, because that is how the index lies.
        facts = (Fact(*row) for state in _STATES for row in db.execute(f"{FACTS} AND e.state = ? AND e.received >= ? AND e.received < ?", (state, first, last)))
        return Tally(kept) + tally(facts) + handed_over(db, "h.at >= ? AND h.at < ?", (first, last))

    def figure_weeks(self) -> list[str]:
        """The first and the last day that anything is known of; empty while nothing is."""
        job = """SELECT min(day), max(day) FROM (SELECT min(week) AS day FROM figures UNION ALL SELECT max(week) FROM figures
                 UNION ALL SELECT min(received) FROM envelopes UNION ALL SELECT max(received) FROM envelopes
                 UNION ALL SELECT min(day) FROM readings UNION ALL SELECT max(day) FROM readings)"""
        return [day[:10] for day in self.read().execute(job).fetchone() if day]

    def not_looked_at(self) -> int:
        found: int = self.read().execute("SELECT count(*) FROM envelopes WHERE state = 'new' AND variant = 0").fetchone()[0]
        return found

    def readings(self, first: str, last: str) -> dict[tuple[str, str], int]:
        """(page, language) → how often it was read from day `first` up to `last`."""
        rows = self.read().execute("SELECT page, lang, sum(count) FROM readings WHERE day >= ? AND day < ? GROUP BY page, lang", (first, last))
        return {(row[0], row[1]): row[2] for row in rows}

    def add_figures(self, counts: Tally) -> None:
        """What was counted elsewhere: the demonstration's past."""
        self.write(lambda db: add_figures(db, counts))

    def add_readings(self, counts: Mapping[tuple[str, str, str], int]) -> None:
        """Add (day, language, page) → how often."""
        job = "INSERT INTO readings (day, lang, page, count) VALUES (?, ?, ?, ?) ON CONFLICT (day, lang, page) DO UPDATE SET count = count + excluded.count"
        rows = [(*key, count) for key, count in counts.items()]
        self.write(lambda db: db.executemany(job, rows).rowcount)

    def edit_number(self) -> int:
        """Grows with every change of what is in force."""
        row = self.read().execute("SELECT value FROM switches WHERE name = ?", (EDIT_NUMBER,)).fetchone()
        return row["value"] if row else 0

    def edits_in_force(self) -> dict[str, ContactEdit]:
        rows = self.read().execute(f"{_EDITS} WHERE state = 'confirmed' ORDER BY n")
        return {row["contact"]: _edit_row(row).edit for row in rows}

    def edit_rows(self, limit: int) -> list[EditRow]:
        """Newest first."""
        return [_edit_row(row) for row in self.read().execute(f"{_EDITS} ORDER BY n DESC LIMIT ?", (limit,))]

    def edit_row(self, n: int) -> EditRow | None:
        row = self.read().execute(f"{_EDITS} WHERE n = ?", (n,)).fetchone()
        return _edit_row(row) if row else None

    def propose_edit(self, contact: str, edit: ContactEdit, proposer: str, entry: Entry) -> int | None:
        """Its number; None when another edit of this contact waits for a second person."""

        def job(db: sqlite3.Connection) -> int | None:
            done = db.execute(
                "INSERT OR IGNORE INTO contact_edits (contact, base, edit, proposer, proposed) VALUES (?, ?, ?, ?, ?)",
                (contact, _in_force(db, contact), json.dumps(asdict(edit), ensure_ascii=False), proposer, entry.at),
            )
            if done.rowcount != 1:
                return None
            append(db, entry)
            return done.lastrowid

        return self.write(job)

    def decide_edit(self, n: int, state: str, decider: str, entry: Entry) -> bool:
        """Confirm or refuse one that waits, or undo one in force. False when that was overtaken, or the proposer would confirm alone."""

        def job(db: sqlite3.Connection) -> bool:
            row = db.execute(f"{_EDITS} WHERE n = ?", (n,)).fetchone()
            if row is None or not _may_become(db, row, state, decider):
                return False
            edit = row["edit"] if state != "confirmed" else json.dumps(json.loads(row["edit"]) | {"checked": entry.at[:10]}, ensure_ascii=False)
            db.execute("UPDATE contact_edits SET state = ?, decider = ?, decided = ?, edit = ? WHERE n = ?", (state, decider, entry.at, edit, n))
            if state != "refused":
                db.execute("INSERT INTO switches VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1", (EDIT_NUMBER,))
            append(db, entry)
            return True

        return self.write(job)


def _may_become(db: sqlite3.Connection, row: sqlite3.Row, state: str, decider: str) -> bool:
    in_force = _in_force(db, row["contact"])
    if state == "undone":
        return bool(row["state"] == "confirmed" and row["n"] == in_force)
    if state == "confirmed" and (row["proposer"] == decider or row["base"] != in_force):
        return False
    return bool(row["state"] == "proposed")


def _in_force(db: sqlite3.Connection, contact: str) -> int:
    found: int = db.execute("SELECT coalesce(max(n), 0) FROM contact_edits WHERE contact = ? AND state = 'confirmed'", (contact,)).fetchone()[0]
    return found


def _edit_row(row: sqlite3.Row) -> EditRow:
    return EditRow(**{**dict(row), "edit": ContactEdit(**json.loads(row["edit"]))})
