"""What is counted, in which week and quarter, and how long things took."""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spotsigns.errors import StoreUnavailable
from spotsigns.hub.demonstration import DemonstrationStaff
from spotsigns.hub.desk import mark_seen, triage_concern
from spotsigns.hub.figures import quarter_named, quarter_of
from spotsigns.hub.model import Triage
from spotsigns.hub.records import finish_concern
from spotsigns.hub.room import Hub
from spotsigns.hub.tallies import LONGER, Fact, median_step, step_of, tally, week_of
from spotsigns.store import SqliteStore
from spotsigns.web.readings import Readings, kind_of
from tests.conftest import NOW, Clock

days = st.dates(date(2020, 1, 1), date(2090, 12, 31))


@given(days)
def test_every_day_is_in_one_week_and_every_week_in_one_quarter(day: date) -> None:
    monday = date.fromisoformat(week_of(f"{day}T09:00Z"))
    assert monday.weekday() == 0
    assert 0 <= (day - monday).days < 7
    quarter = quarter_of(day)
    assert quarter == quarter_of(monday) == quarter_named(quarter.name)
    assert quarter.first <= monday < quarter.last
    assert monday in quarter.weeks
    assert len(quarter.weeks) in (12, 13, 14)
    assert quarter_of(quarter.last).first == quarter.last
    assert quarter_of(quarter.first - timedelta(days=1)).last == quarter.first


@pytest.mark.parametrize(("minutes", "step"), [(0, "15"), (14, "15"), (15, "30"), (59, "60"), (60, "120"), (1439, "1440"), (10_079, "10080"), (10_080, LONGER)])
def test_waiting_is_counted_in_steps(minutes: int, step: str) -> None:
    at = datetime(2026, 11, 23, 20, 15, tzinfo=UTC)
    assert step_of("2026-11-23T20:15Z", (at + timedelta(minutes=minutes)).isoformat()) == step


def test_median_is_the_step_of_the_middle_one() -> None:
    assert median_step(Counter({"15": 5, "60": 6})) == (30, 60)
    assert median_step(Counter({"15": 6, "60": 5})) == (0, 15)
    assert median_step(Counter({"30": 1, LONGER: 9})) == (10_080, None)
    assert median_step(Counter()) is None


def test_what_looks_like_no_id_is_not_kept() -> None:
    counts = tally([Fact("2026-11-23T20:15Z", "Jane Doe", "maltby-east", "x" * 41, "UR", None, None)])
    assert {key[1:] for key in counts} == {("concerns", ""), ("category", "other"), ("ward", "maltby-east"), ("reader_kind", "other"), ("language", "ur")}


def test_first_look_and_first_decision_are_timed_whoever_moves_a_concern(hub: Hub, store: SqliteStore, holder: DemonstrationStaff, clock: Clock) -> None:
    staff, row = store.all_staff()[0], store.desk_page("new", None, 1)[0]
    for at, act in enumerate(["seen", "in_hand", "seen", "closed", "in_hand"], 1):
        clock.now = NOW + timedelta(hours=at)
        if act == "closed":
            finish_concern(hub, staff, row.id, str(uuid.uuid4()), bytes(40))
        elif at == 1:
            mark_seen(hub, staff, row.id, (0,))
        else:
            triage_concern(hub, staff, row.id, (0,), act, Triage())
    steps = {found["step"]: found["at"] for found in store.read().execute("SELECT step, at FROM steps WHERE id = ?", (row.id,))}
    assert steps == {"looked": "2026-11-23T21:15:42Z", "decided": "2026-11-23T22:15:42Z"}


def test_one_thread_is_one_concern_and_practice_is_none(hub: Hub, store: SqliteStore, holder: DemonstrationStaff) -> None:
    store.write(lambda db: db.execute("DELETE FROM figures").rowcount)
    rows = store.desk_page("new", None, 10)
    week = "2026-11-16", "2026-11-30"

    def concerns() -> int:
        return sum(count for (_, kind, _), count in store.figures(*week).items() if kind == "concerns")

    assert concerns() == len(rows) == 6
    store.write(lambda db: db.execute("UPDATE envelopes SET thread = ? WHERE id = ?", (rows[0].thread, rows[1].id)).rowcount)
    assert concerns() == 5
    store.write(lambda db: db.execute("INSERT INTO triage (id, variant, practice) VALUES (?, 0, 1)", (rows[2].id,)).rowcount)
    assert concerns() == 4


def test_readings_that_could_not_be_written_are_counted_on() -> None:
    kept: list[dict[tuple[str, str, str], int]] = []

    def keep(counts: object) -> None:
        if not kept:
            kept.append({})
            raise StoreUnavailable("the disk is full")
        kept.append(dict(counts))  # type: ignore[call-overload]

    readings = Readings(Clock(), keep)
    readings.note("ur", "call")
    readings.flush()
    readings.note("ur", "call")
    readings.flush()
    readings.flush()
    assert kept == [{}, {("2026-11-23", "ur", "call"): 2}]


@pytest.mark.parametrize(("path", "kind"), [("/ur/", "home"), ("/ur/signs/", "signs"), ("/ur/signs/missing/", "signs"), ("/en/r/plain/", "r"), ("/en/call/sources/", "call")])
def test_pages_are_counted_by_their_kind(path: str, kind: str) -> None:
    assert kind_of(path) == kind
