"""Backing up: what is made, what is refused, what is left behind."""

from __future__ import annotations

import fcntl
import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from spotsigns.settings import load_settings
from spotsigns.store import open_store
from spotsigns.store.migrations import migrations
from tests.contract.backup.commands import put_away, run
from tests.contract.real_server import WORDS


def test_a_backup_is_for_its_owner_only_and_holds_nothing_to_read(hub: Path, one: Path) -> None:
    assert one.stat().st_mode & 0o777 == 0o600
    octets = one.read_bytes()
    with closing(sqlite3.connect(hub / "spotsigns.db")) as db:
        names = [row[0] for row in db.execute("SELECT name FROM staff")] + [row[0] for row in db.execute("SELECT id FROM hub_keys")]
    kept = [value.encode() for value in json.loads((hub / "secrets.json").read_text()).values()]
    assert not any(secret in octets or secret in (one.parent / "secrets.backup").read_bytes() for secret in (b"SQLite format", b"envelopes", *map(str.encode, names), *kept))


def test_a_backup_leaves_nothing_but_itself(hub: Path, one: Path) -> None:
    assert {path.name for path in one.parent.iterdir()} == {"one.backup", "secrets.backup"}
    assert not [path.name for path in hub.iterdir() if "copy" in path.name or "part" in path.name]


def test_a_backup_never_overwrites(hub: Path, one: Path) -> None:
    before = one.read_bytes()
    result = run("backup", one, data=hub)
    assert (result.exit_code, "not overwritten" in result.output) == (1, True)
    assert one.read_bytes() == before


def test_without_recovery_words_nothing_is_backed_up(tmp_path: Path) -> None:
    settings = load_settings({}, data=str(tmp_path / "data"))
    open_store(settings).close()
    (tmp_path / "data" / "secrets.json").write_text("{}")
    result = run("backup", tmp_path / "one.backup", data=tmp_path / "data")
    assert (result.exit_code, "no recovery words yet" in result.output) == (1, True)
    assert not (tmp_path / "one.backup").exists()


@pytest.mark.parametrize(("target", "words"), [("nowhere/one.backup", "Make it first"), ("data/missing", "no database")])
def test_what_is_missing_is_named(tmp_path: Path, hub: Path, target: str, words: str) -> None:
    data = hub if target.startswith("nowhere") else tmp_path / "empty"
    result = run("backup", tmp_path / target, data=data)
    assert (result.exit_code, words in result.output) == (1, True), result.output


def test_a_backup_that_cannot_be_written_leaves_nothing(hub: Path) -> None:
    result = run("backup", Path("/proc/one.backup"), data=hub)
    assert (result.exit_code, "another place" in result.output) == (1, True), result.output
    assert not [path.name for path in hub.iterdir() if "copy" in path.name]


def test_a_disk_without_room_is_told_and_nothing_half_made_is_left(hub: Path, tmp_path: Path) -> None:
    """A limit on how big a file may be stands in for a full disk: the copy fails half way."""
    before = put_away(hub)
    line = f"ulimit -f 64; exec {sys.executable} -m spotsigns backup {tmp_path / 'one.backup'} --data {hub}"
    result = subprocess.run(["sh", "-c", line], capture_output=True, text=True, timeout=60)
    assert (result.returncode, "Check the file, its rights and the disk" in result.stderr) == (1, True), result.stderr
    assert list(tmp_path.iterdir()) == []
    assert put_away(hub) == before


def test_two_backups_at_once_are_one_and_a_refusal(hub: Path, tmp_path: Path) -> None:
    with (hub / "backup.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        result = run("backup", tmp_path / "one.backup", data=hub)
    assert (result.exit_code, "Another backup" in result.output) == (1, True)


def test_a_broken_database_is_not_backed_up_as_if_it_were_whole(hub: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(hub, data)
    with closing(sqlite3.connect(data / "spotsigns.db", isolation_level=None)) as db:
        db.execute("UPDATE ledger SET act = 'nothing' WHERE n = 1")
    result = run("backup", tmp_path / "one.backup", data=data)
    assert (result.exit_code, "ledger is broken at row 1" in result.output) == (1, True), result.output
    assert not (tmp_path / "one.backup").exists()


def test_a_directory_gets_names_and_loses_what_has_expired(hub: Path, tmp_path: Path) -> None:
    """N + 7 days after a backup was made it is gone; what is not ours, or younger, or holds the secrets, stays."""
    now = datetime.now(UTC)
    stamps = {days: (now - timedelta(days=days)).strftime("%Y%m%dT%H%M%SZ") for days in (36, 38, 400)}
    old = [f"spotsigns-{stamps[38]}.backup", f"spotsigns-{stamps[400]}.backup", f".spotsigns-{stamps[400]}.backup.0123456789abcdef.part"]
    kept = [f"spotsigns-{stamps[36]}.backup", f"spotsigns-secrets-{stamps[400]}.backup", "notes.txt", "spotsigns-99999999T999999Z.backup"]
    for name in (*old, *kept):
        (tmp_path / name).write_text("here")
    result = run("backup", tmp_path, data=hub)
    assert result.exit_code == 0, result.output
    left = {path.name for path in tmp_path.iterdir()}
    [new] = left - set(kept)
    assert new.startswith(f"spotsigns-{now.strftime('%Y%m%d')}")
    assert all(name in result.output for name in old)


def test_a_failed_backup_prunes_nothing(tmp_path: Path) -> None:
    old = tmp_path / "spotsigns-20200101T000000Z.backup"
    old.write_text("the only one there is")
    assert run("backup", tmp_path, data=tmp_path / "empty").exit_code == 1
    assert old.exists()


def test_a_backup_needs_no_newer_schema_than_the_database_has(hub: Path, tmp_path: Path) -> None:
    """Before an upgrade the new release's `backup` must work, and must change nothing."""
    newest = max(migration.name for migration in migrations._migrations)
    data = tmp_path / "older"
    shutil.copytree(hub, data)
    with closing(sqlite3.connect(data / "spotsigns.db", isolation_level=None)) as db:
        db.execute("DELETE FROM _sqlite_migrations WHERE name = ?", (newest,))
    assert run("backup", tmp_path / "older.backup", data=data).exit_code == 0
    with closing(sqlite3.connect(data / "spotsigns.db")) as db:
        assert db.execute("SELECT count(*) FROM _sqlite_migrations WHERE name = ?", (newest,)).fetchone()[0] == 0


def test_a_backup_that_is_killed_is_cleared_up_by_the_next(hub: Path, tmp_path: Path) -> None:
    data = tmp_path / "killed"
    shutil.copytree(hub, data)
    for name in ("backup-copy.tmp", "backup-copy.tmp-journal"):
        (data / name).write_bytes(b"half a copy")
    assert run("backup", tmp_path / "one.backup", data=data).exit_code == 0
    assert not [path.name for path in data.iterdir() if "copy" in path.name]
    assert run("restore", "--check", tmp_path / "one.backup", typed=WORDS, data=data).exit_code == 0
