"""HTTP of somebody's own copies of the desk's keys, what shows which key follows which, and what they accepted of it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response

from spotsigns.hub.asked import answer, asked, malformed, octets
from spotsigns.hub.guard import before_admission, open_to, who
from spotsigns.hub.key_model import KnownKey
from spotsigns.hub.model import DESK_ROLES, HeldKey
from spotsigns.hub.room import Hub
from spotsigns.sealing.encoding import to_base64url

# iv, a list of key ids and prints as JSON, tag: some 90 bytes a key.
LOCKED_ACCEPTED = range(30, 40_000)


def add_own_keys_routes(routes: Blueprint, hub: Hub) -> None:
    @routes.get("/hub/api/keys")
    @open_to(*DESK_ROLES)
    @before_admission
    def held_keys() -> Response:
        staff = who().staff
        known = {key.id: key for key in hub.store.known_keys()}
        copies = [_copy(one, known[one.key.id]) for one in hub.store.held_keys(staff.id)]
        accepted = hub.store.accepted(staff.id)
        return answer({"keys": copies, "accepted": to_base64url(accepted) if accepted else None})

    @routes.post("/hub/api/me/accepted")
    @open_to(*DESK_ROLES)
    def accept() -> Response:
        # Locked under the person's own key: this server cannot read it, and whoever writes to the database cannot make one.
        locked = octets(asked(locked=str)["locked"], "locked")
        if len(locked) not in LOCKED_ACCEPTED:
            raise malformed("locked has a length that no list of keys has")
        hub.store.keep_accepted(who().staff.id, locked)
        return answer({})


def _copy(held: HeldKey, known: KnownKey) -> dict[str, Any]:
    vouch = known.vouch
    return {
        "id": known.id, "public": to_base64url(known.public), "seal": known.seal, "hub": to_base64url(held.hub_sealed), "desk": to_base64url(held.desk_sealed),
        "recovery": to_base64url(known.recovery) if known.recovery else None,
        "vouch": {**asdict(vouch), "locked": to_base64url(vouch.locked)} if vouch else None,
    }  # fmt: skip
