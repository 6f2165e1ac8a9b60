"""HTTP of work at the desk: many at once, who looks at what, what is new, what was revealed or left."""

from __future__ import annotations

from flask import Blueprint, Response, request

from spotsigns.hub.asked import answer, asked
from spotsigns.hub.desk_routes import _pairs
from spotsigns.hub.desk_work import MOST_NAMED, BulkRefused, arrivals, look_at, move_many
from spotsigns.hub.guard import open_to, quietly, who
from spotsigns.hub.model import DESK_ROLES
from spotsigns.hub.reveal import note_extract, reveal_contact
from spotsigns.hub.room import Hub
from spotsigns.web.answers import problem


def add_desk_work_routes(routes: Blueprint, hub: Hub) -> None:
    @routes.post("/hub/api/desk/move")
    @open_to(*DESK_ROLES)
    def bulk() -> Response:
        given = asked(wanted=list, state=str, fields=dict)
        return answer({"moved": move_many(hub, who().staff, _pairs(given["wanted"]), given["state"], given["fields"])})

    @routes.get("/hub/api/desk/arrivals")
    @open_to(*DESK_ROLES)
    @quietly
    def new_ones() -> Response:
        return answer({"new": arrivals(hub, who().staff, request.args.get("since", ""))})

    @routes.post("/hub/api/looking")
    @open_to(*DESK_ROLES)
    @quietly
    def looking() -> Response:
        return answer({"looking": look_at(hub, who().staff, asked(at=str)["at"])})

    @routes.post("/hub/api/concerns/<concern_id>/reveal")
    @open_to(*DESK_ROLES)
    def reveal(concern_id: str) -> Response:
        reveal_contact(hub, who().staff, concern_id, asked(reason=str)["reason"])
        return answer({"revealed": True})

    @routes.post("/hub/api/concerns/<concern_id>/extract")
    @open_to(*DESK_ROLES)
    def extract(concern_id: str) -> Response:
        note_extract(hub, who().staff, concern_id, asked(how=str)["how"])
        return answer({"noted": True})

    routes.register_error_handler(BulkRefused, _bulk_refused)


def _bulk_refused(refused: BulkRefused) -> Response:
    named = [[one.id, one.variant, one.state] for one in refused.refused[:MOST_NAMED]]
    return problem(refused.status, refused.code, refused.message, refused=named)
