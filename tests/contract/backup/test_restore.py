"""Restoring with the paper in hand: the drill, and everything that is refused on the way."""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from spotsigns.sealing.backup import MAGIC, BackupHeader, begin, new_file_key, seal_chunks
from spotsigns.sealing.encoding import from_base64url
from spotsigns.sealing.envelope import derive_key_pair, key_id, public_bytes
from spotsigns.settings import load_settings
from spotsigns.store import open_store
from spotsigns.store.backup import back_up
from spotsigns.store.backup_file import contents_of
from spotsigns.store.copy import Examined
from tests.contract.backup.commands import NOW, put_away, run
from tests.contract.envelopes import make_envelope
from tests.contract.real_server import ENTROPY, WORDS, Phones, prepare, serving
from tests.property.test_backup_format import VECTOR


def test_the_drill_brings_back_every_receipt_that_was_given_before_the_backup(tmp_path: Path) -> None:
    """A real server under load, backed up meanwhile, restored elsewhere with the words, asked again by every phone."""
    data, other, shelf = tmp_path / "data", tmp_path / "other", tmp_path / "shelf"
    shelf.mkdir()
    private = prepare(data)
    with serving(data) as server:
        phones = Phones(server, private)
        phones.make(160)
        with phones.sending():
            phones.wait_for(20)
            before = list(phones.received)
            made = subprocess.run([sys.executable, "-m", "spotsigns", "backup", str(shelf), "--data", str(data)], capture_output=True, text=True, timeout=60)
            assert made.returncode == 0, made.stderr
            phones.wait_for(len(before) + 1)
        late = [make_envelope(private, thread="ab" * 16)]
        assert server.put(late[0])[0] == 201
        assert run("backup", "--secrets", tmp_path / "secrets.backup", data=data).exit_code == 0
    assert phones.refused == []
    [backup] = shelf.iterdir()
    assert run("restore", tmp_path / "secrets.backup", typed=WORDS, data=other).exit_code == 0
    restored = run("restore", backup, typed=WORDS, data=other)
    assert restored.exit_code == 0, restored.output
    with closing(sqlite3.connect(other / "spotsigns.db")) as db:
        kept = {row[0]: row[1:] for row in db.execute("SELECT id, sealed, receipt FROM envelopes")}
    assert {envelope["id"] for envelope, _ in before} <= set(kept)
    for envelope, receipt in phones.received:
        if envelope["id"] in kept:
            sealed, stored = kept[envelope["id"]]
            assert (sealed, json.loads(stored)) == (from_base64url(envelope["sealed"]), json.loads(receipt))
    with serving(other) as server:
        for envelope, receipt in before:
            assert server.put(envelope) == (200, receipt)
        assert json.loads(server.ask("GET", f"/api/threads/{before[0][0]['thread']}")[1])["state"] == "received"
        # The hour that is lost is never lost in silence: the code is not known, and the phone's bytes are taken as new.
        status, told = server.ask("GET", f"/api/threads/{late[0]['thread']}")
        assert (status, json.loads(told)["error"]) == (404, "unknown_thread")
        assert server.put(late[0])[0] == 201


def test_restoring_never_overwrites(hub: Path, one: Path) -> None:
    before = put_away(hub)
    for file in (one, one.parent / "secrets.backup"):
        result = run("restore", file, typed=WORDS, data=hub)
        assert (result.exit_code, "not overwritten" in result.output) == (1, True)
    assert put_away(hub) == before


def test_a_log_left_by_another_database_is_not_joined_to_a_restored_one(one: Path, elsewhere: Path) -> None:
    (elsewhere / "spotsigns.db-wal").write_bytes(b"of another")
    result = run("restore", one, typed=WORDS, data=elsewhere)
    assert (result.exit_code, "spotsigns.db-wal is there already" in result.output) == (1, True)


def spoil(place: int) -> Any:
    def change(octets: bytes) -> bytes:
        return octets[:place] + bytes([octets[place] ^ 1]) + octets[place + 1 :]

    return change


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (spoil(-10), "spoilt or cut off"), (spoil(len(MAGIC) + 100), "first lines"), (lambda octets: octets[:-5_000], "spoilt or cut off"),
        (lambda octets: octets + b"more", "spoilt or cut off"), (lambda octets: b"", "no backup"), (lambda octets: b"SQLite format 3\0" + octets, "no backup"),
    ],
)  # fmt: skip
def test_a_spoilt_backup_is_refused_and_leaves_nothing(one: Path, elsewhere: Path, tmp_path: Path, change: Any, words: str) -> None:
    spoilt, before = tmp_path / "spoilt.backup", put_away(elsewhere)
    spoilt.write_bytes(change(one.read_bytes()))
    result = run("restore", spoilt, typed=WORDS, data=elsewhere)
    assert (result.exit_code, words in result.output) == (1, True), result.output
    assert put_away(elsewhere) == before


