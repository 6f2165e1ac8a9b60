"""The SQLite store: durable, its schema brought up to date once, its secrets made once and for its owner only."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlite_utils import Database

from spotsigns.errors import DatabaseNewer, DataDirectoryError, StoreUnavailable
from spotsigns.settings import Settings, load_settings
from spotsigns.store import SqliteStore, open_store
from spotsigns.store.migrations import migrations
from spotsigns.store.secrets import load_secrets
from spotsigns.store.sqlite import connect, write_transaction


def schema_of(path: Path) -> list[str]:
    with sqlite3.connect(path) as db:
        return [row[0] for row in db.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")]


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_opening_twice_changes_nothing(settings: Settings) -> None:
    open_store(settings).close()
    once = schema_of(settings.database_path)
    open_store(settings).close()
    assert schema_of(settings.database_path) == once
    assert all("STRICT" in sql for sql in once if sql.startswith("CREATE TABLE") and "_sqlite_migrations" not in sql)


def test_migrations_have_consecutive_numbers() -> None:
    names = [migration.name for migration in migrations._migrations]
    assert [int(re.fullmatch(r"m(\d{3})_[a-z_]+", name)[1]) for name in names] == list(range(1, len(names) + 1))  # type: ignore[index]


def test_many_openings_at_once_end_in_one_schema(settings: Settings) -> None:
    with ThreadPoolExecutor(6) as pool:
        for opened in pool.map(lambda _: open_store(settings), range(6)):
            opened.close()
    applied = [migration.name for migration in migrations.applied(Database(str(settings.database_path)))]
    assert sorted(applied) == sorted(set(applied)) == sorted(migration.name for migration in migrations._migrations)


def test_a_database_of_a_later_release_is_refused_and_left_as_it_is(settings: Settings) -> None:
    open_store(settings).close()
    with sqlite3.connect(settings.database_path) as db:
        db.execute("UPDATE _sqlite_migrations SET name = 'm999_of_the_future' WHERE name = (SELECT max(name) FROM _sqlite_migrations)")
        db.commit()
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = hashlib.sha256(settings.database_path.read_bytes()).hexdigest()
    with pytest.raises(DatabaseNewer, match="m999_of_the_future"):
        open_store(settings)
    assert hashlib.sha256(settings.database_path.read_bytes()).hexdigest() == before


def test_every_connection_is_durable_and_checks_its_references(store: SqliteStore) -> None:
    for connection in (store.read(), connect(store.path)):
        pragmas = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "secure_delete")}
        assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5_000, "secure_delete": 1}
    assert store.write(lambda db: [db.execute("PRAGMA synchronous").fetchone()[0], db.execute("PRAGMA journal_mode").fetchone()[0]]) == [2, "wal"]


def test_a_directory_nobody_may_write_says_what_to_do() -> None:
    with pytest.raises(DataDirectoryError, match="--data"):  # not even the superuser makes anything there
        open_store(load_settings({}, data="/proc/spotsigns"))


def test_a_directory_that_cannot_be_made_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DataDirectoryError, match="--data"):
        open_store(load_settings({}, data=str(tmp_path / "file" / "inner")))


def test_a_file_that_is_no_database_says_what_to_do(settings: Settings) -> None:
    settings.data_directory.mkdir(parents=True)
    settings.database_path.write_bytes(b"this is not a database" * 100)
    with pytest.raises((DataDirectoryError, StoreUnavailable)):
        open_store(settings)
    assert settings.database_path.read_bytes().startswith(b"this is not a database")


def test_everything_made_is_for_its_owner_only(settings: Settings) -> None:
    open_store(settings).close()
    load_secrets(settings)
    assert mode_of(settings.data_directory) == 0o700
    assert mode_of(settings.database_path) == 0o600
    assert mode_of(settings.data_directory / "secrets.json") == 0o600


def test_secrets_are_made_once(settings: Settings) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: load_secrets(settings), range(8)))
    assert len({(secrets.box, secrets.limits, secrets.receipt.private_numbers().private_value) for secrets in found}) == 1
    assert {path.name for path in settings.data_directory.iterdir()} == {"secrets.json"}
    file = settings.data_directory / "secrets.json"
    before = file.read_bytes()
    load_secrets(settings)
    assert file.read_bytes() == before


@pytest.mark.parametrize("spoil", [lambda text: "", lambda text: "{", lambda text: "[]", lambda text: json.dumps({**json.loads(text), "receipt": "AAAA"}), lambda text: text.replace('"box"', '"bax"')])
def test_spoilt_secrets_are_never_made_anew(settings: Settings, spoil: object) -> None:
    load_secrets(settings)
    file = settings.data_directory / "secrets.json"
    spoilt = spoil(file.read_text())  # type: ignore[operator]
    file.write_text(spoilt)
    with pytest.raises(DataDirectoryError, match="backup"):
        load_secrets(settings)
    assert file.read_text() == spoilt


def test_the_database_holds_no_secret(settings: Settings, store: SqliteStore) -> None:
    load_secrets(settings)
    store.write(lambda db: db.execute("PRAGMA user_version").fetchone())
    kept = json.loads((settings.data_directory / "secrets.json").read_text())
    everything = b"".join(path.read_bytes() for path in settings.data_directory.glob("spotsigns.db*"))
    assert not any(value.encode() in everything for value in kept.values())


def test_a_transaction_that_fails_leaves_nothing(store: SqliteStore) -> None:
    db = connect(store.path)
    with contextlib.suppress(ZeroDivisionError), write_transaction(db):
        db.execute("INSERT INTO switches VALUES ('half', 1)")
        _ = 1 / 0
    assert db.execute("SELECT count(*) FROM switches WHERE name = 'half'").fetchone()[0] == 0


def test_a_store_that_cannot_be_read_says_unavailable(store: SqliteStore) -> None:
    with pytest.raises(StoreUnavailable):
        store.read().execute("SELECT * FROM nowhere")
    assert store.is_alive()


def test_every_thread_reads_on_a_connection_of_its_own(store: SqliteStore) -> None:
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(store.read).result() is not store.read()
    assert store.read() is store.read()
