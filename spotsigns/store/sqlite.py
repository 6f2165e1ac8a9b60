"""The SQLite store: connections, transactions, schema. The only importer of sqlite_utils.

WAL with synchronous=FULL: a COMMIT that returned survives a power cut, and a receipt goes out only after one.
"""

from __future__ import annotations

import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlite_utils import Database

from spotsigns.errors import DatabaseNewer, DataDirectoryError, StoreUnavailable
from spotsigns.settings import Settings
from spotsigns.store.accepted import AcceptedRows
from spotsigns.store.account import AccountRows
from spotsigns.store.answers import AnswerRows
from spotsigns.store.concerns import ConcernRows
from spotsigns.store.desk_work import DeskWorkRows
from spotsigns.store.doing import DoingRows
from spotsigns.store.hub import HubRows
from spotsigns.store.migrations import migrations
from spotsigns.store.overview import OverviewRows
from spotsigns.store.passkeys import PasskeyRows
from spotsigns.store.push import PushRows
from spotsigns.store.reseal import ResealRows
from spotsigns.store.staff_keys import StaffKeyRows
from spotsigns.store.standing import StandingRows
from spotsigns.store.told import ToldRows
from spotsigns.store.writer import Writer

Result = TypeVar("Result")
BUSY_SECONDS = 5.0


class SqliteStore(ConcernRows, DeskWorkRows, HubRows, StaffKeyRows, AcceptedRows, ResealRows, AccountRows, AnswerRows, DoingRows, ToldRows, PushRows, OverviewRows, PasskeyRows, StandingRows):
    """Every room's store in one: reads on a connection per thread, writes through the one writer."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._own_keys = set()
        self._local = threading.local()
        self._writer = Writer(lambda: connect(path))

    def read(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = connect(self.path, Reader)
        return connection

    def write(self, job: Callable[[sqlite3.Connection], Result], *, intake: bool = False) -> Result:
        return self._writer.write(job, intake=intake)

    def waiting(self) -> int:
        """Writes that wait now."""
        return self._writer.waiting()

    def is_alive(self) -> bool:
        """True when the store answers a read."""
        try:
            return self.read().execute("SELECT count(*) FROM switches").fetchone() is not None
        except (sqlite3.Error, StoreUnavailable):  # the row is fetched after the reader's own guard
            return False

    def close(self) -> None:
        """Write what waits, then stop."""
        self._writer.close()
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            del self._local.connection


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise StoreUnavailable(f"nothing can be read just now ({error})") from error


class ReadCursor(sqlite3.Cursor):
    """Rows are read while they are fetched, so fetching may fail as well as asking."""

    def fetchone(self) -> Any:
        with _readable():
            return super().fetchone()

    def fetchall(self) -> list[Any]:
        with _readable():
            return super().fetchall()

    def __next__(self) -> Any:
        with _readable():
            return super().__next__()


class Reader(sqlite3.Connection):
    """A connection whose reads say StoreUnavailable when the file is locked, broken or gone: that is a 503, no 500."""

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        with _readable():
            return self.cursor(ReadCursor).execute(sql, parameters)


def connect(path: Path, factory: type[sqlite3.Connection] = sqlite3.Connection) -> sqlite3.Connection:
    """A connection in autocommit mode: only `write_transaction` and the writer begin anything."""
    try:
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, factory=factory)
        connection.row_factory = sqlite3.Row
        _use_wal(connection)
        for pragma in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.Error as error:
        raise StoreUnavailable(f"{path}: cannot be opened ({error})") from error
    return connection


def _use_wal(connection: sqlite3.Connection) -> None:
    """Turning a new file to WAL asks for the whole file and never waits for it, whatever the busy timeout says."""
    ends = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.01)


@contextmanager
def write_transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """BEGIN IMMEDIATE … COMMIT. A deferred BEGIN that reads first fails with "locked" when another process writes."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def open_store(settings: Settings) -> SqliteStore:
    """The store of these settings, its schema brought up to date.

    Raises DataDirectoryError when the directory cannot be written, DatabaseNewer when a later release made the file.
    """
    path = settings.database_path
    make_private_directory(path.parent)
    connection = connect(path)
    try:
        database = Database(connection)
        known = {migration.name for migration in migrations._migrations}
        foreign = [applied.name for applied in migrations.applied(database) if applied.name not in known]
        if foreign:
            raise DatabaseNewer(
                f"{path} was made by a later release (it has {', '.join(foreign)}). "
                "Start that release, or restore a backup that this one made. Nothing was changed."
            )
        with write_transaction(connection):
            migrations.apply(database)
    except sqlite3.OperationalError as error:
        raise DataDirectoryError(f"{path} cannot be written ({error}). Check its owner, its rights and the disk.") from error
    finally:
        connection.close()
    path.chmod(0o600)
    return SqliteStore(path)


def make_private_directory(directory: Path) -> None:
    """Make `directory` with mode 0700. Raises DataDirectoryError with what to do."""
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        # A file without a name: two processes that start at once must not trip over each other's.
        with tempfile.TemporaryFile(dir=directory):
            pass
    except OSError as error:
        raise DataDirectoryError(
            f"{directory} cannot be written ({error.strerror}). Give it to the user that runs spotsigns, or choose another with --data."
        ) from error
