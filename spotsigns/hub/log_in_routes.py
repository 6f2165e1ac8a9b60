"""HTTP of logging in, the session and logging out."""

from __future__ import annotations

from flask import Blueprint, Response, request

from spotsigns.hub.asked import answer, asked, asked_either, octets
from spotsigns.hub.guard import cookie_name, give_cookie, open_to, open_to_anyone, take_cookie, who
from spotsigns.hub.log_in import finish_log_in, finish_with_passkey, start_log_in
from spotsigns.hub.model import IDLE_SECONDS
from spotsigns.hub.passkey_proof import read_assertion
from spotsigns.hub.passkey_routes import origin_here
from spotsigns.hub.passphrase import KDF
from spotsigns.hub.room import Hub
from spotsigns.hub.sessions import end_session, page_key, read_session
from spotsigns.sealing.encoding import to_base64url


def add_log_in_routes(routes: Blueprint, hub: Hub) -> None:
    @routes.post("/hub/log-in/start")
    @open_to_anyone
    def begin_log_in() -> Response:
        return answer({"salt": to_base64url(start_log_in(hub, asked(name=str)["name"])), "kdf": KDF})

    @routes.post("/hub/log-in/finish")
    @open_to_anyone
    def complete_log_in() -> Response:
        given = asked_either({"name": str, "auth": str, "totp": str}, {"name": str, "auth": str, "passkey": dict})
        name, auth = given["name"], octets(given["auth"], "auth")
        if "totp" in given:
            token, staff, share = finish_log_in(hub, name, auth, given["totp"])
        else:
            token, staff, share = finish_with_passkey(hub, name, auth, read_assertion(given["passkey"]), origin_here())
        # Whoever sat here before: their cookie is about to be overwritten, and nobody else could end that session from this browser.
        before = read_session(hub, request.cookies.get(cookie_name()), stirs=False)
        if before is not None:
            end_session(hub, before.session)
        return give_cookie(answer({"share": to_base64url(share), "private": to_base64url(staff.private or b"")}), token)

    @routes.get("/hub/api/session")
    @open_to()
    def show_session() -> Response:
        found = who()
        return answer(
            {
                "staff": {
                    "id": found.staff.id, "name": found.staff.name, "role": found.staff.role,
                    "public": to_base64url(found.staff.public or b""), "reads": found.staff.may_read,
                },
                "page_key": to_base64url(page_key(hub, found.session)),
                "left": found.session.ends - hub.now(),
                "idle": IDLE_SECONDS,
                "line": hub.store.is_live(),
            }
        )  # fmt: skip

    @routes.post("/hub/api/still-here")
    @open_to()
    def still_here() -> Response:
        return answer({"left": who().session.ends - hub.now()})

    @routes.post("/hub/log-out")
    @open_to()
    def log_out() -> Response:
        end_session(hub, who().session)
        return take_cookie(answer({}))
