"""Rows that go when their day has come. What points at a purged concern goes with it, whichever room made it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator

from spotsigns.hub.chained import Entry
from spotsigns.hub.tallies import HANDED_OVER, Fact, Tally, tally, week_of
from spotsigns.store.ledger import append
from spotsigns.store.rows import Rows

# Never one that nobody has looked at, whatever day stands beside it.
_DUE = "FROM envelopes WHERE purge_after <= ? AND purged IS NULL AND state <> 'new'"
# One concern is told once: what came later on its thread, or under its id, is not another one.
FACTS = """SELECT e.received, coalesce(t.category, ''), coalesce(t.ward, ''), coalesce(t.reader_kind, ''), coalesce(t.language, ''),
                  (SELECT at FROM steps s WHERE s.id = e.id AND s.variant = 0 AND s.step = 'looked'),
                  (SELECT at FROM steps s WHERE s.id = e.id AND s.variant = 0 AND s.step = 'decided')
           FROM envelopes e LEFT JOIN triage t ON t.id = e.id AND t.variant = e.variant
           WHERE e.purged IS NULL AND e.variant = 0 AND coalesce(t.practice, 0) = 0
             AND NOT EXISTS (SELECT 1 FROM envelopes b WHERE b.thread = e.thread AND (b.received, b.rowid) < (e.received, e.rowid))"""
_GIVEN = """SELECT h.at, h.destination FROM hand_overs h WHERE h.taken_at IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM triage t WHERE t.id = h.concern AND t.practice = 1)"""
# Whose `id` is a concern's, though nothing in the schema says so.
_BY_ID = ("told",)
BUSY_MILLISECONDS = 5_000


class PurgeRows(Rows):
    """Implements `hub.overview_model.PurgeStore`."""

    def due(self, today: str) -> int:
        found: int = self.read().execute(f"SELECT count(*) {_DUE}", (today,)).fetchone()[0]
        return found

    def without_purge_day(self) -> int:
        """Closed envelopes whose words nobody has set a day for."""
        job = "SELECT count(*) FROM envelopes WHERE state = 'closed' AND purge_after IS NULL AND purged IS NULL"
        found: int = self.read().execute(job).fetchone()[0]
        return found

    def purge_some(self, today: str, limit: int, tell: Callable[[int], Entry]) -> int:
        """At most `limit` of those that are due become tombstones, all or none; `tell` makes the ledger row for how many."""

        def job(db: sqlite3.Connection) -> int:
            rows = db.execute(f"SELECT id, variant, thread {_DUE} ORDER BY purge_after LIMIT ?", (today, limit)).fetchall()
            for row in rows:
                add_figures(db, tally(Fact(*one) for one in db.execute(f"{FACTS} AND e.id = ? AND e.variant = ?", (row["id"], row["variant"]))))
                _bury(db, row["id"], row["variant"], today[:7])
            if rows:
                _clear_tables(db, rows)
                append(db, tell(len(rows)))
            return len(rows)

        return self.write(job)

    def truncate_log(self) -> bool:
        """Never waits: whoever writes or reads now goes first. True when the log is empty."""
        db = self.read()
        db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        db.execute("PRAGMA busy_timeout=0")
        try:
            return not db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        finally:
            db.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")


def add_figures(db: sqlite3.Connection, counts: Tally) -> None:
    db.executemany(
        "INSERT INTO figures (week, kind, value, count) VALUES (?, ?, ?, ?) ON CONFLICT (week, kind, value) DO UPDATE SET count = count + excluded.count",
        [(*key, count) for key, count in counts.items()],
    )


def handed_over(db: sqlite3.Connection, rule: str, given: tuple[str, ...]) -> Tally:
    """Hand-overs that were given, by week and destination, where the hub has them. `rule` is ours."""
    if "hand_overs" not in _tables(db):
        return Tally()
    return Tally((week_of(row["at"]), HANDED_OVER, row["destination"]) for row in db.execute(f"{_GIVEN} AND {rule}", given))


def _bury(db: sqlite3.Connection, concern_id: str, variant: int, month: str) -> None:
    db.execute(
        "UPDATE envelopes SET sealed = NULL, state = 'closed', purged = ?, purge_after = NULL WHERE id = ? AND variant = ?",
        (month, concern_id, variant),
    )
    if _is_gone(db, "id", concern_id):
        add_figures(db, handed_over(db, "h.concern = ?", (concern_id,)))


def _clear_tables(db: sqlite3.Connection, rows: list[sqlite3.Row]) -> None:
    """What hangs on one envelope goes with it; what hangs on a concern or a thread goes with the last of its envelopes."""
    ids = [row["id"] for row in rows if _is_gone(db, "id", row["id"])]
    for table, columns in _hanging(db):
        given: list[tuple[object, ...]]
        if "variant" in columns:
            job, given = f"DELETE FROM {table} WHERE {columns['id']} = ? AND {columns['variant']} = ?", [(row["id"], row["variant"]) for row in rows]  # noqa: S608 - names from the schema
        else:
            job, given = f"DELETE FROM {table} WHERE {columns['id']} = ?", [(one,) for one in ids]  # noqa: S608 - names from the schema
        db.executemany(job, given)
    threads = [(row["thread"],) for row in rows if _is_gone(db, "thread", row["thread"])]
    for table in _tables(db):
        if table != "envelopes" and "thread" in _columns(db, table):
            db.executemany(f"DELETE FROM {table} WHERE thread = ?", threads)  # noqa: S608 - names from the schema


def _is_gone(db: sqlite3.Connection, column: str, value: str) -> bool:
    return db.execute(f"SELECT 1 FROM envelopes WHERE {column} = ? AND purged IS NULL", (value,)).fetchone() is None  # noqa: S608 - column is ours


def _hanging(db: sqlite3.Connection) -> Iterator[tuple[str, dict[str, str]]]:
    """Tables that point at an envelope, and with which columns; one that points at another of them comes first."""
    found: dict[str, dict[str, str]] = {}
    for table in _tables(db):
        columns = {key["to"] or ("id", "variant")[key["seq"]]: key["from"] for key in _foreign_keys(db, table) if key["table"] == "envelopes"}
        have = _columns(db, table)
        if "concern" in have:
            columns = {"id": "concern", **({"variant": "variant"} if "variant" in have else {})}
        elif table in _BY_ID:
            columns = {"id": "id"}
        if "id" in columns:
            found[table] = columns
    while found:
        pointed_at = {key["table"] for table in found for key in _foreign_keys(db, table) if key["table"] != table}
        free = next((table for table in found if table not in pointed_at), next(iter(found)))
        yield free, found.pop(free)


def _foreign_keys(db: sqlite3.Connection, table: str) -> list[sqlite3.Row]:
    return db.execute(f"PRAGMA foreign_key_list({table})").fetchall()


def _tables(db: sqlite3.Connection) -> list[str]:
    rows = db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_%' ESCAPE '\\'")
    return [row["name"] for row in rows]


def _columns(db: sqlite3.Connection, table: str) -> set[str]:
    return {row["name"] for row in db.execute(f"PRAGMA table_info({table})")}
