"""GET /api/keys: what phones seal to, and whether anybody reads it."""

from __future__ import annotations

import sqlite3

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from flask.testing import FlaskClient

from spotsigns.sealing.encoding import from_base64url, to_base64url
from spotsigns.sealing.envelope import key_id, new_private_key, public_bytes
from spotsigns.store import SqliteStore
from spotsigns.store.secrets import Secrets
from tests.conftest import add_key


def test_keys_are_told_in_the_shape_of_the_contract(client: FlaskClient, sealing_key: ec.EllipticCurvePrivateKey, secrets: Secrets) -> None:
    answer = client.get("/api/keys")
    public = public_bytes(sealing_key)
    assert answer.get_json() == {
        "partnership": "rotherham",
        "hub": "Rotherham MASH",
        "live": True,
        "keys": [{"id": key_id(public), "public": to_base64url(public), "seal": True}],
        "receipt": to_base64url(public_bytes(secrets.receipt)),
    }
    assert len(from_base64url(answer.get_json()["receipt"])) == 65
    assert answer.content_type == "application/json"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "Set-Cookie" not in answer.headers


def test_every_key_that_was_ours_is_told_and_at_most_one_is_for_sealing(client: FlaskClient, store: SqliteStore) -> None:
    for _ in range(3):
        add_key(store, new_private_key(), seal=False)
    keys = client.get("/api/keys").get_json()["keys"]
    assert len(keys) == 4
    assert [key["seal"] for key in keys].count(True) == 1
    with pytest.raises(sqlite3.IntegrityError):
        add_key(store, new_private_key(), seal=True)


def test_live_follows_its_switch(client: FlaskClient, store: SqliteStore) -> None:
    store.set_live(False)
    assert client.get("/api/keys").get_json()["live"] is False
    assert client.get("/healthz").get_json() == {"ok": True, "watched": False}


def test_no_keys_is_an_empty_list(client: FlaskClient, store: SqliteStore) -> None:
    store.write(lambda db: db.execute("DELETE FROM hub_keys").rowcount)
    assert client.get("/api/keys").get_json()["keys"] == []


def test_an_unchanged_answer_is_304_and_a_changed_one_is_not(client: FlaskClient, store: SqliteStore) -> None:
    tag = client.get("/api/keys").headers["ETag"]
    assert client.get("/api/keys", headers={"If-None-Match": tag}).status_code == 304
    store.set_live(False)
    assert client.get("/api/keys", headers={"If-None-Match": tag}).status_code == 200


def test_other_ways_and_other_paths_are_refused_in_the_shape_of_every_error(client: FlaskClient) -> None:
    for method, path, status in (("POST", "/api/keys", 405), ("GET", "/api/envelopes/x", 404), ("GET", "/api/other", 404), ("DELETE", "/api/threads/x", 405)):
        answer = client.open(path, method=method)
        assert answer.status_code == status
        assert set(answer.get_json()) == {"error", "message", "retry"}
        assert answer.get_json()["retry"] is False
