"""Retention: words go for good when their day has come, and only then; what is left lies to nobody."""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from spotsigns.concerns.model import Envelope
from spotsigns.errors import StoreUnavailable
from spotsigns.hub.demonstration import DemonstrationStaff
from spotsigns.hub.desk import mark_seen, triage_concern
from spotsigns.hub.ledger import verify_ledger
from spotsigns.hub.model import DeskRow, Triage
from spotsigns.hub.purge import AT_ONCE, COMMAND, SCHEDULE, due, empty_log, purge
from spotsigns.hub.records import finish_concern
from spotsigns.hub.room import Hub
from spotsigns.hub.upkeep import TURN_SECONDS, keep_up
from spotsigns.settings import Settings
from spotsigns.store import SqliteStore
from spotsigns.store.secrets import Secrets
from tests.conftest import Clock

DECIDED = Triage(category="missing", ward="maltby-east", language="ur", reader_kind="takeaway", assignee="Sam")


@pytest.fixture
def rows(store: SqliteStore, holder: DemonstrationStaff) -> list[DeskRow]:
    store.write(lambda db: db.execute("DELETE FROM figures").rowcount)  # those of the demonstration's past
    return store.desk_page("new", None, 10)


def handed_over(hub: Hub, row: DeskRow, day: str, state: str = "closed", triage: Triage = DECIDED) -> None:
    """Read, decided, and given the day on which its words may go; closed with a reason, as whatever was read is."""
    staff = hub.store.all_staff()[0]
    mark_seen(hub, staff, row.id, (row.variant,))
    triage_concern(hub, staff, row.id, (row.variant,), "in_hand", triage)
    if state == "closed":
        finish_concern(hub, staff, row.id, str(uuid.uuid4()), bytes(40))
    set_day(hub, row, day)


def set_day(hub: Hub, row: DeskRow, day: str) -> None:
    assert isinstance(hub.store, SqliteStore)
    hub.store.write(lambda db: db.execute("UPDATE envelopes SET purge_after = ? WHERE id = ? AND variant = ?", (day, row.id, row.variant)).rowcount)


def one(store: SqliteStore, row: DeskRow) -> sqlite3.Row:
    found: sqlite3.Row = store.read().execute("SELECT * FROM envelopes WHERE id = ? AND variant = ?", (row.id, row.variant)).fetchone()
    return found


def files(settings: Settings) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(settings.data_directory.glob("spotsigns.db*")))


def test_words_go_on_their_day_and_not_before(hub: Hub, store: SqliteStore, rows: list[DeskRow], clock: Clock) -> None:
    handed_over(hub, rows[0], "2026-11-24")
    assert (due(hub), purge(hub, SCHEDULE)) == (0, 0)
    clock.now += timedelta(hours=4)  # the 24th in UTC
    assert (due(hub), purge(hub, SCHEDULE), due(hub)) == (1, 1, 0)


def test_tombstone_keeps_what_a_repeat_needs_and_nothing_else(hub: Hub, store: SqliteStore, rows: list[DeskRow]) -> None:
    handed_over(hub, rows[0], "2026-11-23")
    before = dict(one(store, rows[0]))
    purge(hub, SCHEDULE)
    changed = {"sealed": None, "state": "closed", "purged": "2026-11", "purge_after": None}
    assert dict(one(store, rows[0])) == before | changed
    for table in ("triage", "steps"):
        assert store.read().execute(f"SELECT count(*) FROM {table} WHERE id = ?", (rows[0].id,)).fetchone()[0] == 0  # noqa: S608


def test_the_same_envelope_again_gets_its_first_receipt(hub: Hub, store: SqliteStore, rows: list[DeskRow]) -> None:
    row = one(store, rows[0])
    envelope = Envelope(row["id"], row["thread"], row["key"], row["sealed"])
    handed_over(hub, rows[0], "2026-11-23")
    purge(hub, SCHEDULE)
    kept = store.keep_envelope(envelope, '{"received": "2026-12-01T00:00Z"}', slow=False)
    assert (kept.receipt, kept.is_new) == (row["receipt"], False)
    assert one(store, rows[0])["sealed"] is None


def test_sealed_bytes_are_in_no_file_afterwards(hub: Hub, store: SqliteStore, settings: Settings, rows: list[DeskRow]) -> None:
    sealed: bytes = one(store, rows[0])["sealed"]
    pieces = [sealed[at : at + 32] for at in range(0, len(sealed) - 32, 512)]
    handed_over(hub, rows[0], "2026-11-23")
    assert all(piece in files(settings) for piece in pieces)
    purge(hub, SCHEDULE)
    assert empty_log(hub, lambda seconds: None)
    left = files(settings)
    assert [piece for piece in pieces if piece in left] == []
    assert (settings.data_directory / "spotsigns.db-wal").stat().st_size == 0
    assert one(store, rows[1])["sealed"][:32] in left


