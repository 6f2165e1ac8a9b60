"""HTTP of what is told by phone or on paper: the key to seal to, the envelope, who entered it."""

from __future__ import annotations

from flask import Blueprint, Response, request

from spotsigns.concerns.model import LARGEST_BODY, read_envelope
from spotsigns.concerns.receive import Intake
from spotsigns.concerns.routes import JSON, KeyCard, keys_document
from spotsigns.errors import EnvelopeRefused, HubError, LineBusy
from spotsigns.hub.asked import answer
from spotsigns.hub.guard import open_to, who
from spotsigns.hub.model import DESK_ROLES
from spotsigns.hub.room import Hub
from spotsigns.hub.told import ToldStore, take_told
from spotsigns.web.answers import problem


def add_told_routes(routes: Blueprint, hub: Hub, store: ToldStore, intake: Intake, card: KeyCard) -> None:
    """`intake` weighs nobody: a caller behind a busy switchboard is no flood."""

    @routes.get("/hub/api/told/keys")
    @open_to(*DESK_ROLES)
    def told_keys() -> Response:
        return answer(keys_document(intake, card, is_live=intake.store.is_live()))

    @routes.post("/hub/api/told/<concern_id>")
    @open_to(*DESK_ROLES)
    def enter_told(concern_id: str) -> Response:
        if request.mimetype != JSON:
            raise HubError(415, "media_type", "Send this as application/json.")
        body = request.stream.read(LARGEST_BODY + 1)
        if len(body) > LARGEST_BODY:
            raise HubError(413, "too_large", f"An envelope has at most {LARGEST_BODY} bytes.")
        received = take_told(hub, store, intake, who().staff, read_envelope(concern_id, body))
        return Response(received.receipt, received.status, content_type=JSON)

    @routes.get("/hub/api/told/<concern_id>")
    @open_to(*DESK_ROLES)
    def show_told_by(concern_id: str) -> Response:
        return answer({"by": store.told_by(concern_id)})

    routes.register_error_handler(EnvelopeRefused, lambda refused: problem(refused.status, refused.code, refused.message))
    routes.register_error_handler(LineBusy, lambda busy: problem(429, "busy", str(busy), after=5))
