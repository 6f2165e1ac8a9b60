"""One id, one row: repeats get the first receipt, others are kept beside it, whoever sends them and however often at once."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from flask.testing import FlaskClient

from spotsigns.app import create_app
from spotsigns.sealing.encoding import from_base64url, to_base64url
from spotsigns.sealing.envelope import load_pkcs8, new_private_key, public_bytes
from spotsigns.sealing.receipt import verify_receipt
from spotsigns.settings import Settings
from spotsigns.store import SqliteStore, open_store
from spotsigns.store.secrets import Secrets
from tests.conftest import Clock, add_key
from tests.contract.envelopes import error_of, make_envelope, put

Key = ec.EllipticCurvePrivateKey

DELIVER = """
import json, sys
from spotsigns.app import create_app
from spotsigns.settings import load_settings
client = create_app(load_settings({}, data=sys.argv[1])).test_client()
body = sys.stdin.buffer.readline()
print("ready", flush=True)
sys.stdin.buffer.readline()
for _ in range(20):
    answer = client.put("/api/envelopes/" + json.loads(body)["id"], data=body, content_type="application/json")
    print(answer.status_code, answer.get_data(as_text=True), flush=True)
"""

DELIVER_AND_DIE = """
import json, os, signal, sys
from spotsigns.app import create_app
from spotsigns.settings import load_settings
from spotsigns.store import SqliteStore, open_store

class Dying(SqliteStore):
    def keep_envelope(self, envelope, receipt, *, slow):
        super().keep_envelope(envelope, receipt, slow=slow)
        os.kill(os.getpid(), signal.SIGKILL)

