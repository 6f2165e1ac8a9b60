"""PUT /api/envelopes/<id>: what is taken, what is refused, and in which order that is found out."""

from __future__ import annotations

import copy
import json
import uuid
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from flask.testing import FlaskClient

from spotsigns.app import create_app
from spotsigns.concerns.model import LARGEST_BODY
from spotsigns.sealing.encoding import from_base64url, to_base64url
from spotsigns.sealing.envelope import SEALED_SIZES, envelope_digest, new_private_key, public_bytes
from spotsigns.sealing.receipt import verify_receipt
from spotsigns.settings import Settings
from spotsigns.store import SqliteStore
from spotsigns.store.secrets import Secrets
from tests.conftest import add_key
from tests.contract.envelopes import error_of, key_of, make_envelope, put, sealed_of

Key = ec.EllipticCurvePrivateKey

# Each breaks one rule; in the order in which the rules are checked.
FAULTS: dict[str, tuple[int, str]] = {
    "cross_site": (403, "cross_site"),
    "media_type": (415, "media_type"),
    "too_large": (413, "too_large"),
    "version_missing": (400, "malformed"),
    "version_unknown": (422, "unknown_version"),
    "field_unknown": (400, "malformed"),
    "key_unknown": (422, "unknown_key"),
}


def send_with(client: FlaskClient, sealing_key: Key, faults: list[str]) -> tuple[int, str]:
    """A good envelope with these faults put in."""
    envelope = make_envelope(sealing_key)
    headers: dict[str, str] = {}
    content_type = "application/json"
    if "version_unknown" in faults:
        envelope["v"] = 2
    if "version_missing" in faults:
        del envelope["v"]
    if "field_unknown" in faults:
        envelope["extra"] = 1
    if "key_unknown" in faults:
        envelope["key"] = "0" * 16
    if "too_large" in faults:
        envelope["sealed"] += "A" * LARGEST_BODY
    if "media_type" in faults:
        content_type = "text/plain"
    if "cross_site" in faults:
        headers["Sec-Fetch-Site"] = "cross-site"
    return error_of(put(client, envelope, headers=headers, content_type=content_type))


def test_good_envelope_is_answered_with_a_receipt(client: FlaskClient, sealing_key: Key, secrets: Secrets, store: SqliteStore) -> None:
    envelope = make_envelope(sealing_key)
    answer = put(client, envelope)
    assert answer.status_code == 201
    assert answer.content_type == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    receipt = answer.get_json()
    assert set(receipt) == {"id", "digest", "received", "sig"}
    assert receipt["id"] == envelope["id"]
    assert receipt["received"] == "2026-11-23T20:15Z"
    assert receipt["digest"] == envelope_digest(envelope["id"], envelope["thread"], envelope["key"], from_base64url(envelope["sealed"]))
    assert verify_receipt(public_bytes(secrets.receipt), receipt)
    row = store.read().execute("SELECT * FROM envelopes").fetchone()
    assert (row["sealed"], row["state"], row["slow"]) == (from_base64url(envelope["sealed"]), "new", 0)


@pytest.mark.parametrize("size", SEALED_SIZES)
def test_all_three_lengths_are_taken(client: FlaskClient, sealing_key: Key, size: int) -> None:
    assert put(client, make_envelope(sealing_key) | {"sealed": sealed_of(sealing_key, size)}).status_code == 201


@pytest.mark.parametrize("size", sorted({0, 1, 65, 81} | {size + step for size in SEALED_SIZES for step in (-1, 1)}))
def test_any_other_length_is_malformed(client: FlaskClient, sealing_key: Key, size: int) -> None:
    assert error_of(put(client, make_envelope(sealing_key) | {"sealed": sealed_of(sealing_key, size)})) == (400, "malformed")


@pytest.mark.parametrize("first", list(FAULTS))
def test_checks_run_in_the_order_of_the_contract(client: FlaskClient, sealing_key: Key, first: str) -> None:
    order = list(FAULTS)
    later = order[order.index(first) + 1 :]
    for other in later:
        if {first, other} == {"version_missing", "version_unknown"}:
            continue
        assert send_with(client, sealing_key, [first, other]) == FAULTS[first], other
    assert send_with(client, sealing_key, [first]) == FAULTS[first]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"1", b"null", b'"v"', b"\xff\xfe", b"\xef\xbb\xbf{}", b"[" * 30_000, b'{"v":1' + b"," * 9, b'{"a":' * 9_000])
def test_what_is_no_json_object_is_malformed(client: FlaskClient, body: bytes) -> None:
    assert error_of(put(client, body)) == (400, "malformed")


