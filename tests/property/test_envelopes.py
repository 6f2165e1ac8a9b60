"""Whatever is sent to the endpoint, it answers in the contract's words, never with a failure of its own."""

from __future__ import annotations

import json
import tempfile
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from spotsigns.app import create_app
from spotsigns.settings import load_settings
from spotsigns.store import open_store
from tests.conftest import add_key
from tests.contract.envelopes import error_of, make_envelope, put

QUICK = how(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
REFUSALS = {(400, "malformed"), (409, "different"), (415, "media_type"), (422, "unknown_version"), (422, "unknown_key")}

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def taking(sealing_key: ec.EllipticCurvePrivateKey) -> Iterator[FlaskClient]:
    """One application for all examples."""
    with tempfile.TemporaryDirectory() as directory:
        settings = load_settings({}, data=directory)
        store = open_store(settings)
        add_key(store, sealing_key, seal=True)
        yield create_app(settings, store=store).test_client(use_cookies=False)
        store.close()


@QUICK
@given(body=st.binary(max_size=2_000))
def test_any_bytes_are_refused_as_malformed(taking: FlaskClient, body: bytes) -> None:
    assert error_of(put(taking, body)) == (400, "malformed")


@QUICK
@given(document=anything)
def test_any_json_is_refused_in_the_contracts_words(taking: FlaskClient, document: Any) -> None:
    assert error_of(put(taking, json.dumps(document).encode())) in REFUSALS


@QUICK
@given(field=st.sampled_from(["v", "id", "thread", "key", "sealed", "more"]), value=anything)
def test_any_field_replaced_is_refused(taking: FlaskClient, sealing_key: ec.EllipticCurvePrivateKey, field: str, value: Any) -> None:
    envelope = make_envelope(sealing_key)
    if field in envelope and type(value) is type(envelope[field]) and value == envelope[field]:
        return
    assert error_of(put(taking, {**envelope, field: value}, envelope["id"])) in REFUSALS


@QUICK
@given(data=st.data())
def test_any_byte_changed_is_refused_or_taken_as_another_envelope(taking: FlaskClient, sealing_key: ec.EllipticCurvePrivateKey, data: st.DataObject) -> None:
    envelope = make_envelope(sealing_key)
    body = bytearray(json.dumps(envelope).encode())
    for _ in range(data.draw(st.integers(1, 3))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    answer = put(taking, bytes(body), envelope["id"])
    if answer.status_code not in (200, 201):
        assert error_of(answer) in REFUSALS
    else:
        assert answer.get_json()["id"] == envelope["id"]


@QUICK
@given(path=st.text(min_size=1, max_size=60))
def test_any_id_in_the_path_is_answered(taking: FlaskClient, sealing_key: ec.EllipticCurvePrivateKey, path: str) -> None:
    answer = taking.put(f"/api/envelopes/{quote(path, safe='', errors='replace')}", json=make_envelope(sealing_key) | {"id": path})
    assert answer.status_code in (400, 404, 405, 308)
    assert taking.get(f"/api/threads/{quote(path, safe='', errors='replace')}").status_code in (404, 308)


@QUICK
@given(name=st.sampled_from(["Content-Type", "Content-Encoding", "Spotsigns-Puzzle", "Accept-Encoding", "If-None-Match", "Origin"]), value=st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=40))
def test_any_header_is_answered(taking: FlaskClient, sealing_key: ec.EllipticCurvePrivateKey, name: str, value: str) -> None:
    answer = put(taking, make_envelope(sealing_key), headers={name: value}, content_type=value if name == "Content-Type" else "application/json")
    assert answer.status_code in (201, 403, 415)


@QUICK
@given(header=st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=80))
def test_any_language_header_leads_somewhere(taking: FlaskClient, header: str) -> None:
    answer = taking.get("/", headers={"Accept-Language": header})
    assert answer.status_code == 302
    assert str(uuid.uuid4()) not in answer.headers["Location"]
