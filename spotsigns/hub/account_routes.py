"""HTTP of "Your account": open to every role, and only ever about the person who asks."""

from __future__ import annotations

from flask import Blueprint, Response

from spotsigns.hub.account import change_passphrase, end_others, make_codes, offer_totp, share_of, take_totp
from spotsigns.hub.asked import answer, asked, octets
from spotsigns.hub.guard import open_to, who
from spotsigns.hub.model import SESSION_SECONDS
from spotsigns.hub.room import Hub
from spotsigns.sealing.encoding import to_base64url


def add_account_routes(routes: Blueprint, hub: Hub) -> None:
    _add_sessions(routes, hub)
    _add_second_factor(routes, hub)

    @routes.post("/hub/api/me/share")
    @open_to()
    def own_share() -> Response:
        staff = who().staff
        share = share_of(hub, staff, octets(asked(auth=str)["auth"], "auth"))
        return answer({"share": to_base64url(share), "private": to_base64url(staff.private or b"")})

    @routes.post("/hub/api/me/passphrase")
    @open_to()
    def new_passphrase() -> Response:
        given = asked(before=str, salt=str, auth=str, private=str)
        change_passphrase(hub, who(), *(octets(given[name], name) for name in ("before", "salt", "auth", "private")))
        return answer({})


def _add_sessions(routes: Blueprint, hub: Hub) -> None:
    @routes.get("/hub/api/me")
    @open_to()
    def own_account() -> Response:
        found = who()
        sessions = [
            {"began": one.ends - SESSION_SECONDS, "seen": one.seen, "this": one.digest == found.session.digest}
            for one in hub.store.sessions_of(found.staff.id, hub.now())
        ]
        return answer({"sessions": sessions, "codes": hub.store.codes_left(found.staff.id)})

    @routes.post("/hub/api/me/end-others")
    @open_to()
    def end_other_sessions() -> Response:
        asked()
        return answer({"ended": end_others(hub, who())})


def _add_second_factor(routes: Blueprint, hub: Hub) -> None:
    @routes.post("/hub/api/me/codes")
    @open_to()
    def new_codes() -> Response:
        return answer({"codes": make_codes(hub, who().staff, octets(asked(auth=str)["auth"], "auth"))})

    @routes.post("/hub/api/me/second-factor")
    @open_to()
    def new_second_factor() -> Response:
        secret, token, matrix = offer_totp(hub, who().staff, octets(asked(auth=str)["auth"], "auth"))
        rows = ["".join("1" if cell else "0" for cell in row) for row in matrix]
        return answer({"totp": secret, "token": to_base64url(token), "matrix": rows})

    @routes.post("/hub/api/me/second-factor/confirm")
    @open_to()
    def confirm_second_factor() -> Response:
        given = asked(token=str, code=str)
        take_totp(hub, who().staff, octets(given["token"], "token"), given["code"])
        return answer({})
