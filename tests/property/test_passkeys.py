"""Whatever is sent as a passkey is read or called malformed, and nothing but an untouched one proves anything."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import cbor2
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from spotsigns.app import create_app
from spotsigns.errors import HubError
from spotsigns.hub.demonstration import make_demonstration
from spotsigns.hub.passkey_model import Passkey, passkey_id
from spotsigns.hub.passkey_proof import (
    check_assertion,
    check_attestation,
    log_in_options,
    new_passkey_options,
    read_assertion,
    read_attestation,
)
from spotsigns.hub.room import Hub, make_hub
from spotsigns.hub.sessions import OpenSession, new_session
from spotsigns.sealing.encoding import from_base64url, to_base64url
from spotsigns.settings import load_settings
from spotsigns.store import open_store
from spotsigns.store.secrets import load_secrets
from tests.conftest import Clock, no_pause
from tests.contract.authenticator import ORIGIN, SoftPasskey
from tests.property.test_envelopes import anything

QUICK = how(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
cbor = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=8) | st.binary(max_size=80),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.integers(-4, 4) | st.text(max_size=8), inner, max_size=5),
    max_leaves=10,
)


class Rig:
    """A hub, one person with a session and a passkey; `client` is a stranger's."""

    def __init__(self, directory: str) -> None:
        settings = load_settings({}, data=directory, languages="en")
        clock, secrets = Clock(), load_secrets(settings)
        self.store = open_store(settings)
        make_demonstration(self.store, secrets, clock())
        self.hub: Hub = make_hub(self.store, secrets, clock)
        staff = self.store.all_staff()[0]
        self.found = OpenSession(new_session(self.hub, staff.id)[1], staff)
        self.passkey = SoftPasskey(staff.id.encode(), counts=False)
        kept = Passkey(passkey_id(self.passkey.id), staff.id, self.passkey.id, self.passkey.public(), 0, "Laptop", self.hub.now())
        self.store.add_passkey(kept, self.hub.ledger.entry(staff.id, "passkey_added", kept.id, clock()))
        self.client: FlaskClient = create_app(settings, store=self.store, secrets=secrets, clock=clock, pause=no_pause).test_client(use_cookies=False)

    def attestation(self) -> dict[str, Any]:
        return SoftPasskey(self.passkey.user).attestation(new_passkey_options(self.hub, self.found, "Hub", []))

    def assertion(self) -> dict[str, Any]:
        return self.passkey.assertion(log_in_options(self.hub))

    def is_new(self, document: dict[str, Any]) -> bool:
        return is_taken(lambda: check_attestation(self.hub, self.found, read_attestation(document), ORIGIN))

    def is_proven(self, document: dict[str, Any]) -> bool:
        return is_taken(lambda: check_assertion(self.hub, read_assertion(document), ORIGIN))


def is_taken(check: Callable[[], object]) -> bool:
    """False for what proves nothing and for what is called malformed; any other failure is one."""
    try:
        return check() is not None
    except HubError as refused:
        if (refused.status, refused.code) != (400, "malformed"):
            raise
        return False


@pytest.fixture(scope="module")
def rig() -> Iterator[Rig]:
    """One for all examples."""
    with tempfile.TemporaryDirectory() as directory:
        rig = Rig(directory)
        yield rig
        rig.store.close()


def test_untouched_passkeys_prove_themselves(rig: Rig) -> None:
    assert rig.is_new(rig.attestation())
    assert rig.is_proven(rig.assertion())


@QUICK
@given(document=st.dictionaries(st.sampled_from(["id", "rawId", "type", "response", "more"]), anything))
def test_any_object_is_malformed_for_log_in_and_making(rig: Rig, document: dict[str, Any]) -> None:
    for read in (read_assertion, read_attestation):
        with pytest.raises(HubError) as refused:
            read(document)
        assert (refused.value.status, refused.value.code) == (400, "malformed")


@QUICK
@given(given=anything)
def test_anything_at_the_door_is_malformed_and_no_failure(rig: Rig, given: Any) -> None:
    answer = rig.client.post("/hub/log-in/finish", data=json.dumps({"name": "a", "auth": "", "passkey": given}), content_type="application/json")
    assert (answer.status_code, answer.get_json()["error"]) == (400, "malformed")


@QUICK
@given(making=st.booleans(), field=st.sampled_from(["id", "rawId", "type", "response", "clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]), value=anything)
def test_any_field_replaced_proves_nothing(rig: Rig, making: bool, field: str, value: Any) -> None:
    document = rig.attestation() if making else rig.assertion()
    within = document["response"] if field in document["response"] else document
    if field not in within or within[field] == value:
        return
    within[field] = value
    assert not (rig.is_new(document) if making else rig.is_proven(document))


@QUICK
@given(field=st.sampled_from(["clientDataJSON", "authenticatorData", "signature", "userHandle"]), place=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_any_bit_changed_in_a_log_in_proves_nothing(rig: Rig, field: str, place: int, bit: int) -> None:
    document = rig.assertion()
    octets = bytearray(from_base64url(document["response"][field]))
    octets[place % len(octets)] ^= 1 << bit
    document["response"][field] = to_base64url(bytes(octets))
    assert not rig.is_proven(document)


@QUICK
@given(client=anything)
def test_any_client_data_is_refused(rig: Rig, client: Any) -> None:
    document = rig.assertion()
    document["response"]["clientDataJSON"] = to_base64url(json.dumps(client).encode())
    assert not rig.is_proven(document)


@QUICK
@given(inside=cbor | st.binary(max_size=200), fmt=st.sampled_from(["none", "packed", "tpm", "fido-u2f"]))
def test_any_attestation_object_makes_no_passkey(rig: Rig, inside: Any, fmt: str) -> None:
    document, intact = rig.attestation(), cbor2.loads(from_base64url(rig.attestation()["response"]["attestationObject"]))
    for tried in (inside, {"fmt": fmt, "attStmt": {}, "authData": inside}, {**intact, "fmt": "packed", "attStmt": inside}):
        document = rig.attestation()
        document["response"]["attestationObject"] = to_base64url(cbor2.dumps(tried))
        assert not rig.is_new(document)


@QUICK
@given(key=cbor)
def test_any_public_key_of_another_shape_makes_no_passkey(rig: Rig, key: Any) -> None:
    class Odd(SoftPasskey):
        def public(self) -> bytes:
            octets: bytes = cbor2.dumps(key)
            return octets

    soft = Odd(rig.passkey.user)
    assert not rig.is_new(soft.attestation(new_passkey_options(rig.hub, rig.found, "Hub", [])))


@QUICK
@given(public=st.binary(max_size=100))
def test_damaged_public_key_in_the_database_proves_nothing(rig: Rig, public: bytes) -> None:
    kept = rig.store.passkeys_of(rig.found.staff.id)[0]
    damaged = replace(kept, public=public)
    rig.store.write(lambda db: db.execute("UPDATE passkeys SET public = ?", (damaged.public,)).rowcount)
    try:
        assert not rig.is_proven(rig.assertion())
    finally:
        rig.store.write(lambda db: db.execute("UPDATE passkeys SET public = ?", (kept.public,)).rowcount)
