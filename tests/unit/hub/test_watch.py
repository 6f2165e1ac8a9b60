"""Watched: somebody who can open what comes in logged in within one working day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from spotsigns.hub.demonstration import DemonstrationStaff
from spotsigns.hub.watch import is_watched, working_day_before
from spotsigns.store import SqliteStore
from tests.conftest import NOW


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "before"),
    [
        ("2026-11-25T15:00", "2026-11-24T15:00"),  # Wednesday
        ("2026-11-23T09:00", "2026-11-20T09:00"),  # Monday leads back to Friday
        ("2026-11-22T12:00", "2026-11-20T00:00"),  # Sunday: all of Friday
        ("2026-11-21T00:00", "2026-11-20T00:00"),  # the first moment of Saturday
        ("2026-11-23T00:00", "2026-11-20T00:00"),  # the first moment of Monday
        ("2026-11-24T00:00", "2026-11-23T00:00"),
        ("2026-11-23T23:59", "2026-11-20T23:59"),
    ],
)
def test_working_day_skips_the_weekend(now: str, before: str) -> None:
    assert working_day_before(at(now)) == at(before)


def test_other_time_zones_are_understood() -> None:
    kolkata = timezone(timedelta(hours=5, minutes=30))
    assert working_day_before(at("2026-11-25T15:00").astimezone(kolkata)) == at("2026-11-24T15:00")


def test_nobody_watches_an_empty_hub(store: SqliteStore) -> None:
    assert not is_watched(store, NOW)


def test_holder_of_keys_watches_for_a_working_day(store: SqliteStore, holder: DemonstrationStaff) -> None:
    assert is_watched(store, NOW)
    assert is_watched(store, NOW + timedelta(hours=23))
    assert not is_watched(store, NOW + timedelta(hours=25))


def test_somebody_without_keys_watches_nothing(store: SqliteStore, holder: DemonstrationStaff) -> None:
    store.write(lambda db: db.execute("DELETE FROM held_keys WHERE holder <> 'recovery'").rowcount)
    assert not is_watched(store, NOW)
