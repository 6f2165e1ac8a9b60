"""Watched: somebody who can open what comes in logged in within one working day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from spotsigns.hub.demonstration import DemonstrationStaff
from spotsigns.hub.watch import is_watched
from spotsigns.store import SqliteStore
from tests.conftest import NOW


def test_nobody_watches_an_empty_hub(store: SqliteStore) -> None:
    assert not is_watched(store, NOW)


def test_holder_of_keys_watches_for_a_working_day(store: SqliteStore, holder: DemonstrationStaff) -> None:
    assert is_watched(store, NOW)
    assert is_watched(store, NOW + timedelta(hours=23))
    assert not is_watched(store, NOW + timedelta(hours=25))


def test_christmas_is_no_reason_to_say_that_nobody_reads(store: SqliteStore, holder: DemonstrationStaff) -> None:
    eve = datetime(2026, 12, 24, 15, 0, tzinfo=UTC)
    store.write(lambda db: db.execute("UPDATE staff SET logged_in = ?", (int(eve.timestamp()),)).rowcount)
    assert is_watched(store, datetime(2026, 12, 29, 14, 0, tzinfo=UTC))
    assert not is_watched(store, datetime(2026, 12, 29, 16, 0, tzinfo=UTC))


def test_somebody_without_keys_watches_nothing(store: SqliteStore, holder: DemonstrationStaff) -> None:
    store.write(lambda db: db.execute("DELETE FROM held_keys WHERE holder <> 'recovery'").rowcount)
    assert not is_watched(store, NOW)
