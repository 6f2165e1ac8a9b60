"""HTTP of "Staff and keys": people, links, admissions."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response

from spotsigns.hub.admit import admit, disable, invite_person, reset, sure_of, vouch_for_self
from spotsigns.hub.asked import answer, asked, malformed, octets
from spotsigns.hub.guard import before_admission, open_to, who
from spotsigns.hub.key_model import KnownKey, Person, is_recovery_due
from spotsigns.hub.model import DESK_ROLES
from spotsigns.hub.room import Hub
from spotsigns.sealing.encoding import to_base64url

Triple = tuple[str, bytes, bytes]


def add_staff_routes(routes: Blueprint, hub: Hub) -> None:
    @routes.get("/hub/api/staff")
    @open_to("keyholder")
    @before_admission
    def show_staff() -> Response:
        return answer(
            {
                "people": [_person(person) for person in hub.store.people()],
                "keys": [_key(key) for key in hub.store.known_keys()],
                "desk_roles": DESK_ROLES, "now": hub.now(),
                "rotation_due": hub.store.is_rotation_due(),
                "recovery_due": is_recovery_due(hub.store.recovery_tested(), hub.now()),
            }
        )  # fmt: skip

    @routes.post("/hub/api/staff/invite")
    @open_to("keyholder")
    def invite() -> Response:
        given = asked(auth=str, name=str, role=str)
        sure_of(hub, who().staff, octets(given["auth"], "auth"))
        return answer({"link": invite_person(hub, who().staff, given["name"], given["role"])}, 201)

    @routes.post("/hub/api/staff/<staff_id>/admit")
    @open_to("keyholder")
    def let_in(staff_id: str) -> Response:
        given = asked(auth=str, public=str, copies=list, record=dict)
        sure_of(hub, who().staff, octets(given["auth"], "auth"))
        admit(hub, who().staff, staff_id, octets(given["public"], "public"), read_copies(given["copies"], "key"), read_record(given["record"]))
        return answer({})

    @routes.post("/hub/api/staff/<staff_id>/disable")
    @open_to("keyholder")
    def shut_out(staff_id: str) -> Response:
        sure_of(hub, who().staff, octets(asked(auth=str)["auth"], "auth"))
        disable(hub, who().staff, staff_id)
        return answer({})

    @routes.post("/hub/api/staff/<staff_id>/reset")
    @open_to("keyholder")
    def begin_anew(staff_id: str) -> Response:
        sure_of(hub, who().staff, octets(asked(auth=str)["auth"], "auth"))
        return answer({"link": reset(hub, who().staff, staff_id)}, 201)

    @routes.post("/hub/api/me/vouch")
    @open_to("keyholder")
    def vouch() -> Response:
        vouch_for_self(hub, who().staff, read_record(asked(record=dict)["record"]))
        return answer({})


def read_copies(given: list[Any], named: str) -> list[Triple]:
    """(key id or holder, hub, desk) of every copy; `named` is the field of the first. Raises HubError 400."""
    if not all(isinstance(copy, dict) and set(copy) == {named, "hub", "desk"} and isinstance(copy[named], str) for copy in given):
        raise malformed("a copy of the keys is not complete")
    return [(copy[named], octets(copy["hub"], "hub"), octets(copy["desk"], "desk")) for copy in given]


def read_record(given: dict[str, Any]) -> tuple[str, bytes]:
    """The key id it was locked with, and the bytes. Raises HubError 400."""
    if set(given) != {"key", "locked"} or not isinstance(given["key"], str):
        raise malformed("the record is not complete")
    return given["key"], octets(given["locked"], "locked")


def _person(person: Person) -> dict[str, Any]:
    admission = person.admission
    return {
        "id": person.id, "name": person.name, "role": person.role, "state": person.state, "keys": person.keys, "link_ends": person.link_ends,
        "public": to_base64url(person.public) if person.public else None,
        "admission": {**asdict(admission), "locked": to_base64url(admission.locked)} if admission else None,
    }  # fmt: skip


def _key(key: KnownKey) -> dict[str, Any]:
    vouch = key.vouch
    return {
        "id": key.id, "public": to_base64url(key.public), "seal": key.seal, "made": key.made,
        "recovery": to_base64url(key.recovery) if key.recovery else None,
        "vouch": {**asdict(vouch), "locked": to_base64url(vouch.locked)} if vouch else None,
    }  # fmt: skip
