"""Records, copies and rotations that the browser makes, against the Python twin and a database writer."""

from __future__ import annotations

import json
import secrets
from typing import Any

import pytest
from harness import ModulePage

from spotsigns.concerns.model import HubKey
from spotsigns.hub.keys import open_copy, seal_copy
from spotsigns.hub.model import HeldKey
from spotsigns.sealing.encoding import from_base64url, to_base64url
from spotsigns.sealing.envelope import key_id, new_private_key, private_pkcs8, public_bytes
from tests.members import desk_print, lock_record, unlock_record

pytestmark = pytest.mark.browser

LOAD = """
const bytes = await load('sealing/bytes.js'), suite = await load('sealing/suite.js'), keys = await load('hub/keys.js');
const records = await load('hub/records.js'), made = await load('hub/copies.js');
const desk = (text) => keys.importDeskKey(bytes.fromBase64url(text));
const pairOf = (one) => suite.importKeyPair(bytes.fromBase64url(one.pkcs8), bytes.fromBase64url(one.public));
"""
DESK = secrets.token_bytes(32)
BERT = {"id": "bert", "name": "Bert", "role": "practitioner", "public": to_base64url(public_bytes(new_private_key()))}
RECORD = {"v": 1, "name": BERT["name"], "role": BERT["role"], "public": BERT["public"], "by": "anna", "at": "2026-11-23T20:15:42Z"}


def admission(**changed: Any) -> dict[str, Any]:
    parts: dict[str, Any] = {"desk": DESK, "kind": "admission", "id": "bert", "author": "anna", "record": RECORD, **changed}
    return {"author": "anna", "key": "k", "at": "", "locked": to_base64url(lock_record(parts["desk"], parts["kind"], parts["id"], parts["author"], parts["record"]))}


@pytest.mark.parametrize(
    ("person", "is_read"),
    [
        ({**BERT, "admission": admission()}, True),
        ({**BERT, "admission": None}, False),
        ({**BERT, "admission": admission(desk=secrets.token_bytes(32))}, False),
        ({**BERT, "admission": admission(id="cem")}, False),
        ({**BERT, "admission": admission(author="cem")}, False),
        ({**BERT, "admission": admission(kind="note")}, False),
        ({**BERT, "admission": admission(record={**RECORD, "v": 2})}, False),
        ({**BERT, "admission": admission(record=None)}, False),
        ({**BERT, "admission": {**admission(), "locked": "é"}}, False),
        ({**BERT, "role": "keyholder", "admission": admission()}, False),
        ({**BERT, "name": "Beth", "admission": admission()}, False),
        ({**BERT, "public": to_base64url(public_bytes(new_private_key())), "admission": admission()}, False),
    ],
    ids=["real", "none", "other desk", "moved", "other author", "other kind", "version", "null", "broken", "role", "name", "key"],
)  # fmt: skip
def test_record_is_read_only_when_it_says_what_the_server_says(shared_page: ModulePage, person: dict[str, Any], is_read: bool) -> None:
    read = shared_page.run(LOAD + "return records.readAdmission(await desk(given.desk), given.person);", {"desk": to_base64url(DESK), "person": person})
    assert read == ({"by": "anna", "at": RECORD["at"]} if is_read else None)


def test_twin_opens_what_the_browser_locks(shared_page: ModulePage) -> None:
    locked = shared_page.run(LOAD + "return records.lockAdmission(await desk(given.desk), 'anna', given.person, { by: 'anna', at: given.at });", {"desk": to_base64url(DESK), "person": BERT, "at": RECORD["at"]})
    assert unlock_record(DESK, "admission", "bert", "anna", from_base64url(locked)) == RECORD


def sent_copy(held: HeldKey) -> dict[str, Any]:
    return {"id": held.key.id, "public": to_base64url(held.key.public), "seal": True, "hub": to_base64url(held.hub_sealed), "desk": to_base64url(held.desk_sealed)}