def test_log_that_somebody_reads_from_is_emptied_later(hub: Hub, store: SqliteStore, settings: Settings, rows: list[DeskRow]) -> None:
    reader = sqlite3.connect(settings.database_path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM envelopes").fetchone()
    handed_over(hub, rows[0], "2026-11-23")
    purge(hub, SCHEDULE)
    pauses: list[float] = []
    assert not empty_log(hub, pauses.append)
    assert len(pauses) > 5
    reader.close()
    assert empty_log(hub, pauses.append)


def test_thread_of_tombstones_says_closed_and_loses_its_answers(hub: Hub, store: SqliteStore, rows: list[DeskRow]) -> None:
    first, second = rows[0], rows[1]
    store.write(lambda db: db.execute("UPDATE envelopes SET thread = ? WHERE id = ?", (first.thread, second.id)).rowcount)
    store.write(lambda db: db.execute("INSERT INTO answers (id, thread, at, sealed) VALUES ('a', ?, '2026-11-23T20:15Z', x'0400')", (first.thread,)).rowcount)
    handed_over(hub, first, "2026-11-23")
    purge(hub, SCHEDULE)
    thread = store.thread(first.thread)
    assert thread is not None
    assert len(thread.answers) == 1  # somebody may still read them under the other one
    handed_over(hub, second, "2026-11-23")
    purge(hub, SCHEDULE)
    thread = store.thread(first.thread)
    assert thread is not None
    assert (thread.state, thread.answers) == ("closed", ())


def test_what_nobody_has_looked_at_is_never_purged(hub: Hub, store: SqliteStore, rows: list[DeskRow]) -> None:
    set_day(hub, rows[0], "2020-01-01")
    assert purge(hub, SCHEDULE) == 0
    assert one(store, rows[0])["sealed"] is not None


def hand_over(db: sqlite3.Connection, row: DeskRow, taken_at: str) -> None:
    """Handed over to the police and taken up there."""
    job = """INSERT INTO hand_overs (id, concern, destination, digest, names, state, at, by, taken_at)
             VALUES (?, ?, 'police', '', 0, 'confirmed', '2026-11-23T21:00:00Z', 'sam', ?)"""
    db.execute(job, (f"over {row.id}", row.id, taken_at))


def test_everything_that_points_at_a_concern_goes_with_it(hub: Hub, store: SqliteStore, rows: list[DeskRow]) -> None:
    def other_rooms(db: sqlite3.Connection) -> None:
        db.execute("INSERT INTO staff (id, name, role, state) VALUES ('sam', 'Sam', 'practitioner', 'active')")
        db.execute("CREATE TABLE copies (of TEXT NOT NULL, nth INTEGER NOT NULL, FOREIGN KEY (of, nth) REFERENCES envelopes (id, variant)) STRICT")
        for row in rows[:2]:
            db.execute("INSERT INTO drafts VALUES (?, 'sam', '2026-11-24T09:00:00Z', x'00')", (row.id,))
            db.execute("INSERT INTO records VALUES (?, ?, 'note', 'sam', '2026-11-24T09:00:00Z', x'00')", (f"note on {row.id}", row.id))
            db.execute("INSERT INTO copies VALUES (?, ?)", (row.id, row.variant))
            hand_over(db, row, "2026-11-24T10:00:00Z")
            licensing = "INSERT INTO licensing_envelopes (id, hand_over, concern, staff, at, sealed) VALUES (?, ?, ?, 'sam', '2026-11-24T09:00:00Z', x'00')"
            db.execute(licensing, (f"for licensing {row.id}", f"over {row.id}", row.id))
            db.execute("INSERT INTO told VALUES (?, 'sam')", (row.id,))

    store.write(other_rooms)
    handed_over(hub, rows[0], "2026-11-23")
    purge(hub, SCHEDULE)
    db = store.read()
    for table in ("drafts", "records", "hand_overs", "licensing_envelopes"):
        assert [row["concern"] for row in db.execute(f"SELECT concern FROM {table}")] == [rows[1].id]  # noqa: S608
    assert [row["id"] for row in db.execute("SELECT id FROM told")] == [rows[1].id]
    assert [row["of"] for row in db.execute("SELECT of FROM copies")] == [rows[1].id]


def test_figures_are_the_same_before_and_after(hub: Hub, store: SqliteStore, rows: list[DeskRow]) -> None:
    for row in rows[:2]:
        handed_over(hub, row, "2026-11-23")
    handed_over(hub, rows[2], "2026-11-23", triage=replace(DECIDED, practice=True))
    for row in rows[:3]:
        store.write(lambda db, row=row: hand_over(db, row, "2026-11-23T22:00:00Z"))  # type: ignore[misc]
    before = store.figures("2026-01-01", "2027-01-01")
    assert (before["2026-11-23", "category", "missing"], before["2026-11-23", "handed_over", "police"]) == (2, 2)
    assert sum(count for (_, kind, _), count in before.items() if kind == "decided") == 2
    purge(hub, SCHEDULE)
    assert store.figures("2026-01-01", "2027-01-01") == before
    kept = " ".join(str(tuple(row)) for row in store.read().execute("SELECT * FROM figures"))
    assert not any(part in kept for row in rows for part in (row.id, row.thread, row.received))


def test_another_envelope_under_the_same_id_stays_until_its_own_day(hub: Hub, store: SqliteStore, rows: list[DeskRow]) -> None:
    other = Envelope(rows[0].id, "ab" * 16, rows[0].key, b"\x04" + bytes(4176))
    store.keep_envelope(other, json.dumps({"received": "2026-11-23T20:16Z"}), slow=False)
    store.write(lambda db: db.execute("INSERT INTO drafts VALUES (?, 'sam', '2026-11-24T09:00:00Z', x'00')", (rows[0].id,)).rowcount)
    handed_over(hub, rows[0], "2026-11-23")
    purge(hub, SCHEDULE)
    db = store.read()
    assert [row["sealed"] is None for row in db.execute("SELECT sealed FROM envelopes WHERE id = ? ORDER BY variant", (rows[0].id,))] == [True, False]
    assert db.execute("SELECT count(*) FROM drafts").fetchone()[0] == 1


def test_ledger_says_how_many_and_not_which(hub: Hub, store: SqliteStore, secrets: Secrets, rows: list[DeskRow]) -> None:
    for row in rows:
        handed_over(hub, row, "2026-11-23")
    assert purge(hub, COMMAND) == len(rows) < AT_ONCE
    last = list(store.ledger_rows())[-1]
    assert (last.staff, last.act, last.subject) == (COMMAND, "purged", str(len(rows)))
    assert verify_ledger(store, secrets.ledger) is None


def test_purge_goes_in_small_jobs_and_a_failing_one_leaves_nothing_half_done(hub: Hub, store: SqliteStore, rows: list[DeskRow]) -> None:
    for row in rows[:3]:
        handed_over(hub, row, "2026-11-23")
    store.write(lambda db: db.execute("CREATE TRIGGER fails BEFORE INSERT ON ledger WHEN NEW.act = 'purged' BEGIN SELECT RAISE(ABORT, 'no'); END"))
    with pytest.raises(sqlite3.IntegrityError):
        purge(hub, SCHEDULE)
    assert due(hub) == 3
    assert store.read().execute("SELECT count(*) FROM figures").fetchone()[0] == 0
    store.write(lambda db: db.execute("DROP TRIGGER fails"))
    tell = hub.ledger.entry(SCHEDULE, "purged", "2", hub.clock())
    assert [store.purge_some("2026-11-23", 2, lambda number: tell) for _ in range(3)] == [2, 1, 0]


def turns(number: int) -> Callable[[float], bool]:
    """A wait that ends after so many turns; pauses of emptying the log do not count."""
    done = count(1)
    return lambda seconds: seconds == TURN_SECONDS and next(done) >= number


def test_server_purges_at_its_start_and_every_hour(hub: Hub, store: SqliteStore, rows: list[DeskRow]) -> None:
    handed_over(hub, rows[0], "2026-11-23")
    counted: list[int] = []

    def each_turn() -> None:
        counted.append(due(hub))
        if len(counted) == 30:
            handed_over(hub, rows[1], "2026-11-23")

    keep_up(hub, each_turn, turns(62))
    assert counted[:2] == [1, 0]
    assert counted[30:61] == [1] * 31
    assert counted[61:] == [0]


class Unwilling:
    """A store that cannot write until it is told to."""

    def __init__(self, store: SqliteStore) -> None:
        self.store, self.is_willing = store, False

    def purge_some(self, *given: Any) -> int:
        if not self.is_willing:
            raise StoreUnavailable("the disk is full")
        return self.store.purge_some(*given)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)


def test_store_that_cannot_write_is_tried_again_at_the_next_turn(hub: Hub, store: SqliteStore, rows: list[DeskRow]) -> None:
    handed_over(hub, rows[0], "2026-11-23")
    unwilling = Unwilling(store)
    seen: list[int] = []

    def each_turn() -> None:
        seen.append(due(hub))
        unwilling.is_willing = len(seen) == 2

    keep_up(replace(hub, store=unwilling), each_turn, turns(3))  # type: ignore[arg-type]
    assert seen == [1, 1, 0]


def test_unavailable_store_says_so_to_whoever_purges_by_hand(hub: Hub, store: SqliteStore, rows: list[DeskRow]) -> None:
    handed_over(hub, rows[0], "2026-11-23")
    store.close()
    with pytest.raises(StoreUnavailable):
        purge(hub, COMMAND)