@pytest.mark.parametrize("typed", ["", " ".join(WORDS.split()[:-1]), " ".join(reversed(WORDS.split())), VECTOR["words"].replace(VECTOR["words"].split()[0], "zoo")])
def test_words_that_do_not_fit_open_nothing(one: Path, elsewhere: Path, typed: str) -> None:
    result = run("restore", one, typed=typed, data=elsewhere)
    assert (result.exit_code, "recovery words" in result.output) == (1, True), result.output
    assert not (elsewhere / "spotsigns.db").exists()


def test_words_are_taken_as_people_type_them(one: Path, elsewhere: Path) -> None:
    result = run("restore", one, typed=WORDS.upper().replace(" ", "\n  "), data=elsewhere)
    assert result.exit_code == 0, result.output
    assert (elsewhere / "spotsigns.db").stat().st_mode & 0o777 == 0o600
    assert "spotsigns purge" in result.output


def test_without_its_secrets_a_database_is_not_restored(one: Path, tmp_path: Path) -> None:
    result = run("restore", one, typed=WORDS, data=tmp_path / "bare")
    assert (result.exit_code, "Restore their backup first" in result.output) == (1, True)


def test_secrets_of_another_hub_are_noticed(one: Path, elsewhere: Path, tmp_path: Path) -> None:
    open_store(load_settings({}, data=str(tmp_path / "other"))).close()
    (elsewhere / "secrets.json").unlink()
    assert run("ledger", "verify", data=elsewhere).exit_code == 0  # makes secrets of its own
    for file in elsewhere.glob("spotsigns.db*"):
        file.unlink()
    result = run("restore", one, typed=WORDS, data=elsewhere)
    assert (result.exit_code, "secrets of the same hub" in result.output) == (1, True), result.output
    assert not (elsewhere / "spotsigns.db").exists()


def test_a_backup_that_somebody_else_made_with_our_public_key_is_refused(hub: Path, elsewhere: Path, tmp_path: Path) -> None:
    """The public key is in every stolen database; sealing to it proves nothing about who sealed."""
    public = public_bytes(derive_key_pair(ENTROPY))
    header, octets, file_key = BackupHeader("database", "2026-11-23T20:15:42Z", key_id(public)), (hub / "spotsigns.db").read_bytes(), new_file_key()
    contents = contents_of(io.BytesIO(octets), header, Examined({}, ""), b"not the ledger's key")
    forged = tmp_path / "forged.backup"
    forged.write_bytes(begin(public, header, file_key) + b"".join(seal_chunks(file_key, io.BytesIO(contents.line() + octets))))
    result = run("restore", forged, typed=WORDS, data=elsewhere)
    assert (result.exit_code, "cannot be used" in result.output) == (1, True), result.output
    assert not (elsewhere / "spotsigns.db").exists()


def test_a_check_opens_everything_and_leaves_everything(hub: Path, one: Path) -> None:
    before = put_away(hub)
    result = run("restore", "--check", one, typed=WORDS, data=hub)
    assert (result.exit_code, "is whole" in result.output, "Nothing was put in place" in result.output) == (0, True, True), result.output
    assert put_away(hub) == before


def test_a_backup_of_a_later_release_is_refused_in_words(hub: Path, elsewhere: Path, tmp_path: Path) -> None:
    data, file = tmp_path / "later", tmp_path / "later.backup"
    shutil.copytree(hub, data)
    with closing(sqlite3.connect(data / "spotsigns.db", isolation_level=None)) as db:
        db.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('spotsigns', 'm999_later', 'later')")
    back_up(load_settings({}, data=str(data)), file, NOW)
    result = run("restore", file, typed=WORDS, data=elsewhere)
    assert (result.exit_code, "later release (it has m999_later)" in result.output) == (1, True), result.output
    assert not (elsewhere / "spotsigns.db").exists()


def test_after_a_restore_nobody_is_logged_in_and_the_ledger_says_why(hub: Path, elsewhere: Path, tmp_path: Path) -> None:
    data, file = tmp_path / "busy", tmp_path / "busy.backup"
    shutil.copytree(hub, data)
    with closing(sqlite3.connect(data / "spotsigns.db", isolation_level=None)) as db:
        db.execute("INSERT INTO sessions SELECT 'digest', id, x'00', 1, 9999999999 FROM staff LIMIT 1")
    back_up(load_settings({}, data=str(data)), file, NOW)
    assert run("restore", file, typed=WORDS, data=elsewhere).exit_code == 0
    assert run("ledger", "verify", data=elsewhere).exit_code == 0
    with closing(sqlite3.connect(elsewhere / "spotsigns.db")) as db:
        assert db.execute("SELECT count(*) FROM sessions").fetchone()[0] == 0
        assert db.execute("SELECT staff, act, subject FROM ledger ORDER BY n DESC LIMIT 1").fetchone() == ("operator", "restored", "2026-11-23T20:15:42Z")
