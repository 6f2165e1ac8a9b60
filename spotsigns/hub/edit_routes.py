"""HTTP of editing contacts and notices."""

from __future__ import annotations

from flask import Blueprint, Response

from spotsigns.contacts.edits import ContactEdit
from spotsigns.hub.asked import answer, asked, malformed
from spotsigns.hub.edits import GIVEN, EditDesk, contacts_now, decide_edit, edits_told, propose_edit
from spotsigns.hub.guard import open_to, who
from spotsigns.hub.room import Hub

PROPOSERS = ("content-editor",)
CONFIRMERS = ("content-editor", "keyholder")


def add_edit_routes(routes: Blueprint, hub: Hub, desk: EditDesk) -> None:
    @routes.get("/hub/api/contacts")
    @open_to(*CONFIRMERS)
    def contacts_and_edits() -> Response:
        staff = who().staff
        body = {"contacts": contacts_now(hub, desk), "edits": edits_told(hub, desk, staff), "languages": desk.languages, "proposes": staff.role in PROPOSERS}
        return answer(body)

    @routes.post("/hub/api/contacts/propose")
    @open_to(*PROPOSERS)
    def propose() -> Response:
        given = asked(contact=str, **GIVEN)
        contact = given.pop("contact")
        if not all(isinstance(text, str) for text in given["notice"].values()):
            raise malformed("notice is no text by language")
        return answer({"n": propose_edit(hub, desk, who().staff, contact, ContactEdit(**given))})

    for name, state in (("confirm", "confirmed"), ("refuse", "refused"), ("undo", "undone")):
        _add_decision(routes, hub, desk, name, state)


def _add_decision(routes: Blueprint, hub: Hub, desk: EditDesk, name: str, state: str) -> None:
    @routes.post(f"/hub/api/contacts/{name}", endpoint=f"{name}_edit")
    @open_to(*CONFIRMERS)
    def decide() -> Response:
        n: int = asked(n=int)["n"]
        if not 0 < n < 1 << 53:
            raise malformed("n is no number of a change")
        decide_edit(hub, desk, who().staff, n, state)
        return answer({"state": state})
