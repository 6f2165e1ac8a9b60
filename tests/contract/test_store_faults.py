"""The disk fills up, somebody locks the database, an hour is lost, a crowd comes back: nobody hears "received" that is not."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from flask.testing import FlaskClient

from spotsigns.app import create_app
from spotsigns.sealing.encoding import from_base64url
from spotsigns.sealing.receipt import verify_receipt
from spotsigns.settings import Settings
from spotsigns.store import SqliteStore, open_store
from spotsigns.store.secrets import Secrets
from tests.contract.envelopes import error_of, make_envelope, put

Key = ec.EllipticCurvePrivateKey


def count(store: SqliteStore) -> int:
    found: int = store.read().execute("SELECT COUNT(*) FROM envelopes").fetchone()[0]
    return found


def test_full_disk_is_503_with_retry_after_nothing_half_written_and_taken_once_there_is_room(client: FlaskClient, store: SqliteStore, sealing_key: Key) -> None:
    # A file that may not grow stands for a disk without room: SQLite answers both with "database or disk is full".
    store.write(lambda db: db.execute("PRAGMA max_page_count = 1").fetchone())
    taken, envelope = 0, make_envelope(sealing_key)
    for _ in range(400):
        answer = put(client, envelope)
        if answer.status_code != 201:
            break
        taken, envelope = taken + 1, make_envelope(sealing_key)
    assert error_of(answer) == (503, "unavailable")
    assert int(answer.headers["Retry-After"]) > 0
    assert count(store) == taken
    assert store.read().execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    # The store let go of that connection or still has it: either way there is room again.
    store.write(lambda db: db.execute("PRAGMA max_page_count = 1073741823").fetchone())
    assert put(client, envelope).status_code == 201
    assert count(store) == taken + 1


def test_database_locked_by_somebody_else_is_503_with_retry_after_and_taken_once_it_is_free(client: FlaskClient, store: SqliteStore, settings: Settings, sealing_key: Key) -> None:
    envelope = make_envelope(sealing_key)
    store.write(lambda db: db.execute("PRAGMA busy_timeout = 50").fetchone())  # five seconds would hold the tests up
    other = sqlite3.connect(settings.database_path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    answer = put(client, envelope)
    assert error_of(answer) == (503, "unavailable")
    assert int(answer.headers["Retry-After"]) > 0
    other.execute("ROLLBACK")
    other.close()
    assert count(store) == 0
    assert put(client, envelope).status_code == 201


def test_restored_without_the_last_hour_the_server_says_nothing_is_here_and_never_received(settings: Settings, store: SqliteStore, secrets: Secrets, sealing_key: Key, tmp_path: Path) -> None:
    client = create_app(settings, store=store, secrets=secrets).test_client()
    before = make_envelope(sealing_key)
    put(client, before)
    backup = tmp_path / "an-hour-ago.db"
    with sqlite3.connect(settings.database_path) as source, sqlite3.connect(backup) as copy:
        source.backup(copy)
    lost = make_envelope(sealing_key, thread="ab" * 16)
    put(client, lost)
    restored = open_store(replace(settings, database=str(backup)))
    after = create_app(settings, store=restored, secrets=secrets).test_client()
    assert error_of(after.get(f"/api/threads/{lost['thread']}")) == (404, "unknown_thread")
    assert after.get(f"/api/threads/{before['thread']}").get_json()["state"] == "received"
    # A phone that still holds it is taken as if it came for the first time.
    again = put(after, lost)
    assert again.status_code == 201
    assert verify_receipt(receipt_key(after), again.get_json())
    restored.close()


def receipt_key(client: FlaskClient) -> bytes:
    return from_base64url(client.get("/api/keys").get_json()["receipt"])


def test_crowd_that_comes_back_at_once_is_taken_whole_and_each_gets_its_receipt(app: Flask, store: SqliteStore, sealing_key: Key) -> None:
    phones = 300
    envelopes = [make_envelope(sealing_key, thread=f"{at:032x}") for at in range(phones)]
    with ThreadPoolExecutor(32) as pool:
        answers = list(pool.map(lambda at: put(app.test_client(), envelopes[at], environ_base={"REMOTE_ADDR": f"10.{at % 250}.{at // 250}.9"}), range(phones)))
    assert {answer.status_code for answer in answers} == {201}
    assert {answer.get_json()["id"] for answer in answers} == {envelope["id"] for envelope in envelopes}
    assert count(store) == phones
