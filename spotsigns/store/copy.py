"""A copy of the database as it stood at one moment, taken while others write, and what is to be checked on any copy."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from spotsigns.errors import StoreUnavailable
from spotsigns.hub.chained import Entry, LedgerRow
from spotsigns.hub.ledger import first_broken
from spotsigns.store.ledger import append
from spotsigns.store.migrations import migrations

BUSY_SECONDS = 30.0
# A repair may have to know what is there: every table whose rows people would miss. All but `_…` and SQLite's own.
_TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_%' ESCAPE '\\' ORDER BY name"
# Rows of these are only ever added: of two moments the later has at least as many.
GROWING = ("envelopes", "hub_keys", "ledger")
BACKED_UP = "backed_up"


@dataclass(frozen=True)
class Examined:
    """What a sound copy holds: rows by table, the newest migration, and the newest minute that anything in it tells ('' when empty)."""

    counts: dict[str, int]
    schema: str


def copy_database(path: Path, into: Path) -> None:
    """One moment of `path`, whole, into the new file `into`. In WAL mode nobody who writes waits for it.

    Raises StoreUnavailable when it cannot be read or written.
    """
    with _told(path), closing(_read_only(path)) as source, closing(sqlite3.connect(into, isolation_level=None)) as copy:
        source.backup(copy)  # all pages in one step: one read transaction, so one moment
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, not three


def recovery_public(path: Path) -> bytes | None:
    """The 65-byte public key of the recovery words in force, None before a keyholder made them."""
    with _told(path), closing(_read_only(path)) as db:
        try:
            row = db.execute("SELECT recovery FROM hub_keys WHERE seal = 1 AND recovery IS NOT NULL").fetchone()
        except sqlite3.OperationalError:  # a database from before there were recovery words
            return None
        return None if row is None else bytes(row["recovery"])


def count_growing(path: Path) -> dict[str, int]:
    """Rows of the tables that only grow, now."""
    with _told(path), closing(_read_only(path)) as db:
        return {table: _count(db, table) for table in GROWING}


def examine(path: Path, ledger_key: bytes) -> Examined:
    """Everything about a copy that can be checked. Raises StoreUnavailable naming what is not sound; `path` is only read."""
    with _told(path), closing(_read_only(path)) as db:
        first = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if first != "ok":
            raise StoreUnavailable(f"it is not sound ({first})")
        if db.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise StoreUnavailable("it is not sound (rows point at rows that are not there)")
        rows = (LedgerRow(**row) for row in db.execute("SELECT n, at, staff, act, subject, chain FROM ledger ORDER BY n"))
        broken = first_broken(rows, ledger_key)
        if broken is not None:
            raise StoreUnavailable(f"its ledger is broken at row {broken}, or the secrets file beside it is another hub's")
        return Examined({row["name"]: _count(db, row["name"]) for row in db.execute(_TABLES).fetchall()}, max(_applied(db), default=""))


def from_later_release(path: Path) -> list[str]:
    """Names of migrations in the copy that this release does not know."""
    known = {migration.name for migration in migrations._migrations}
    with _told(path), closing(_read_only(path)) as db:
        return sorted(set(_applied(db)) - known)


def note_backup(path: Path, seconds: int) -> None:
    """When the last backup was made, in Unix seconds: what launch-check looks at."""
    with _told(path), closing(_writing(path)) as db:
        db.execute("INSERT INTO switches VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (BACKED_UP, seconds))


def end_sessions(path: Path, entry: Callable[[], Entry]) -> None:
    """Nobody stays logged in across a restore, and the ledger says that there was one; both or neither."""
    with _told(path), closing(_writing(path)) as db:
        db.execute("BEGIN IMMEDIATE")
        db.execute("DELETE FROM sessions")
        append(db, entry())
        db.execute("COMMIT")


def _applied(db: sqlite3.Connection) -> Iterator[str]:
    return (row["name"] for row in db.execute("SELECT name FROM _sqlite_migrations").fetchall())


def _count(db: sqlite3.Connection, table: str) -> int:
    found: int = db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - names from the schema
    return found


def _read_only(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    db.row_factory = sqlite3.Row
    return db


def _writing(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    db.row_factory = sqlite3.Row
    db.execute("PRAGMA synchronous=FULL")
    db.execute("PRAGMA secure_delete=ON")
    return db


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StoreUnavailable(f"{path} cannot be read or written ({error}). Check the file, its rights and the disk.") from error
