"""HTTP of the licensing page: what was sealed to whoever asks, by the id of that envelope only."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response

from spotsigns.hub.asked import answer, asked
from spotsigns.hub.doing_model import HandOver, LicensingEnvelope
from spotsigns.hub.guard import open_to, who
from spotsigns.hub.licensing import ROLE, confirm_own, list_own, open_own
from spotsigns.hub.room import Hub
from spotsigns.sealing.encoding import to_base64url


def add_licensing_routes(routes: Blueprint, hub: Hub) -> None:
    @routes.get("/hub/api/licensing")
    @open_to(ROLE)
    def show_own() -> Response:
        return answer({"envelopes": [_envelope(envelope, known) for envelope, known in list_own(hub, who().staff)]})

    @routes.post("/hub/api/licensing/<envelope_id>/open")
    @open_to(ROLE)
    def open_one(envelope_id: str) -> Response:
        asked()
        envelope, head = open_own(hub, who().staff, envelope_id)
        return answer({"id": envelope.id, "at": envelope.at, "sealed": to_base64url(envelope.sealed), "head": asdict(head)})

    @routes.post("/hub/api/licensing/<envelope_id>/confirm")
    @open_to(ROLE)
    def confirm_one(envelope_id: str) -> Response:
        known = confirm_own(hub, who().staff, envelope_id, asked(reference=str)["reference"])
        return answer({"state": known.state, "reference": known.reference})


def _envelope(envelope: LicensingEnvelope, known: HandOver | None) -> dict[str, Any]:
    """Neither the concern's id nor who wrote anything: the sealed document says what this person may know."""
    return {
        "id": envelope.id, "at": envelope.at, "opened": envelope.opened,
        "state": known.state if known else "withdrawn", "reference": known.reference if known else None,
    }  # fmt: skip