@pytest.mark.parametrize("version", [True, False, 1.0, 2.5, "1", None, [1], {}])
def test_a_version_that_is_no_integer_is_malformed(client: FlaskClient, sealing_key: Key, version: Any) -> None:
    assert error_of(put(client, make_envelope(sealing_key) | {"v": version})) == (400, "malformed")


@pytest.mark.parametrize("version", [0, -1, 2, 10**40])
def test_another_integer_is_an_unknown_version_whatever_else_is_there(client: FlaskClient, sealing_key: Key, version: int) -> None:
    assert error_of(put(client, make_envelope(sealing_key) | {"v": version})) == (422, "unknown_version")
    assert error_of(put(client, {"v": version, "shape": "of the future"}, str(uuid.uuid4()))) == (422, "unknown_version")


def test_a_field_that_stands_twice_is_malformed_but_only_after_the_version(client: FlaskClient, sealing_key: Key) -> None:
    envelope = make_envelope(sealing_key)
    text = json.dumps(envelope)
    for field in ("thread", "id", "key", "sealed"):
        doubled = text[:-1] + f', "{field}": {json.dumps(envelope[field])}}}'
        assert error_of(put(client, doubled.encode(), envelope["id"])) == (400, "malformed"), field
    later = text.replace('"v": 1', '"v": 2')[:-1] + ', "id": "x"}'
    assert error_of(put(client, later.encode(), envelope["id"])) == (422, "unknown_version")


@pytest.mark.parametrize("field", ["id", "thread", "key", "sealed"])
@pytest.mark.parametrize("value", [None, 1, True, "", [], {}, "é" * 32, "\ud800", "0" * 15, "5F" * 16, "5f" * 16 + "\n", "5g" * 16])
def test_a_field_of_the_wrong_kind_or_shape_is_malformed(client: FlaskClient, sealing_key: Key, field: str, value: Any) -> None:
    envelope = make_envelope(sealing_key)
    if field == "thread" and value == envelope["thread"]:
        return
    assert error_of(put(client, envelope | {field: value}, envelope["id"])) == (400, "malformed")


@pytest.mark.parametrize("field", ["id", "thread", "key", "sealed"])
def test_a_missing_field_is_malformed(client: FlaskClient, sealing_key: Key, field: str) -> None:
    envelope = make_envelope(sealing_key)
    concern_id = envelope["id"]
    del envelope[field]
    assert error_of(put(client, envelope, concern_id)) == (400, "malformed")


@pytest.mark.parametrize("change", [str.upper, lambda text: text.replace("-", ""), lambda text: text[:14] + "1" + text[15:], lambda text: text[:19] + "7" + text[20:], lambda text: "{" + text + "}"])
def test_an_id_that_is_no_lower_case_uuid4_is_malformed(client: FlaskClient, sealing_key: Key, change: Any) -> None:
    concern_id = change("abcdefab-cdef-4bcd-abcd-abcdefabcdef")
    assert error_of(put(client, make_envelope(sealing_key) | {"id": concern_id})) == (400, "malformed")


def test_the_id_in_the_path_must_be_the_one_in_the_body(client: FlaskClient, sealing_key: Key) -> None:
    assert error_of(put(client, make_envelope(sealing_key), str(uuid.uuid4()))) == (400, "malformed")


def test_only_canonical_base64url_is_taken(client: FlaskClient, sealing_key: Key) -> None:
    envelope = make_envelope(sealing_key)
    sealed = envelope["sealed"]
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    loose = sealed[:-1] + alphabet[alphabet.index(sealed[-1]) ^ 1]
    standard = sealed.replace("-", "+").replace("_", "/")
    for other in (sealed + "=", sealed + "==", loose, standard, " " + sealed, sealed + "\n", sealed[:100] + "\n" + sealed[100:], sealed[:9] + "." + sealed[9:]):
        assert error_of(put(client, envelope | {"sealed": other})) == (400, "malformed"), other[:12]


def test_sealed_must_begin_with_an_uncompressed_point(client: FlaskClient, sealing_key: Key) -> None:
    envelope = make_envelope(sealing_key)
    octets = from_base64url(envelope["sealed"])
    for first in (0, 2, 3, 5):
        assert error_of(put(client, envelope | {"sealed": to_base64url(bytes([first]) + octets[1:])})) == (400, "malformed")


