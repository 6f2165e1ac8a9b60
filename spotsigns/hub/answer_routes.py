"""HTTP of answering: what was answered under a thread, one more answer, the ready-made answers of a language."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, request

from spotsigns.errors import HubError
from spotsigns.hub.answer_model import FIRST_ENVELOPES, Answered, DeskAnswer, Given
from spotsigns.hub.answers import give_answer, look_back
from spotsigns.hub.asked import answer, asked, octets
from spotsigns.hub.guard import open_to, who
from spotsigns.hub.model import DESK_ROLES
from spotsigns.hub.ready_made import ReadyMade
from spotsigns.hub.room import Hub
from spotsigns.sealing.encoding import to_base64url

# Two texts of the largest size, as base64url.
LARGEST_ANSWER = 131_072


def add_answer_routes(routes: Blueprint, hub: Hub, ready_made: ReadyMade) -> None:
    @routes.get("/hub/api/phrases/<tag>")
    @open_to(*DESK_ROLES)
    def phrases(tag: str) -> Response:
        found = ready_made.in_language(tag)
        if found is None:
            raise HubError(404, "unknown_language", "There are no ready-made answers in this language.")
        return answer(found)

    @routes.get("/hub/api/threads/<thread>/answers")
    @open_to(*DESK_ROLES)
    def answers(thread: str) -> Response:
        return answer(_answered(look_back(hub, who().staff, thread)))

    @routes.get("/hub/api/threads/<thread>/envelopes")
    @open_to(*DESK_ROLES)
    def oldest(thread: str) -> Response:
        # No sealed bytes: what the desk asks for of these has its own row in the ledger.
        rows = hub.store.oldest_of_thread(thread, request.args.get("after", ""), FIRST_ENVELOPES)
        return answer({"rows": [asdict(one) for one in rows]})

    @routes.post("/hub/api/threads/<thread>/answers")
    @open_to(*DESK_ROLES)
    def put_answer(thread: str) -> Response:
        given = asked(LARGEST_ANSWER, LARGEST_ANSWER, id=str, seq=int, sealed=str, locked=str)
        staff = who().staff
        kept = give_answer(
            hub, staff, Given(given["id"], thread, given["seq"], staff.id, octets(given["sealed"], "sealed"), octets(given["locked"], "locked"))
        )
        return answer({"id": given["id"], "at": kept.at, "seq": given["seq"]}, 201 if kept.is_new else 200)


def _answered(found: Answered) -> dict[str, Any]:
    return {
        "state": found.state,
        "first": [asdict(one) for one in found.first],
        "answers": [_answer(one) for one in found.answers],
        "head": asdict(found.head) if found.head else None,
    }


def _answer(one: DeskAnswer) -> dict[str, Any]:
    return {**asdict(one), "locked": None if one.locked is None else to_base64url(one.locked)}
