"""HTTP of the desk: lists, sealed bytes, triage, labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from flask import Blueprint, Response, request

from spotsigns.hub.asked import answer, asked, malformed
from spotsigns.hub.desk import (
    Cursor,
    hand_out_to_read,
    hand_out_to_sort,
    mark_seen,
    set_line,
    triage_concern,
)
from spotsigns.hub.desk_work import sift_desk
from spotsigns.hub.guard import open_to, who
from spotsigns.hub.model import DESK_ROLES, DeskRow, SealedRow, Triage
from spotsigns.hub.restrict import visible_to
from spotsigns.hub.room import Hub
from spotsigns.sealing.encoding import to_base64url

TRIAGE_KINDS: dict[str, type] = {field.name: bool if field.name == "practice" else str for field in fields(Triage)}


def add_desk_routes(routes: Blueprint, hub: Hub, labels: Mapping[str, Any]) -> None:
    """`labels` is what ids mean in English: signs, fields, choices, places, wards."""

    @routes.get("/hub/api/signs")
    @open_to(*DESK_ROLES)
    def show_labels() -> Response:
        return answer(labels)

    @routes.get("/hub/api/desk")
    @open_to(*DESK_ROLES)
    def show_list() -> Response:
        rows, end = sift_desk(hub, request.args.get("state", "new"), _cursor(), request.args)
        return answer({"rows": [_row(row) for row in visible_to(hub, who().staff, rows)], "next": ",".join(map(str, end)) if end else None})

    @routes.post("/hub/api/desk/sealed")
    @open_to(*DESK_ROLES)
    def sealed_to_sort() -> Response:
        rows, head = hand_out_to_sort(hub, who().staff, _pairs(asked(wanted=list)["wanted"]))
        return answer({"envelopes": [_envelope(row) for row in rows], "head": asdict(head)})

    @routes.post("/hub/api/concerns/<concern_id>/open")
    @open_to(*DESK_ROLES)
    def sealed_to_read(concern_id: str) -> Response:
        rows, thread, head = hand_out_to_read(hub, who().staff, concern_id)
        return answer({"envelopes": [_envelope(row) for row in rows], "thread": [_row(row) for row in thread], "head": asdict(head)})

    @routes.post("/hub/api/concerns/<concern_id>/seen")
    @open_to(*DESK_ROLES)
    def seen(concern_id: str) -> Response:
        variants = _variants(asked(variants=list)["variants"])
        return answer({"state": mark_seen(hub, who().staff, concern_id, variants)})

    @routes.post("/hub/api/concerns/<concern_id>/triage")
    @open_to(*DESK_ROLES)
    def triage(concern_id: str) -> Response:
        given = asked(variants=list, state=str, **TRIAGE_KINDS)
        recorded = Triage(**{name: given[name] for name in TRIAGE_KINDS})
        triage_concern(hub, who().staff, concern_id, _variants(given["variants"]), given["state"], recorded)
        return answer({"state": given["state"]})

    @routes.post("/hub/api/line")
    @open_to("keyholder")
    def line() -> Response:
        is_open: bool = asked(open=bool)["open"]
        set_line(hub, who().staff, is_open)
        return answer({"line": is_open})


def _cursor() -> Cursor | None:
    text = request.args.get("before")
    if text is None:
        return None
    parts = text.split(",")
    if len(parts) != 3 or not parts[2].isdecimal() or len(parts[2]) > 2:
        raise malformed("before is no place in the list")
    return parts[0], parts[1], int(parts[2])


def _pairs(wanted: list[Any]) -> list[tuple[str, int]]:
    if not all(isinstance(pair, list) and len(pair) == 2 and isinstance(pair[0], str) and type(pair[1]) is int and 0 <= pair[1] < 4 for pair in wanted):
        raise malformed("wanted is no list of ids and variants")
    return [(concern_id, variant) for concern_id, variant in wanted]


def _variants(given: list[Any]) -> tuple[int, ...]:
    if not all(type(variant) is int for variant in given):
        raise malformed("variants is no list of numbers")
    return tuple(sorted(set(given)))


def _row(row: DeskRow) -> dict[str, Any]:
    return {
        "id": row.id, "variant": row.variant, "thread": row.thread, "key": row.key, "received": row.received,
        "state": row.state, "slow": row.is_slow, "triage": vars(row.triage),
    }  # fmt: skip


def _envelope(row: SealedRow) -> dict[str, Any]:
    return {
        "v": 1, "id": row.id, "variant": row.variant, "thread": row.thread, "key": row.key, "received": row.received,
        "state": row.state, "restricted": row.is_restricted, "sealed": None if row.sealed is None else to_base64url(row.sealed),
    }  # fmt: skip
