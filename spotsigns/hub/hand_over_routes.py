"""HTTP of hand-overs, for the desk."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response

from spotsigns.hub.asked import answer, asked, malformed
from spotsigns.hub.doing_model import HandOver
from spotsigns.hub.guard import open_to, who
from spotsigns.hub.hand_over import (
    Prepared,
    break_glass,
    confirm,
    open_hand_overs,
    prepare,
    release,
    review,
    take,
    withdraw,
)
from spotsigns.hub.licensing import give
from spotsigns.hub.model import DESK_ROLES
from spotsigns.hub.record_routes import hand_over_body
from spotsigns.hub.room import Hub

ONE = "/hub/api/hand-overs/<hand_over_id>"


def add_hand_over_routes(routes: Blueprint, hub: Hub) -> None:
    @routes.get("/hub/api/destinations")
    @open_to(*DESK_ROLES)
    def show_destinations() -> Response:
        return answer(hub.doing.destinations.as_labels())

    @routes.get("/hub/api/hand-overs")
    @open_to(*DESK_ROLES)
    def show_open() -> Response:
        return answer({"hand_overs": [hand_over_body(one) for one in open_hand_overs(hub, who().staff)]})

    @routes.post("/hub/api/concerns/<concern_id>/hand-overs")
    @open_to(*DESK_ROLES)
    def begin(concern_id: str) -> Response:
        given = asked(id=str, destination=str, digest=str, groups=list, names=bool, locked=bytes)
        if not all(isinstance(group, str) for group in given["groups"]):
            raise malformed("groups is no list of texts")
        prepared = Prepared(given["id"], given["destination"], given["digest"], tuple(given["groups"]), given["names"], given["locked"])
        stands, is_new = prepare(hub, who().staff, concern_id, prepared)
        return answer(hand_over_body(stands), 201 if is_new else 200)

    @routes.post(f"{ONE}/break-glass")
    @open_to(*DESK_ROLES)
    def break_it(hand_over_id: str) -> Response:
        given = asked(digest=str, id=str, locked=bytes)
        return answer(hand_over_body(break_glass(hub, who().staff, hand_over_id, given["digest"], given["id"], given["locked"])))

    @routes.post(f"{ONE}/licensing")
    @open_to(*DESK_ROLES)
    def give_to_licensing(hand_over_id: str) -> Response:
        given = asked(digest=str, id=str, staff=str, sealed=bytes)
        kept, is_new = give(hub, who().staff, hand_over_id, given["digest"], given["id"], given["staff"], given["sealed"])
        return answer({"id": kept.id, "staff": kept.staff, "at": kept.at}, 201 if is_new else 200)

    @routes.post(f"{ONE}/confirm")
    @open_to(*DESK_ROLES)
    def confirm_it(hand_over_id: str) -> Response:
        return answer(hand_over_body(confirm(hub, who().staff, hand_over_id, asked(reference=str)["reference"])))

    _add_plain_routes(routes, hub)


def _add_plain_routes(routes: Blueprint, hub: Hub) -> None:
    """Those that need the document's digest, or nothing at all."""
    for name, act in (("release", release), ("take", take)):
        routes.add_url_rule(f"{ONE}/{name}", f"{name}_hand_over", open_to(*DESK_ROLES)(_bound(act, hub)), methods=["POST"])
    for name, plain in (("review", review), ("withdraw", withdraw)):
        routes.add_url_rule(f"{ONE}/{name}", f"{name}_hand_over", open_to(*DESK_ROLES)(_unbound(plain, hub)), methods=["POST"])


def _bound(act: Callable[..., HandOver], hub: Hub) -> Callable[[str], Response]:
    def view(hand_over_id: str) -> Response:
        return answer(hand_over_body(act(hub, who().staff, hand_over_id, asked(digest=str)["digest"])))

    return view


def _unbound(act: Callable[..., HandOver], hub: Hub) -> Callable[[str], Response]:
    def view(hand_over_id: str) -> Response:
        asked()
        return answer(hand_over_body(act(hub, who().staff, hand_over_id)))

    return view
