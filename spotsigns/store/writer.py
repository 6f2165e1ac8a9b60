"""One thread that writes. Jobs wait together for one COMMIT, so durability costs one fsync for many.

A job is a callable that takes the connection. Each runs in a savepoint: a job that fails rolls back alone.
Answers go out only after COMMIT; a COMMIT that fails is told to every job of its group. Intake goes before hub work.
"""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from collections.abc import Callable
from queue import Empty, SimpleQueue
from sqlite3 import Connection, DatabaseError, IntegrityError, ProgrammingError
from typing import Any, TypeVar

from spotsigns.errors import StoreUnavailable

Result = TypeVar("Result")
Job = Callable[[Connection], Any]

GROUP_JOBS = 64
LONGEST_QUEUE = 2_048
ANSWER_SECONDS = 20.0


class _Answer:
    """What one caller waits for: a bare lock, since a Future's condition costs more than the insert itself."""

    __slots__ = ("_done", "problem", "result")

    def __init__(self) -> None:
        self._done = threading.Lock()
        self._done.acquire()
        self.result: Any = None
        self.problem: Exception | None = None

    def give(self, result: Any, problem: Exception | None) -> None:
        self.result, self.problem = result, problem
        self._done.release()

    def wait(self, seconds: float) -> Any:
        if not self._done.acquire(timeout=seconds):
            raise StoreUnavailable("the store did not answer in time")
        if self.problem is not None:
            raise self.problem
        return self.result


class Writer:
    """Owns the only writing connection. `connect` is called on the writer's own thread."""

    def __init__(self, connect: Callable[[], Connection], *, longest_queue: int = LONGEST_QUEUE) -> None:
        self._connect, self._longest_queue = connect, longest_queue
        self._arrivals: SimpleQueue[tuple[Job, _Answer, bool] | None] = SimpleQueue()
        self._desk: deque[tuple[Job, _Answer]] = deque()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closing = False

    def write(self, job: Callable[[Connection], Result], *, intake: bool = False) -> Result:
        """Run `job` in the next group and return its result once that group is on disk.

        Raises StoreUnavailable when the queue is full or nothing can be committed, else whatever the job raised.
        """
        if self._closing or self.waiting() >= self._longest_queue:
            raise StoreUnavailable("the store takes nothing new just now")
        answer = _Answer()
        self._arrivals.put((job, answer, intake))
        if self._thread is None:
            self._start()
        result: Result = answer.wait(ANSWER_SECONDS)
        return result

    def waiting(self) -> int:
        """Jobs that wait now."""
        return self._arrivals.qsize() + len(self._desk)

    def close(self) -> None:
        """Write what waits, then stop."""
        self._closing = True
        self._arrivals.put(None)
        if self._thread is not None:
            self._thread.join()

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        connection: Connection | None = None
        while True:
            group = self._next_group()
            if not group:
                break
            try:
                connection = connection or self._connect()
                _commit(connection, group)
            except Exception as error:  # disk full, locked, gone: nobody may hear "received", and the writer lives on
                _let_go(connection)
                connection = None
                _fail(group, error)
        if connection is not None:
            connection.close()

    def _next_group(self) -> list[tuple[Job, _Answer]]:
        """Intake that waits now and at most one desk job: a slow desk must not hold up a phone. Empty at the end."""
        group: list[tuple[Job, _Answer]] = []
        # Blocks only while nothing at all waits; `close` sends None to end that.
        arrived = self._arrived_already() if self._desk or self._closing else self._arrivals.get()
        while arrived is not None:
            job, answer, is_intake = arrived
            (group if is_intake else self._desk).append((job, answer))
            arrived = self._arrived_already() if len(group) < GROUP_JOBS else None
        if self._desk and len(group) < GROUP_JOBS:
            group.append(self._desk.popleft())
        return group

    def _arrived_already(self) -> tuple[Job, _Answer, bool] | None:
        try:
            return self._arrivals.get_nowait()
        except Empty:
            return None


def _commit(connection: Connection, group: list[tuple[Job, _Answer]]) -> None:
    outcomes: list[tuple[_Answer, Any, Exception | None]] = []
    try:
        connection.execute("BEGIN IMMEDIATE")
        for job, answer in group:
            outcomes.append((answer, *_attempt(connection, job)))
        connection.execute("COMMIT")
    except Exception as error:  # disk full, locked, gone: nobody may hear "received"
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        _fail(group, error)
        return
    for answer, result, problem in outcomes:
        answer.give(result, problem)


def _attempt(connection: Connection, job: Job) -> tuple[Any, Exception | None]:
    connection.execute("SAVEPOINT job")
    try:
        result = job(connection)
    except Exception as problem:
        if not connection.in_transaction:
            raise  # SQLite gave up the whole transaction (disk full): the group fails together
        connection.execute("ROLLBACK TO job")
        connection.execute("RELEASE job")
        return None, _told(problem)
    connection.execute("RELEASE job")
    return result, None


def _told(problem: Exception) -> Exception:
    """A disk that is full or gone is the store's trouble, not the job's: the phone is told to try again."""
    if not isinstance(problem, DatabaseError) or isinstance(problem, IntegrityError | ProgrammingError):
        return problem
    unavailable = StoreUnavailable("the store cannot write just now")
    unavailable.__cause__ = problem
    return unavailable


def _let_go(connection: Connection | None) -> None:
    """Close it: whatever was begun is rolled back, and the next group starts with a connection that knows of nothing."""
    if connection is not None:
        with contextlib.suppress(Exception):
            connection.close()


def _fail(group: list[tuple[Job, _Answer]], error: Exception) -> None:
    for _, answer in group:
        unavailable = StoreUnavailable("the store cannot commit just now")
        unavailable.__cause__ = error
        answer.give(None, unavailable)