def test_parameters_of_the_media_type_are_ignored(client: FlaskClient, sealing_key: Key) -> None:
    for content_type in ("application/json; charset=utf-8", "application/json;charset=latin-1", "Application/JSON"):
        assert put(client, make_envelope(sealing_key), content_type=content_type).status_code == 201


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonp", "application/problem+json", "multipart/form-data; boundary=x"])
def test_another_media_type_is_refused(client: FlaskClient, sealing_key: Key, content_type: str) -> None:
    assert error_of(put(client, make_envelope(sealing_key), content_type=content_type)) == (415, "media_type")


@pytest.mark.parametrize("encoding", ["gzip", "br", "identity", ""])
def test_any_content_encoding_is_refused(client: FlaskClient, sealing_key: Key, encoding: str) -> None:
    assert error_of(put(client, make_envelope(sealing_key), headers={"Content-Encoding": encoding})) == (415, "media_type")


@pytest.mark.parametrize(("extra", "expected"), [(0, 201), (1, 413)])
@pytest.mark.parametrize("chunked", [False, True])
def test_the_body_may_have_65536_bytes_and_no_more(client: FlaskClient, sealing_key: Key, extra: int, expected: int, chunked: bool) -> None:
    envelope = make_envelope(sealing_key)
    body = json.dumps(envelope).encode().ljust(LARGEST_BODY + extra)
    # Chunked: no Content-Length, the server says that the input has an end.
    more = {"headers": {"Transfer-Encoding": "chunked"}, "environ_overrides": {"wsgi.input_terminated": True, "CONTENT_LENGTH": ""}} if chunked else {}
    answer = put(client, body, envelope["id"], **more)
    assert answer.status_code == expected
    if expected == 413:
        assert error_of(answer) == (413, "too_large")


def test_a_key_that_was_ever_ours_is_taken(client: FlaskClient, store: SqliteStore) -> None:
    retired = new_private_key()
    add_key(store, retired, seal=False, made="2025-01-01T00:00Z")
    assert put(client, make_envelope(retired)).status_code == 201


def test_a_key_that_never_was_ours_is_refused(client: FlaskClient) -> None:
    assert error_of(put(client, make_envelope(new_private_key()))) == (422, "unknown_key")


def test_what_was_queued_is_taken_when_the_hub_is_not_live(client: FlaskClient, store: SqliteStore, sealing_key: Key) -> None:
    store.set_live(False)
    assert put(client, make_envelope(sealing_key)).status_code == 201


def test_a_server_that_takes_no_concerns_answers_503_and_says_that_it_is_not_live(settings: Settings, store: SqliteStore, secrets: Secrets, sealing_key: Key) -> None:
    app = create_app(settings, store=store, secrets=secrets, takes_concerns=False)
    client = app.test_client(use_cookies=False)
    assert error_of(put(client, make_envelope(sealing_key))) == (503, "unavailable")
    assert client.get("/api/keys").get_json()["live"] is False
    assert store.read().execute("SELECT count(*) FROM envelopes").fetchone()[0] == 0


def test_a_store_that_cannot_commit_is_503_and_nothing_is_half_written(app: Flask, store: SqliteStore, sealing_key: Key) -> None:
    envelope = make_envelope(sealing_key)
    store.close()
    assert error_of(put(app.test_client(), envelope)) == (503, "unavailable")


def test_past_200_envelopes_on_a_thread_they_are_stored_and_marked_slow(store: SqliteStore, client: FlaskClient, sealing_key: Key) -> None:
    for at in range(202):
        assert put(client, make_envelope(sealing_key), environ_base={"REMOTE_ADDR": f"10.1.{at}.9"}).status_code == 201
    slow = [row["slow"] for row in store.read().execute("SELECT slow FROM envelopes ORDER BY rowid")]
    assert slow == [0] * 200 + [1, 1]
    other = make_envelope(sealing_key, thread="ab" * 16)
    assert put(client, other, environ_base={"REMOTE_ADDR": "198.51.100.7"}).status_code == 201
    assert store.read().execute("SELECT slow FROM envelopes WHERE id = ?", (other["id"],)).fetchone()["slow"] == 0


def test_no_address_and_no_id_reach_a_log(client: FlaskClient, sealing_key: Key, caplog: pytest.LogCaptureFixture) -> None:
    envelope = make_envelope(sealing_key)
    put(client, envelope, environ_base={"REMOTE_ADDR": "198.51.100.7"})
    put(client, copy.deepcopy(envelope) | {"extra": 1}, environ_base={"REMOTE_ADDR": "198.51.100.7"})
    assert "198.51.100.7" not in caplog.text
    assert envelope["id"] not in caplog.text
    assert key_of(sealing_key) not in caplog.text
