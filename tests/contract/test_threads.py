"""GET /api/threads/<thread>: what somebody with the code hears back."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from flask.testing import FlaskClient

from spotsigns.sealing.encoding import to_base64url
from spotsigns.store import SqliteStore
from tests.contract.envelopes import THREAD, error_of, make_envelope, put

Key = ec.EllipticCurvePrivateKey


def set_state(store: SqliteStore, concern_id: str, state: str) -> None:
    store.write(lambda db: db.execute("UPDATE envelopes SET state = ? WHERE id = ?", (state, concern_id)).rowcount)


def add_answer(store: SqliteStore, thread: str, at: str, sealed: bytes) -> str:
    answer_id = str(uuid.uuid4())
    columns = "id, thread, at, sealed"
    store.write(lambda db: db.execute(f"INSERT INTO answers ({columns}) VALUES (?, ?, ?, ?)", (answer_id, thread, at, sealed)).rowcount)  # noqa: S608 - a constant
    return answer_id


def ask(client: FlaskClient, thread: str = THREAD) -> dict[str, Any]:
    answer = client.get(f"/api/threads/{thread}")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.content_type == "application/json"
    assert "Set-Cookie" not in answer.headers
    body: dict[str, Any] = answer.get_json()
    assert set(body) == {"state", "envelopes"}
    return body


@pytest.mark.parametrize(("triage", "shown"), [("new", "received"), ("seen", "read"), ("in_hand", "read"), ("closed", "closed")])
def test_the_triage_state_shows_as_the_thread_state(client: FlaskClient, store: SqliteStore, sealing_key: Key, triage: str, shown: str) -> None:
    envelope = make_envelope(sealing_key)
    put(client, envelope)
    set_state(store, envelope["id"], triage)
    assert ask(client) == {"state": shown, "envelopes": []}


def test_the_state_is_that_of_the_newest_envelope(client: FlaskClient, store: SqliteStore, sealing_key: Key) -> None:
    first, second = make_envelope(sealing_key), make_envelope(sealing_key)
    put(client, first)
    set_state(store, first["id"], "closed")
    put(client, second)
    assert ask(client)["state"] == "received"
    set_state(store, second["id"], "seen")
    set_state(store, first["id"], "new")
    assert ask(client)["state"] == "read"


def test_answers_come_in_order_with_their_minute(client: FlaskClient, store: SqliteStore, sealing_key: Key) -> None:
    put(client, make_envelope(sealing_key))
    second = add_answer(store, THREAD, "2026-11-24T09:00Z", b"\4second")
    first = add_answer(store, THREAD, "2026-11-23T21:00Z", b"\4first")
    add_answer(store, "ab" * 16, "2026-11-23T21:00Z", b"\4other")
    assert ask(client)["envelopes"] == [
        {"id": first, "at": "2026-11-23T21:00Z", "sealed": to_base64url(b"\4first")},
        {"id": second, "at": "2026-11-24T09:00Z", "sealed": to_base64url(b"\4second")},
    ]


def test_what_a_reporter_sent_never_comes_back_out(client: FlaskClient, sealing_key: Key) -> None:
    envelope = make_envelope(sealing_key)
    put(client, envelope)
    assert envelope["sealed"] not in client.get(f"/api/threads/{THREAD}").get_data(as_text=True)


@pytest.mark.parametrize("thread", ["00" * 16, "5F" * 16, "5f" * 15, "x", "5f" * 16 + "%0a", "%F0%9F%98%80"])
def test_a_thread_that_was_never_here_is_unknown(client: FlaskClient, thread: str) -> None:
    answer = client.get(f"/api/threads/{thread}")
    assert error_of(answer) == (404, "unknown_thread")
    assert answer.get_json()["message"] == "Nothing is here under this code. It may still be on the phone it was written on. Tell us again or call."


def test_a_thread_cannot_be_read_when_the_store_cannot(app: Flask, store: SqliteStore) -> None:
    store.read().execute("ALTER TABLE answers RENAME TO gone")
    store.read().execute("ALTER TABLE envelopes RENAME TO gone_too")
    assert error_of(app.test_client().get(f"/api/threads/{THREAD}")) == (503, "unavailable")
