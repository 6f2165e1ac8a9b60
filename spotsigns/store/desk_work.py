"""Rows of a sifted desk, of many moves at once, and of what is new."""

from __future__ import annotations

import sqlite3
from typing import Any

from spotsigns.hub.chained import Entry
from spotsigns.hub.desk_model import BulkMove, Place, Refused, Sieve, with_fields
from spotsigns.hub.model import DeskRow, may_move_together
from spotsigns.store.desk import _desk_row, _record
from spotsigns.store.ledger import append
from spotsigns.store.purge_clock import wind_clock
from spotsigns.store.rows import Rows

# A rare ward among a million closed ones: a page ends after so many rows were looked at, with what was found among them.
LOOKED_AT = 4_000
_FIELDS = "t.category, t.ward, t.urgency, t.assignee, t.language, t.reader_kind, t.practice"
_NEWEST_FIRST = "ORDER BY received DESC, id DESC, variant DESC"


class DeskWorkRows(Rows):
    """Implements `hub.desk_model.DeskWorkStore`."""

    def desk_sifted(self, state: str, before: Place | None, limit: int, sieve: Sieve) -> tuple[list[DeskRow], Place | None]:
        """The next `limit` rows that the sieve lets through, newest first, and where to go on; None at the end."""
        where, given = _where(sieve)
        given |= {"state": state, "limit": limit, "most": LOOKED_AT if where else limit}
        looked_at = _looked_at(before, given)
        rows = self.read().execute(
            f"""SELECT e.id, e.variant, f.thread, f.key, e.received, :state AS state, e.slow, {_FIELDS}
                FROM ({looked_at}) e CROSS JOIN envelopes f ON f.rowid = e.at LEFT JOIN triage t ON t.id = e.id AND t.variant = e.variant
                WHERE {" AND ".join(where) or "1"} {_NEWEST_FIRST.replace("BY ", "BY e.").replace(", ", ", e.")} LIMIT :limit""",  # noqa: S608 - our own clauses; what was asked travels as parameters
            given,
        ).fetchall()
        found = [_desk_row(row) for row in rows]
        if len(found) == limit:
            return found, (found[-1].received, found[-1].id, found[-1].variant)
        last = self.read().execute(f"SELECT received, id, variant FROM ({looked_at}) LIMIT 1 OFFSET :most - 1", given).fetchone()  # noqa: S608
        return found, tuple(last) if last else None

    def arrived_since(self, received: str, limit: int) -> list[tuple[str, int]]:
        """New ones that reached us in that UTC minute or later, oldest first."""
        job = "SELECT id, variant FROM envelopes INDEXED BY envelopes_on_desk WHERE state = 'new' AND received >= ? ORDER BY received, id, variant LIMIT ?"
        return [(row["id"], row["variant"]) for row in self.read().execute(job, (received, limit))]

    def oldest_unread(self) -> tuple[str, str] | None:
        """Id and UTC minute of what has waited longest without being read; what was marked as practice waits for nobody."""
        row = self.read().execute(
            """SELECT e.id, e.received FROM envelopes e INDEXED BY envelopes_on_desk LEFT JOIN triage t ON t.id = e.id AND t.variant = e.variant
               WHERE e.state = 'new' AND coalesce(t.practice, 0) = 0 ORDER BY e.received LIMIT 1"""
        ).fetchone()
        return (row["id"], row["received"]) if row else None

    def key_holders(self) -> list[str]:
        """Names of everybody who can open what comes in, whoever logged in last first."""
        job = "SELECT name FROM staff WHERE state = 'active' AND id IN (SELECT holder FROM held_keys) ORDER BY logged_in DESC, name"
        return [row["name"] for row in self.read().execute(job)]

    def has_concern(self, concern_id: str) -> bool:
        return self.read().execute("SELECT 1 FROM envelopes WHERE id = ?", (concern_id,)).fetchone() is not None

    def note(self, entry: Entry) -> None:
        """A row of the ledger for something that left no other trace."""
        self.write(lambda db: append(db, entry))

    def move_many(self, moves: list[BulkMove], state: str, fields: dict[str, Any], purge_after: str) -> list[Refused]:
        """All of them or none: then those that may not go. `state` "" leaves each where it is; `fields` go over what is recorded.

        Closing starts the clock at `purge_after`, opening again stops it, as with one.
        """

        def job(db: sqlite3.Connection) -> list[Refused]:
            rows = {(move.id, variant): _row(db, move.id, variant) for move in moves for variant in move.variants}
            refused = [Refused(*at, row.state if row else "") for at, row in rows.items() if row is None or not may_move_together(row.state, state)]
            if refused:
                return refused
            for (concern_id, variant), row in rows.items():
                if row is not None:
                    db.execute("UPDATE envelopes SET state = ? WHERE id = ? AND variant = ?", (state or row.state, concern_id, variant))
                    _record(db, concern_id, variant, with_fields(row.triage, fields))
                    if state:
                        wind_clock(db, concern_id, variant, purge_after if state == "closed" else None)
            for move in moves:
                append(db, move.entry)
            return []

        return self.write(job)


def _looked_at(before: Place | None, given: dict[str, Any]) -> str:
    """From the index alone: in a row itself, `slow` and `state` lie behind all of the sealed bytes."""
    after = ""
    if before is not None:
        after = "AND (received, id, variant) < (:received, :id, :variant)"
        given |= dict(zip(("received", "id", "variant"), before, strict=True))
    return f"""SELECT rowid AS at, received, id, variant, slow FROM envelopes INDEXED BY envelopes_on_desk
               WHERE state = :state {after} {_NEWEST_FIRST} LIMIT :most"""  # noqa: S608


def _where(sieve: Sieve) -> tuple[list[str], dict[str, Any]]:
    clauses, given = [], dict[str, Any]()
    for name, text in sieve.texts:
        clauses.append(f"coalesce(t.{name}, '') = :f_{name}")
        given[f"f_{name}"] = "" if text == "-" else text
    for name, value in (("e.slow", sieve.slow), ("coalesce(t.practice, 0)", sieve.practice)):
        if value is not None:
            clauses.append(f"{name} = {int(value)}")
    return clauses, given


def _row(db: sqlite3.Connection, concern_id: str, variant: int) -> DeskRow | None:
    found = db.execute(
        f"""SELECT e.id, e.variant, e.thread, e.key, e.received, e.state, e.slow, {_FIELDS}
            FROM envelopes e LEFT JOIN triage t ON t.id = e.id AND t.variant = e.variant WHERE e.id = ? AND e.variant = ?""",  # noqa: S608
        (concern_id, variant),
    ).fetchone()
    return _desk_row(found) if found else None
