"""A receipt survives a power cut: what SQLite had synced before the receipt was given is enough to have every byte again.

Each test keeps a record of what every file of the database held when SQLite last synced it (`synced_disk`). The power is cut while
receipts are being given: of all that was written since, the disk keeps none, half or nearly all of the sectors, at random. The release's own
`open_store` then starts on what is left. What this cannot show is whether the disk itself keeps what it says it synced.
"""

from __future__ import annotations

import json
import random
import sqlite3
import threading
import uuid
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from spotsigns.concerns.model import Envelope, read_envelope
from spotsigns.concerns.receive import Intake
from spotsigns.errors import SpotSignsError
from spotsigns.sealing.envelope import public_bytes
from spotsigns.sealing.receipt import verify_receipt
from spotsigns.settings import Settings, load_settings
from spotsigns.store import SqliteStore, open_store
from spotsigns.store.secrets import load_secrets
from spotsigns.store.sqlite import connect
from spotsigns.store.writer import Writer
from tests.conftest import Clock, add_key
from tests.contract.envelopes import make_envelope
from tests.unit.store.synced_disk import Disk, listening

PHONES, EACH, EVERY = 4, 75, 20
SEED = 20_261_123
Cut = tuple[Path, dict[str, str]]


class Rig:
    """Phones that send to a store; at every so many receipts the power is cut, and the disk as it is then put aside."""

    def __init__(self, settings: Settings, private: ec.EllipticCurvePrivateKey, disk: Disk, prepare: Callable[[SqliteStore], None]) -> None:
        self.disk, self.directory = disk, settings.data_directory.parent
        self.store, secrets = open_store(settings), load_secrets(settings)
        prepare(self.store)
        self.intake = Intake(self.store, secrets.receipt, Clock(), wake=lambda: None)
        made = make_envelope(private)
        self.envelope = read_envelope(made["id"], json.dumps(made).encode())
        self.given: dict[str, str] = {}
        self.cuts: list[Cut] = []
        self.lock, self.chance = threading.Lock(), random.Random(SEED)  # noqa: S311 - a fixed seed, so that a failure comes again

    def send(self) -> None:
        for _ in range(EACH):
            mine: Envelope = replace(self.envelope, id=str(uuid.uuid4()), thread=uuid.uuid4().hex)
            receipt = self.intake.receive(mine).receipt
            with self.lock:
                self.given[mine.id] = receipt
                if len(self.given) % EVERY == 0:
                    self.cuts.append((self.disk.after_a_power_cut(self.directory / f"cut-{len(self.cuts)}", self.chance), dict(self.given)))

    def run(self) -> None:
        threads = [threading.Thread(target=self.send) for _ in range(PHONES)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.store.close()


def cut_often(directory: Path, private: ec.EllipticCurvePrivateKey, prepare: Callable[[SqliteStore], None] = lambda store: None) -> Rig:
    settings = load_settings({}, data=str(directory / "data"))
    first = open_store(settings)
    add_key(first, private, seal=True)
    first.close()
    load_secrets(settings)
    with listening(settings.data_directory) as disk:
        rig = Rig(settings, private, disk, prepare)
        rig.run()
    assert len(rig.cuts) == PHONES * EACH // EVERY
    return rig


def missing_after(cut: Cut, sealed: bytes) -> set[str]:
    """Receipts that were given and are not kept, byte for byte, once the release has started on that disk."""
    directory, given = cut
    store = open_store(load_settings({}, data=str(directory)))
    try:
        assert store.read().execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        kept = {row["id"]: row["receipt"] for row in store.read().execute("SELECT id, receipt FROM envelopes WHERE sealed = ?", (sealed,))}
    finally:
        store.close()
    return {one for one, receipt in given.items() if kept.get(one) != receipt}


def is_harmed(cut: Cut, sealed: bytes) -> bool:
    try:
        return bool(missing_after(cut, sealed))
    except (AssertionError, SpotSignsError, sqlite3.Error):
        return True


def test_every_receipt_survives_a_power_cut_at_any_moment(tmp_path: Path, sealing_key: ec.EllipticCurvePrivateKey) -> None:
    rig = cut_often(tmp_path, sealing_key)
    assert rig.disk.syncs >= PHONES * EACH // 64  # at the least one for each group of the writer
    assert [len(missing_after(cut, rig.envelope.sealed)) for cut in rig.cuts] == [0] * len(rig.cuts)
    public = public_bytes(rig.intake.receipt_key)
    assert all(verify_receipt(public, json.loads(receipt)) for receipt in rig.given.values())


def test_a_power_cut_in_the_middle_of_a_checkpoint_costs_no_receipt(tmp_path: Path, sealing_key: ec.EllipticCurvePrivateKey) -> None:
    """The log is copied into the database after every few commits, so most cuts fall into that."""

    def prepare(store: SqliteStore) -> None:
        store.write(lambda db: db.execute("PRAGMA wal_autocheckpoint=20").fetchone())

    rig = cut_often(tmp_path, sealing_key, prepare)
    assert rig.disk.syncs > PHONES * EACH // 10
    assert [len(missing_after(cut, rig.envelope.sealed)) for cut in rig.cuts] == [0] * len(rig.cuts)


def test_a_store_that_does_not_sync_would_be_found_out(tmp_path: Path, sealing_key: ec.EllipticCurvePrivateKey) -> None:
    """The control: with `synchronous` off receipts do get lost here, so the tests above are able to fail."""

    def careless(path: Path) -> sqlite3.Connection:
        connection = connect(path)
        connection.execute("PRAGMA synchronous=OFF")
        return connection

    def prepare(store: SqliteStore) -> None:
        store._writer = Writer(lambda: careless(store.path))

    rig = cut_often(tmp_path, sealing_key, prepare)
    assert any(is_harmed(cut, rig.envelope.sealed) for cut in rig.cuts)


@pytest.mark.parametrize("tail", [b"", b"\0" * 5_000, b"\xa5" * 4_120, bytes(range(256)) * 40])
def test_garbage_behind_the_last_commit_of_the_log_costs_no_receipt(tmp_path: Path, sealing_key: ec.EllipticCurvePrivateKey, tail: bytes) -> None:
    """A torn write leaves what it likes behind the synced end of the log."""
    settings = load_settings({}, data=str(tmp_path / "data"))
    store = open_store(settings)
    add_key(store, sealing_key, seal=True)
    intake = Intake(store, load_secrets(settings).receipt, Clock(), wake=lambda: None)
    made = make_envelope(sealing_key)
    envelope = read_envelope(made["id"], json.dumps(made).encode())
    receipt = intake.receive(envelope).receipt
    cut = tmp_path / "cut"
    cut.mkdir()
    for name in ("spotsigns.db", "spotsigns.db-wal"):
        (cut / name).write_bytes((settings.data_directory / name).read_bytes() + (tail if name.endswith("-wal") else b""))
    store.close()
    assert missing_after((cut, {envelope.id: receipt}), envelope.sealed) == set()
    with closing(sqlite3.connect(cut / "spotsigns.db")) as db:
        assert db.execute("SELECT count(*) FROM envelopes").fetchone()[0] == 1
