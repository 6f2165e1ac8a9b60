"""HTTP of passkeys: one's own, and the question that a log-in with one begins with."""

from __future__ import annotations

from flask import Blueprint, Response, request

from spotsigns.hub.asked import answer, asked, octets
from spotsigns.hub.guard import open_to, open_to_anyone, who
from spotsigns.hub.passkeys import ask_passkey, offer_passkey, remove_passkey, take_passkey
from spotsigns.hub.room import Hub


def add_passkey_routes(routes: Blueprint, hub: Hub) -> None:
    @routes.post("/hub/log-in/passkey")
    @open_to_anyone
    def begin_passkey() -> Response:
        asked()
        return answer({"options": ask_passkey(hub, origin_here())})

    @routes.get("/hub/api/me/passkeys")
    @open_to()
    def own_passkeys() -> Response:
        kept = hub.store.passkeys_of(who().staff.id)
        return answer({"passkeys": [{"id": one.id, "name": one.name, "made": one.made, "used": one.used, "stopped": one.stopped} for one in kept]})

    @routes.post("/hub/api/me/passkeys/offer")
    @open_to()
    def offer_own_passkey() -> Response:
        auth = octets(asked(auth=str)["auth"], "auth")
        return answer({"options": offer_passkey(hub, who(), auth, origin_here())})

    @routes.post("/hub/api/me/passkeys")
    @open_to()
    def keep_own_passkey() -> Response:
        given = asked(name=str, passkey=dict)
        return answer({"id": take_passkey(hub, who(), given["name"], given["passkey"], origin_here()).id})

    @routes.post("/hub/api/me/passkeys/remove")
    @open_to()
    def remove_own_passkey() -> Response:
        given = asked(auth=str, id=str)
        remove_passkey(hub, who().staff, octets(given["auth"], "auth"), given["id"])
        return answer({})


def origin_here() -> str:
    """Where this request came in, as a browser signs it."""
    return request.host_url.rstrip("/")
