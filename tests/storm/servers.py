"""The hub of a storm: `spotsigns serve` in one process or two on one data directory, killed, updated, locked out, out of room."""

from __future__ import annotations

import json
import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from spotsigns.sealing.encoding import to_base64url
from spotsigns.sealing.envelope import key_id, new_private_key, public_bytes
from spotsigns.settings import load_settings
from spotsigns.store import open_store
from tests.contract.real_server import Running, prepare, serving
from tests.processes import processes_of
from tests.storm.canary import readable_files
from tests.storm.releases import NEXT, make_release
from tests.storm.tally import Book, Row

# Below the size of everything a server writes to: whatever goes further fails, as on a disk without room.
NO_ROOM = 4_096
PURGED_AT_ONCE = 20


class Servers:
    """`ports` hears which ports answer now. Everything a server writes is below `folder`."""

    def __init__(self, folder: Path, book: Book, ports: Callable[[list[int]], None], release: Mapping[str, tuple[str, str]]) -> None:
        self.data, self.book, self._folder, self._tell = folder / "data", book, folder, ports
        book.add_key(prepare(self.data))
        self._store = open_store(load_settings({}, data=str(self.data), languages="en"))
        self._releases = [make_release(folder / "first", release), make_release(folder / "second", {**release, **NEXT})]
        self._stacks: list[tuple[ExitStack, Running]] = []
        self._starts = 0
        (folder / "logs").mkdir()

    @property
    def count(self) -> int:
        return len(self._stacks)

    @property
    def first(self) -> Running:
        return self._stacks[0][1]

    def start(self) -> None:
        """One more process on the same data directory."""
        stack, log = ExitStack(), self._folder / "logs" / str(self._starts)
        self._starts += 1
        self._stacks.append((stack, stack.enter_context(serving(self.data, errors=log, **self._releases[0]))))
        self._tell([running.port for _, running in self._stacks])

    def end(self, *, kill: bool) -> None:
        """The newest of them: by the plug, or as systemd does."""
        stack, running = self._stacks.pop()
        if kill:
            running.kill()
        self._tell([each.port for _, each in self._stacks])
        if not kill:
            running.stop()
        stack.close()

    def update(self) -> None:
        """The next release in place of this one; with two processes, one after the other."""
        self._releases.reverse()
        count = self.count
        for _ in range(count):
            self.end(kill=False)
        for _ in range(count):
            self.start()

    @contextmanager
    def full_disk(self) -> Iterator[None]:
        """A limit on how big a file may be stands for it: nothing can be written, for the database and the log alike."""
        processes = [number for _, running in self._stacks for number in processes_of(running.process.pid)]
        self._limit(processes, NO_ROOM)
        try:
            yield
        finally:
            self._limit(processes, resource.RLIM_INFINITY)

    @staticmethod
    def _limit(processes: list[int], octets: int) -> None:
        for number in processes:
            hard = resource.prlimit(number, resource.RLIMIT_FSIZE)[1]
            resource.prlimit(number, resource.RLIMIT_FSIZE, (octets if octets != resource.RLIM_INFINITY else hard, hard))

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Somebody else holds the database."""
        with closing(sqlite3.connect(self.data / "spotsigns.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")

    def rotate(self) -> None:
        """A new key to seal to; whatever was sealed to the old one still opens."""
        private, now = new_private_key(), datetime.now(UTC).strftime("%Y-%m-%dT%H:%MZ")
        self.book.add_key(private)
        public = public_bytes(private)

        def job(db: sqlite3.Connection) -> None:
            db.execute("UPDATE hub_keys SET seal = 0")
            db.execute("INSERT INTO hub_keys (id, public, seal, made) VALUES (?, ?, 1, ?)", (key_id(public), public, now))

        self._store.write(job)

    def purge(self) -> int:
        """Some concerns are looked at, found right and closed; then their words go, by the command. How many."""
        done = [row for row in self.rows() if row.envelope is not None and row.variant == 0][:PURGED_AT_ONCE]
        for row in done:
            number = self.book.read(row.envelope or {})
            if number is not None and self.book.is_as_told(number, row.envelope or {}):
                self.book.buried[row.id] = number
        today = datetime.now(UTC).date().isoformat()
        ids = [(today, row.id) for row in done if row.id in self.book.buried]
        self._store.write(lambda db: db.executemany("UPDATE envelopes SET state = 'closed', purge_after = ? WHERE id = ?", ids).rowcount)
        subprocess.run([sys.executable, "-m", "spotsigns", "purge"], check=True, capture_output=True, env={**os.environ, "SPOTSIGNS_DATA": str(self.data)})
        return len(ids)

    def sent_again(self, limit: int) -> int:
        """A phone restored from an old copy sends what was purged: each hears its first receipt again. How many did not."""
        receipts = {row["id"]: row["receipt"] for row in self._store.read().execute("SELECT id, receipt FROM envelopes WHERE purged IS NOT NULL")}
        old = [told.sealed for told in list(self.book.told.values()) if told.sealed and json.loads(told.sealed)["id"] in receipts]
        answers = [(receipts[json.loads(sealed)["id"]], self.first.put(json.loads(sealed))) for sealed in old[:limit]]
        return sum(answer != (200, receipt.encode()) for receipt, answer in answers)

    def rows(self) -> list[Row]:
        """Everything the hub has, as it would travel."""
        with closing(sqlite3.connect(self.data / "spotsigns.db")) as db:
            found = db.execute("SELECT id, variant, thread, key, sealed FROM envelopes ORDER BY received, rowid").fetchall()
        return [Row(one[0], one[1], {"v": 1, "id": one[0], "thread": one[2], "key": one[3], "sealed": to_base64url(one[4])} if one[4] is not None else None) for one in found]

    def readable(self) -> list[str]:
        """Files of the hub, logs with them, in which a concern can be read."""
        places = [self.data, self._folder / "logs"]
        return [str(path) for place in places for path in readable_files(place)]

    def is_whole(self) -> bool:
        with closing(sqlite3.connect(self.data / "spotsigns.db")) as db:
            return bool(db.execute("PRAGMA integrity_check").fetchone()[0] == "ok")

    def close(self) -> None:
        while self._stacks:
            self.end(kill=False)
        self._store.close()
