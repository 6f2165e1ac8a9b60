"""The writer: many share one COMMIT, one that fails fails alone, and nobody hears "kept" before it is on disk."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from spotsigns.errors import StoreUnavailable
from spotsigns.store.sqlite import connect
from spotsigns.store.writer import GROUP_JOBS, LONGEST_QUEUE, Writer

Job = Callable[[sqlite3.Connection], Any]


class Watched(sqlite3.Connection):
    """A connection that counts what it is told and fails on demand."""

    bench: Bench | None = None

    def execute(self, sql: str, *more: Any) -> sqlite3.Cursor:
        if self.bench is None:
            return super().execute(sql, *more)
        self.bench.said.append(sql)
        if sql == self.bench.fails_at:
            raise sqlite3.OperationalError("disk I/O error")
        return super().execute(sql, *more)


class Bench:
    """A writer over a table of numbers; `said` is what its connections were told."""

    def __init__(self, path: Path, *, longest_queue: int = LONGEST_QUEUE) -> None:
        self.path = path
        self.said: list[str] = []
        self.fails_at = ""
        self.writer = Writer(self.open, longest_queue=longest_queue)
        with sqlite3.connect(path) as db:
            db.execute("CREATE TABLE numbers (n INTEGER PRIMARY KEY)")

    def open(self) -> Watched:
        if self.fails_at == "connect":
            raise sqlite3.OperationalError("unable to open database file")
        found = connect(self.path, Watched)
        assert isinstance(found, Watched)
        found.bench = self
        return found

    def numbers(self) -> list[int]:
        with sqlite3.connect(self.path) as db:
            return [row[0] for row in db.execute("SELECT n FROM numbers ORDER BY n")]

    def commits(self) -> int:
        return self.said.count("COMMIT")


class Gate:
    """A job that holds the writer until it is opened, so that others wait together behind it."""

    def __init__(self) -> None:
        self.entered, self.let_go = threading.Event(), threading.Event()

    def __call__(self, db: sqlite3.Connection) -> None:
        self.entered.set()
        assert self.let_go.wait(10)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path / "numbers.db")
    yield made
    made.writer.close()


def insert(number: int) -> Job:
    return lambda db: db.execute("INSERT INTO numbers VALUES (?)", (number,)).rowcount


def run_together(bench: Bench, jobs: list[tuple[Job, bool]]) -> list[Any]:
    """Queue all jobs behind a gate; what each returned or raised."""

    def attempt(job: Job, intake: bool) -> Any:
        try:
            return bench.writer.write(job, intake=intake)
        except Exception as problem:
            return problem

    gate = Gate()
    with ThreadPoolExecutor(len(jobs) + 1) as pool:
        held = pool.submit(bench.writer.write, gate, intake=True)
        assert gate.entered.wait(10)
        futures = []
        for at, (job, intake) in enumerate(jobs):
            futures.append(pool.submit(attempt, job, intake))
            while bench.writer.waiting() <= at:
                threading.Event().wait(0.001)
        gate.let_go.set()
        held.result(10)
        return [future.result(10) for future in futures]


def test_jobs_that_wait_together_share_one_commit(bench: Bench) -> None:
    assert run_together(bench, [(insert(at), True) for at in range(30)]) == [1] * 30
    assert bench.commits() == 2  # the gate's own, then one for all thirty
    assert bench.numbers() == list(range(30))


def test_a_group_has_an_upper_bound(bench: Bench) -> None:
    run_together(bench, [(insert(at), True) for at in range(GROUP_JOBS + 1)])
    assert bench.commits() == 3


def test_a_job_that_fails_rolls_back_alone(bench: Bench) -> None:
    def half(db: sqlite3.Connection) -> None:
        db.execute("INSERT INTO numbers VALUES (50)")
        raise ValueError("no")

    outcomes = run_together(bench, [(insert(1), True), (half, True), (insert(1), True), (insert(2), True)])
    assert (outcomes[0], outcomes[3]) == (1, 1)
    assert isinstance(outcomes[1], ValueError)
    assert isinstance(outcomes[2], sqlite3.IntegrityError)
    assert bench.numbers() == [1, 2]


@pytest.mark.parametrize("where", ["BEGIN IMMEDIATE", "COMMIT", "SAVEPOINT job", "connect"])
def test_what_cannot_be_committed_is_told_to_all_and_the_writer_lives_on(bench: Bench, where: str) -> None:
    bench.fails_at = where
    with ThreadPoolExecutor(8) as pool:
        futures = [pool.submit(bench.writer.write, insert(at), intake=True) for at in range(8)]
        for future in futures:
            with pytest.raises(StoreUnavailable):
                future.result(10)
    assert bench.numbers() == []
    bench.fails_at = ""
    assert bench.writer.write(insert(9)) == 1
    assert bench.numbers() == [9]


def test_a_full_disk_inside_a_job_is_the_stores_trouble(bench: Bench) -> None:
    def full(db: sqlite3.Connection) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with pytest.raises(StoreUnavailable):
        bench.writer.write(full)


def test_a_disk_that_fills_up_in_earnest_answers_unavailable(bench: Bench) -> None:
    bench.writer.write(lambda db: db.execute("CREATE TABLE big (bytes BLOB)").rowcount)
    bench.writer.write(lambda db: db.execute("PRAGMA max_page_count = 8").fetchone())
    with pytest.raises(StoreUnavailable):
        bench.writer.write(lambda db: db.execute("INSERT INTO big VALUES (zeroblob(1000000))").rowcount)
    assert bench.writer.write(insert(1)) == 1


def test_intake_goes_before_the_desk(bench: Bench) -> None:
    order: list[str] = []

    def noted(name: str) -> Job:
        return lambda db: order.append(name)

    run_together(bench, [(noted("desk 1"), False), (noted("desk 2"), False), (noted("phone 1"), True), (noted("phone 2"), True)])
    assert order == ["phone 1", "phone 2", "desk 1", "desk 2"]


def test_nobody_is_answered_before_the_commit(bench: Bench) -> None:
    seen: list[list[int]] = []
    with ThreadPoolExecutor(4) as pool:
        for at in range(20):
            pool.submit(bench.writer.write, insert(at)).add_done_callback(lambda _, at=at: seen.append([at, at in bench.numbers()]))  # type: ignore[misc]
    assert len(seen) == 20
    assert all(is_there for _, is_there in seen)


def test_closing_writes_what_waits_and_takes_nothing_more(bench: Bench) -> None:
    gate = Gate()
    with ThreadPoolExecutor(12) as pool:
        pool.submit(bench.writer.write, gate, intake=True)
        assert gate.entered.wait(10)
        waiting = [pool.submit(bench.writer.write, insert(at), intake=at % 2 == 0) for at in range(10)]
        while bench.writer.waiting() < 10:
            threading.Event().wait(0.001)
        closing = pool.submit(bench.writer.close)
        gate.let_go.set()
        closing.result(10)
        assert [future.result(10) for future in waiting] == [1] * 10
    assert bench.numbers() == list(range(10))
    with pytest.raises(StoreUnavailable):
        bench.writer.write(insert(99))


def test_a_queue_that_is_full_takes_nothing_more(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "full.db", longest_queue=2)
    gate = Gate()
    with ThreadPoolExecutor(3) as pool:
        pool.submit(bench.writer.write, gate, intake=True)
        assert gate.entered.wait(10)
        waiting = [pool.submit(bench.writer.write, insert(number), intake=True) for number in (1, 2)]
        deadline = time.monotonic() + 10
        while bench.writer.waiting() < 2 and time.monotonic() < deadline:
            time.sleep(0.01)
        with pytest.raises(StoreUnavailable):
            bench.writer.write(insert(3), intake=True)
        gate.let_go.set()
        for one in waiting:
            one.result(10)
    assert bench.numbers() == [1, 2]
    bench.writer.close()
