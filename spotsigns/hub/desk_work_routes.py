"""HTTP of work at the desk: many at once, who looks at what, what is new, what was revealed or left."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from spotsigns.hub.asked import answer, asked, malformed, octets
from spotsigns.hub.desk_routes import _pairs
from spotsigns.hub.desk_work import MOST_NAMED, BulkRefused, arrivals, finish_many, look_at, move_many
from spotsigns.hub.guard import open_to, quietly, who
from spotsigns.hub.model import DESK_ROLES
from spotsigns.hub.reveal import note_extract, reveal_contact
from spotsigns.hub.room import Hub
from spotsigns.web.answers import problem

# A hundred reasons of the longest kind that a page writes, in bytes.
MOST_REASONS = 1_000_000


def add_desk_work_routes(routes: Blueprint, hub: Hub) -> None:
    @routes.post("/hub/api/desk/move")
    @open_to(*DESK_ROLES)
    def bulk() -> Response:
        given = asked(wanted=list, state=str, fields=dict)
        return answer({"moved": move_many(hub, who().staff, _pairs(given["wanted"]), given["state"], given["fields"])})

    @routes.post("/hub/api/desk/finish")
    @open_to(*DESK_ROLES)
    def bulk_finish() -> Response:
        return answer({"moved": finish_many(hub, who().staff, _reasons(asked(MOST_REASONS, reasons=list)["reasons"]))})

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


def _reasons(given: list[Any]) -> list[tuple[str, str, bytes]]:
    if not all(isinstance(one, list) and len(one) == 3 and isinstance(one[0], str) and isinstance(one[1], str) for one in given):
        raise malformed("reasons holds something else than a concern's id, an id and locked bytes")
    return [(concern_id, record_id, octets(locked, "reasons")) for concern_id, record_id, locked in given]


def _bulk_refused(refused: BulkRefused) -> Response:
    named = [[one.id, one.variant, one.state] for one in refused.refused[:MOST_NAMED]]
    return problem(refused.status, refused.code, refused.message, refused=named)