def test_copies_for_somebody_else_open_with_their_key_only(shared_page: ModulePage) -> None:
    hub_key, anna, bert = new_private_key(), new_private_key(), new_private_key()
    held = seal_copy(hub_key, DESK, "anna", public_bytes(anna))
    copies = shared_page.run(
        LOAD + "return made.copyTo([given.copy], { holder: 'anna', pair: await pairOf(given.anna) }, { id: 'bert', publicBytes: bytes.fromBase64url(given.bert) });",
        {"copy": sent_copy(held), "anna": {"pkcs8": to_base64url(private_pkcs8(anna)), "public": to_base64url(public_bytes(anna))}, "bert": to_base64url(public_bytes(bert))},
    )
    opened, desk_key = open_copy(HeldKey(held.key, "bert", from_base64url(copies[0]["hub"]), from_base64url(copies[0]["desk"])), bert)
    assert (public_bytes(opened), desk_key) == (held.key.public, DESK)


def test_copy_that_holds_another_key_is_not_passed_on(shared_page: ModulePage) -> None:
    hub_key, other, anna = new_private_key(), new_private_key(), new_private_key()
    held = seal_copy(hub_key, DESK, "anna", public_bytes(anna))
    # Sealed to Anna under the right name, but with another private key inside: whoever gets it on could read nothing.
    info = f"spotsigns/v1/hub-key|{held.key.id}|anna"
    refused = shared_page.run(
        LOAD
        + """
        const hub = await suite.sealBytes(bytes.fromBase64url(given.anna.public), given.info, bytes.fromBase64url(given.other));
        return made.copyTo([{ ...given.copy, hub }], { holder: 'anna', pair: await pairOf(given.anna) }, { id: 'bert', publicBytes: bytes.fromBase64url(given.anna.public) }).then(() => false, () => true);
        """,
        {"copy": sent_copy(held), "info": info, "other": to_base64url(private_pkcs8(other)), "anna": {"pkcs8": to_base64url(private_pkcs8(anna)), "public": to_base64url(public_bytes(anna))}},
    )
    assert refused is True


def test_rotation_opens_for_everybody_named_and_the_paper(shared_page: ModulePage) -> None:
    anna, bert, recovery = new_private_key(), new_private_key(), new_private_key()
    people = [{"person": {"id": name, "name": name, "role": "keyholder", "public": to_base64url(public_bytes(one))}, "admitted": {"by": "anna", "at": "then"}} for name, one in (("anna", anna), ("bert", bert))]
    rotation = shared_page.run(
        LOAD
        + """
        const { id, sent } = await made.makeRotation({ me: 'anna', pair: await pairOf(given.anna), people: given.people, recovery: given.recovery, over: 'old', overDesk: await desk(given.desk) });
        return { id, sent };
        """,
        {"anna": {"pkcs8": to_base64url(private_pkcs8(anna)), "public": to_base64url(public_bytes(anna))}, "people": people, "recovery": to_base64url(public_bytes(recovery)), "desk": to_base64url(DESK)},
    )
    sent = rotation["sent"]
    public = from_base64url(sent["public"])
    assert key_id(public) == rotation["id"]
    assert [copy["holder"] for copy in sent["copies"]] == ["anna", "bert", "recovery"]
    desk_keys = set()
    for copy, private in zip(sent["copies"], (anna, bert, recovery), strict=True):
        opened, desk_key = open_copy(HeldKey(HubKey(rotation["id"], public, seal=True), copy["holder"], from_base64url(copy["hub"]), from_base64url(copy["desk"])), private)
        assert public_bytes(opened) == public
        desk_keys.add(desk_key)
    (new_desk,) = desk_keys
    for holder in sent["holders"]:
        assert unlock_record(new_desk, "admission", holder["id"], "anna", from_base64url(holder["locked"]))["public"] == holder["public"]
    assert unlock_record(DESK, "key-list", rotation["id"], "anna", from_base64url(sent["vouch"])) == {"v": 1, "id": rotation["id"], "public": sent["public"], "recovery": sent["recovery"], "print": desk_print(new_desk)}
    assert to_base64url(new_desk) not in json.dumps(sent)
