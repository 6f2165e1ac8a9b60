"""One thread that writes. Jobs wait together for one COMMIT, so durability costs one fsync for many.

A job is a callable that takes the connection. Each runs in a savepoint: a job that fails rolls back alone.
Answers go out only after COMMIT; a COMMIT that fails is told to every job of its group. Intake goes before hub work.
"""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from collections.abc import Callable
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

    def __init__(self, connect: Callable[[], Connection]) -> None:
        self._connect = connect
        self._waiting = threading.Condition()
        self._intake: deque[tuple[Job, _Answer]] = deque()
        self._desk: deque[tuple[Job, _Answer]] = deque()
        self._thread: threading.Thread | None = None
        self._closing = False

    def write(self, job: Callable[[Connection], Result], *, intake: bool = False) -> Result:
        """Run `job` in the next group and return its result once that group is on disk.

        Raises StoreUnavailable when the queue is full or nothing can be committed, else whatever the job raised.
        """
        answer = _Answer()
        with self._waiting:
            if self._closing or len(self._intake) + len(self._desk) >= LONGEST_QUEUE:
                raise StoreUnavailable("the store takes nothing new just now")
            (self._intake if intake else self._desk).append((job, answer))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
                self._thread.start()
            self._waiting.notify()
        result: Result = answer.wait(ANSWER_SECONDS)
        return result

    def waiting(self) -> int:
        """Jobs that wait now."""
        with self._waiting:
            return len(self._intake) + len(self._desk)

    def close(self) -> None:
        """Write what waits, then stop."""
        with self._waiting:
            self._closing = True
            self._waiting.notify()
            thread = self._thread
        if thread is not None:
            thread.join()

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
        with self._waiting:
            while not (self._intake or self._desk or self._closing):
                self._waiting.wait()
            group: list[tuple[Job, _Answer]] = []
            while self._intake and len(group) < GROUP_JOBS:
                group.append(self._intake.popleft())
            # One desk job a group keeps a slow desk from holding up a phone.
            if self._desk and len(group) < GROUP_JOBS:
                group.append(self._desk.popleft())
            return group


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
