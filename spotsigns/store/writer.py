"""One thread that writes. Jobs wait together for one COMMIT, so durability costs one fsync for many.

A job is a callable that takes the connection. Each runs in a savepoint: a job that fails rolls back alone.
Answers go out only after COMMIT; a COMMIT that fails is told to every job of its group. Intake goes before hub work.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from sqlite3 import Connection
from typing import Any, TypeVar

from spotsigns.errors import StoreUnavailable

Result = TypeVar("Result")
Job = Callable[[Connection], Any]

GROUP_JOBS = 64
GROUP_SECONDS = 0.005
LONGEST_QUEUE = 2_048
ANSWER_SECONDS = 20.0


class Writer:
    """Owns the only writing connection. `connect` is called on the writer's own thread."""

    def __init__(self, connect: Callable[[], Connection]) -> None:
        self._connect = connect
        self._waiting = threading.Condition()
        self._intake: deque[tuple[Job, Future[Any]]] = deque()
        self._desk: deque[tuple[Job, Future[Any]]] = deque()
        self._thread: threading.Thread | None = None
        self._closing = False

    def write(self, job: Callable[[Connection], Result], *, intake: bool = False) -> Result:
        """Run `job` in the next group and return its result once that group is on disk.

        Raises StoreUnavailable when the queue is full or nothing can be committed, else whatever the job raised.
        """
        future: Future[Result] = Future()
        with self._waiting:
            if self._closing or len(self._intake) + len(self._desk) >= LONGEST_QUEUE:
                raise StoreUnavailable("the store takes nothing new just now")
            (self._intake if intake else self._desk).append((job, future))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
                self._thread.start()
            self._waiting.notify()
        try:
            return future.result(ANSWER_SECONDS)
        except TimeoutError as error:
            raise StoreUnavailable("the store did not answer in time") from error

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
            except Exception as error:  # a missing disk must answer every waiting phone, not kill the writer
                _fail(group, error)
                continue
            _commit(connection, group)
        if connection is not None:
            connection.close()

    def _next_group(self) -> list[tuple[Job, Future[Any]]]:
        with self._waiting:
            while not (self._intake or self._desk or self._closing):
                self._waiting.wait()
            group: list[tuple[Job, Future[Any]]] = []
            while self._intake and len(group) < GROUP_JOBS:
                group.append(self._intake.popleft())
            # One desk job a group keeps a slow desk from holding up a phone.
            if self._desk and len(group) < GROUP_JOBS:
                group.append(self._desk.popleft())
            return group


def _commit(connection: Connection, group: list[tuple[Job, Future[Any]]]) -> None:
    outcomes: list[tuple[Future[Any], Any, Exception | None]] = []
    started = time.monotonic()
    try:
        connection.execute("BEGIN IMMEDIATE")
        for at, (job, future) in enumerate(group):
            outcomes.append((future, *_attempt(connection, job)))
            if time.monotonic() - started > GROUP_SECONDS * 10 and at + 1 < len(group):
                late = group[at + 1 :]
                outcomes += [(future, None, StoreUnavailable("the store is slow just now")) for _, future in late]
                break
        connection.execute("COMMIT")
    except Exception as error:  # disk full, locked, gone: nobody may hear "received"
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        _fail(group, error)
        return
    for future, result, problem in outcomes:
        if problem is None:
            future.set_result(result)
        else:
            future.set_exception(problem)


def _attempt(connection: Connection, job: Job) -> tuple[Any, Exception | None]:
    connection.execute("SAVEPOINT job")
    try:
        result = job(connection)
    except Exception as problem:
        if not connection.in_transaction:
            raise  # SQLite gave up the whole transaction (disk full): the group fails together
        connection.execute("ROLLBACK TO job")
        connection.execute("RELEASE job")
        return None, problem
    connection.execute("RELEASE job")
    return result, None


def _fail(group: list[tuple[Job, Future[Any]]], error: Exception) -> None:
    for _, future in group:
        if not future.done():
            unavailable = StoreUnavailable("the store cannot commit just now")
            unavailable.__cause__ = error
            future.set_exception(unavailable)
