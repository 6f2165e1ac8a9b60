"""HTTP of restriction, and the check that hides what is restricted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, request

from spotsigns.concerns.model import LARGEST_BODY, MOST_VARIANTS
from spotsigns.hub.answers import refused
from spotsigns.hub.asked import answer, asked, malformed, octets
from spotsigns.hub.doing_model import RestrictedCopy
from spotsigns.hub.guard import open_to, who
from spotsigns.hub.hand_over import find
from spotsigns.hub.model import DESK_ROLES
from spotsigns.hub.records import no_concern
from spotsigns.hub.restrict import restrict
from spotsigns.hub.room import Hub

# Every envelope under one id, sealed to each holder and to the recovery words, goes in one piece: half of it would lose words.
MOST_HOLDERS = 8
LARGEST_COPIES = (MOST_HOLDERS + 1) * (MOST_VARIANTS + 1) * LARGEST_BODY


def add_restrict_routes(routes: Blueprint, hub: Hub) -> None:
    @routes.post("/hub/api/concerns/<concern_id>/restrict")
    @open_to(*DESK_ROLES)
    def restrict_one(concern_id: str) -> Response:
        copies = tuple(_copy(given) for given in asked(LARGEST_COPIES, copies=list)["copies"])
        if len({copy.holder for copy in copies}) > MOST_HOLDERS + 1:
            raise malformed(f"at most {MOST_HOLDERS} holders")
        return answer({"holders": list(restrict(hub, who().staff, concern_id, copies))})


def hide_restricted(hub: Hub) -> Callable[[], None]:
    """Before every request that names a concern, a hand-over or a thread in its path, whoever added its route: for the others it is not here."""

    def check() -> None:
        given = request.view_args or {}
        concern_id = given.get("concern_id")
        if "hand_over_id" in given:
            concern_id = find(hub, given["hand_over_id"]).concern
        if isinstance(concern_id, str) and hub.store.hidden_from(who().staff.id, (concern_id,)):
            raise no_concern()
        if "thread" in given and hub.store.is_thread_hidden_from(who().staff.id, given["thread"]):
            raise refused("unknown_thread")

    return check


def _copy(given: Any) -> RestrictedCopy:
    if not isinstance(given, dict) or set(given) != {"variant", "holder", "sealed"}:
        raise malformed("a copy has other fields")
    if type(given["variant"]) is not int or not isinstance(given["holder"], str):
        raise malformed("a copy is not of its kind")
    return RestrictedCopy(given["variant"], given["holder"], octets(given["sealed"], "sealed"))