settings = load_settings({}, data=sys.argv[1])
body = sys.stdin.buffer.readline()
create_app(settings, store=Dying(settings.database_path)).test_client().put("/api/envelopes/" + json.loads(body)["id"], data=body, content_type="application/json")
"""


def rows(store: SqliteStore) -> list[Any]:
    return store.read().execute("SELECT * FROM envelopes ORDER BY id, variant").fetchall()


def purge(store: SqliteStore, concern_id: str) -> None:
    store.write(lambda db: db.execute("UPDATE envelopes SET sealed = NULL, state = 'closed', purged = '2026-12' WHERE id = ?", (concern_id,)).rowcount)


def test_the_vectors_envelope_gets_the_vectors_receipt(settings: Settings, secrets: Secrets, vectors: dict[str, Any]) -> None:
    """Digest, minute and deterministic signature: byte for byte what other programs computed."""
    store = open_store(settings)
    for at, vector in enumerate(vectors["envelopes"]):
        add_key(store, load_pkcs8(from_base64url(vector["private_pkcs8"])), seal=at == 0)
        own = replace(secrets, receipt=load_pkcs8(from_base64url(vector["receipt_private_pkcs8"])))
        client = create_app(settings, store=store, secrets=own, clock=Clock()).test_client()
        answer = put(client, vector["envelope"])
        assert (answer.status_code, answer.get_json()) == (201, vector["receipt"])
        assert client.get("/api/keys").get_json()["receipt"] == vector["receipt_public"]
    store.close()


def test_same_again_gets_the_first_answer_byte_for_byte(client: FlaskClient, clock: Clock, sealing_key: Key, store: SqliteStore) -> None:
    envelope = make_envelope(sealing_key)
    first = put(client, envelope)
    clock.now = clock.now.replace(hour=23)
    again = put(client, json.dumps(envelope, indent=2, sort_keys=True).encode(), envelope["id"])
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.data == first.data
    assert len(rows(store)) == 1


def test_same_again_after_a_purge_gets_the_first_receipt_and_stays_purged(client: FlaskClient, clock: Clock, sealing_key: Key, store: SqliteStore) -> None:
    envelope = make_envelope(sealing_key)
    first = put(client, envelope)
    purge(store, envelope["id"])
    clock.now = clock.now.replace(month=12)
    again = put(client, envelope)
    assert (again.status_code, again.data) == (200, first.data)
    assert [(row["sealed"], row["state"]) for row in rows(store)] == [(None, "closed")]
    assert client.get(f"/api/threads/{envelope['thread']}").get_json()["state"] == "closed"


def test_same_again_after_the_receipt_key_changed_gets_the_first_receipt(settings: Settings, store: SqliteStore, secrets: Secrets, sealing_key: Key) -> None:
    envelope = make_envelope(sealing_key)
    first = put(create_app(settings, store=store, secrets=secrets).test_client(), envelope)
    changed = create_app(settings, store=store, secrets=replace(secrets, receipt=new_private_key())).test_client()
    assert put(changed, envelope).data == first.data


def test_something_else_under_the_id_is_409_and_kept_beside_the_first_at_most_three_times(client: FlaskClient, store: SqliteStore, sealing_key: Key) -> None:
    first = make_envelope(sealing_key)
    receipt = put(client, first).data
    retired = new_private_key()
    add_key(store, retired, seal=False)
    others = [
        make_envelope(sealing_key, concern_id=first["id"], what="Other words."),
        make_envelope(sealing_key, concern_id=first["id"], thread="ab" * 16),
        make_envelope(retired, concern_id=first["id"]),
        make_envelope(sealing_key, concern_id=first["id"], what="A fourth."),
    ]
    for other in (*others, *others):
        assert error_of(put(client, other)) == (409, "different")
    kept = rows(store)
    assert [row["variant"] for row in kept] == [0, 1, 2, 3]
    assert [to_base64url(row["sealed"]) for row in kept] == [first["sealed"], *(other["sealed"] for other in others[:3])]
    assert put(client, first).data == receipt


def test_the_same_sealed_bytes_on_another_thread_are_different(client: FlaskClient, sealing_key: Key) -> None:
    envelope = make_envelope(sealing_key)
    put(client, envelope)
    assert error_of(put(client, envelope | {"thread": "ab" * 16})) == (409, "different")


def test_one_id_from_many_threads_at_once_is_one_row_and_one_receipt(app: Flask, store: SqliteStore, sealing_key: Key) -> None:
    envelope = make_envelope(sealing_key)
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: put(app.test_client(), envelope), range(64)))
    assert sorted(answer.status_code for answer in answers) == [200] * 63 + [201]
    assert len({answer.data for answer in answers}) == 1
    assert len(rows(store)) == 1


def test_different_words_under_one_id_at_once_lose_none(app: Flask, store: SqliteStore, sealing_key: Key) -> None:
    first = make_envelope(sealing_key)
    envelopes = [first, *(make_envelope(sealing_key, concern_id=first["id"], what=f"Word {at}") for at in range(3))]
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda at: (at % 4, put(app.test_client(), envelopes[at % 4])), range(32)))
    winners = {at for at, answer in answers if answer.status_code in (200, 201)}
    assert len(winners) == 1
    assert all(answer.status_code == 409 for at, answer in answers if at not in winners)
    assert sorted(to_base64url(row["sealed"]) for row in rows(store)) == sorted(envelope["sealed"] for envelope in envelopes)


def test_killed_between_commit_and_reply_the_next_try_gets_the_receipt(client: FlaskClient, settings: Settings, store: SqliteStore, secrets: Secrets, sealing_key: Key) -> None:
    envelope = make_envelope(sealing_key)
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", DELIVER_AND_DIE, str(settings.data_directory)]
    died = subprocess.run(command, input=json.dumps(envelope).encode() + b"\n", cwd=root, timeout=60, check=False)
    assert died.returncode == -signal.SIGKILL
    again = put(client, envelope)
    assert again.status_code == 200
    assert verify_receipt(public_bytes(secrets.receipt), again.get_json())
    assert len(rows(store)) == 1


def test_two_processes_that_get_one_id_at_once_store_one_row(settings: Settings, store: SqliteStore, secrets: Secrets, sealing_key: Key) -> None:
    root = Path(__file__).resolve().parents[2]
    body = json.dumps(make_envelope(sealing_key)).encode() + b"\n"
    command = [sys.executable, "-c", DELIVER, str(settings.data_directory)]
    workers = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=root) for _ in range(2)]
    for worker in workers:
        assert worker.stdin is not None
        assert worker.stdout is not None
        worker.stdin.write(body)
        worker.stdin.flush()
        assert worker.stdout.readline() == b"ready\n"
    lines = []
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write(b"go\n")
        worker.stdin.flush()
    for worker in workers:
        lines += worker.communicate(timeout=60)[0].decode().splitlines()
    assert sorted(line[:3] for line in lines) == ["200"] * 39 + ["201"]
    assert len({line[4:] for line in lines}) == 1
    assert verify_receipt(public_bytes(secrets.receipt), json.loads(lines[0][4:]))
    assert len(rows(store)) == 1
