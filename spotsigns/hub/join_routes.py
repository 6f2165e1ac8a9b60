"""HTTP of joining: start, name, one code of the second factor, finish."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from spotsigns.hub.asked import answer, asked, malformed, octets
from spotsigns.hub.guard import give_cookie, open_to_anyone
from spotsigns.hub.join import Offered, check_name, confirm_totp, finish_joining, start_joining
from spotsigns.hub.passphrase import KDF
from spotsigns.hub.room import Hub
from spotsigns.sealing.encoding import to_base64url


def add_join_routes(routes: Blueprint, hub: Hub) -> None:
    @routes.post("/hub/api/join/start")
    @open_to_anyone
    def begin_join() -> Response:
        begun = start_joining(hub, asked(token=str)["token"])
        return answer(
            {
                "id": begun.staff.id, "nonce": begun.nonce, "name": "" if begun.chooses_name else begun.staff.name, "role": begun.staff.role,
                "makes_keys": begun.makes_keys, "kdf": KDF, "share": to_base64url(begun.share), "totp": begun.totp,
                "matrix": ["".join("1" if cell else "0" for cell in row) for row in begun.matrix],
            }
        )  # fmt: skip

    @routes.post("/hub/api/join/name")
    @open_to_anyone
    def take_name() -> Response:
        given = asked(token=str, name=str)
        check_name(hub, given["token"], given["name"])
        return answer({})

    @routes.post("/hub/api/join/totp")
    @open_to_anyone
    def take_code() -> Response:
        given = asked(token=str, code=str)
        confirm_totp(hub, given["token"], given["code"])
        return answer({})

    @routes.post("/hub/api/join/finish")
    @open_to_anyone
    def complete_join() -> Response:
        given = asked(token=str, nonce=str, name=str, salt=str, auth=str, public=str, private=str, keys=dict)
        salt, auth, public, private = (octets(given[name], name) for name in ("salt", "auth", "public", "private"))
        offered = Offered(given["nonce"], given["name"], salt, auth, public, private, **_keys(given["keys"]))
        cookie = finish_joining(hub, given["token"], offered)
        return give_cookie(answer({}, 201), cookie)


def _keys(given: dict[str, Any]) -> dict[str, Any]:
    """Nothing from somebody who makes no keys, else both public keys and the copies."""
    if not given:
        return {}
    if set(given) != {"public", "recovery", "copies"} or not isinstance(given["copies"], list):
        raise malformed("the keys are not complete")
    copies = []
    for copy in given["copies"]:
        if not isinstance(copy, dict) or set(copy) != {"holder", "hub", "desk"} or not isinstance(copy["holder"], str):
            raise malformed("a copy of the keys is not complete")
        copies.append((copy["holder"], octets(copy["hub"], "hub"), octets(copy["desk"], "desk")))
    return {"hub_public": octets(given["public"], "public"), "recovery_public": octets(given["recovery"], "recovery"), "copies": tuple(copies)}
