"""HTTP of the ledger: what stands at a place that a browser remembers."""

from __future__ import annotations

from flask import Blueprint, Response, request

from spotsigns.hub.asked import answer, malformed
from spotsigns.hub.guard import open_to
from spotsigns.hub.model import DESK_ROLES
from spotsigns.hub.room import Hub


def add_ledger_routes(routes: Blueprint, hub: Hub) -> None:
    @routes.get("/hub/api/ledger")
    @open_to(*DESK_ROLES)
    def show_chain() -> Response:
        n = request.args.get("n", "")
        if not n.isascii() or not n.isdecimal() or len(n) > 15:
            raise malformed("n is no number of a row")
        return answer({"n": int(n), "chain": hub.store.ledger_chain(int(n))})
