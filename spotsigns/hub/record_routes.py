"""HTTP of notes, drafts, what stands about a concern, no further action, and who works here."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response

from spotsigns.hub.asked import answer, asked
from spotsigns.hub.doing_model import HandOver, Record
from spotsigns.hub.guard import open_to, who
from spotsigns.hub.model import DESK_ROLES, DeskRow
from spotsigns.hub.records import (
    drop_draft,
    finish_concern,
    keep_draft,
    read_draft,
    read_records,
    standing,
    write_record,
)
from spotsigns.hub.room import Hub
from spotsigns.sealing.encoding import to_base64url


def add_record_routes(routes: Blueprint, hub: Hub) -> None:
    @routes.get("/hub/api/concerns/<concern_id>/standing")
    @open_to(*DESK_ROLES)
    def show_standing(concern_id: str) -> Response:
        found = standing(hub, concern_id)
        overs = [hand_over_body(one) for one in found.hand_overs]
        return answer({"rows": [_row(row) for row in found.rows], "purge_after": found.purge_after, "hand_overs": overs, "holders": list(found.holders)})

    @routes.get("/hub/api/concerns/<concern_id>/records")
    @open_to(*DESK_ROLES)
    def show_records(concern_id: str) -> Response:
        return answer({"records": [_record(record) for record in read_records(hub, who().staff, concern_id)]})

    @routes.post("/hub/api/concerns/<concern_id>/records")
    @open_to(*DESK_ROLES)
    def add_record(concern_id: str) -> Response:
        given = asked(id=str, kind=str, locked=bytes)
        record, is_new = write_record(hub, who().staff, concern_id, given["id"], given["kind"], given["locked"])
        return answer(_record(record), 201 if is_new else 200)

    @routes.post("/hub/api/concerns/<concern_id>/no-further-action")
    @open_to(*DESK_ROLES)
    def finish(concern_id: str) -> Response:
        given = asked(id=str, locked=bytes)
        record, is_new = finish_concern(hub, who().staff, concern_id, given["id"], given["locked"])
        return answer({**_record(record), "purge_after": standing(hub, concern_id).purge_after}, 201 if is_new else 200)

    @routes.get("/hub/api/people")
    @open_to(*DESK_ROLES)
    def show_people() -> Response:
        recovery = hub.store.recovery_public()
        people = [
            {"id": one.id, "name": one.name, "role": one.role, "state": one.state, "public": to_base64url(one.public) if one.public and one.state == "active" else None}
            for one in hub.store.all_staff()
        ]
        return answer({"people": people, "recovery": to_base64url(recovery) if recovery else None})

    _add_draft_routes(routes, hub)


def _add_draft_routes(routes: Blueprint, hub: Hub) -> None:
    @routes.get("/hub/api/drafts/<concern_id>")
    @open_to(*DESK_ROLES)
    def show_draft(concern_id: str) -> Response:
        kept = read_draft(hub, who().staff, concern_id)
        return answer({"at": kept[0] if kept else None, "locked": to_base64url(kept[1]) if kept else None})

    @routes.put("/hub/api/drafts/<concern_id>")
    @open_to(*DESK_ROLES)
    def put_draft(concern_id: str) -> Response:
        return answer({"at": keep_draft(hub, who().staff, concern_id, asked(locked=bytes)["locked"])})

    @routes.delete("/hub/api/drafts/<concern_id>")
    @open_to(*DESK_ROLES)
    def delete_draft(concern_id: str) -> Response:
        drop_draft(hub, who().staff, concern_id)
        return answer({"at": None})


def hand_over_body(one: HandOver) -> dict[str, Any]:
    return asdict(one)


def _record(record: Record) -> dict[str, Any]:
    return {**asdict(record), "locked": to_base64url(record.locked)}


def _row(row: DeskRow) -> dict[str, Any]:
    body = asdict(row)
    return {**body, "slow": body.pop("is_slow")}
