"""Editing contacts and notices: one person proposes, another confirms, and the public pages carry it from then on."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from spotsigns.contacts.edits import (
    EMERGENCY,
    EVERYBODY,
    POLICE,
    ContactEdit,
    as_it_is,
    left_alone,
    problem_of,
)
from spotsigns.contacts.live import LiveDirectory
from spotsigns.contacts.model import Contact
from spotsigns.errors import HubError
from spotsigns.hub.model import Staff
from spotsigns.hub.overview_model import EditRow
from spotsigns.hub.room import Hub

PROPOSED, CONFIRMED, REFUSED, UNDONE = "contact_proposed", "contact_confirmed", "contact_refused", "contact_undone"
ACTS = {"confirmed": CONFIRMED, "refused": REFUSED, "undone": UNDONE}
OVERTAKEN = "Somebody else was quicker, or you proposed this yourself. Look again."
SHOWN_ROWS = 60
# What the asking browser gives; the day is the server's to write.
GIVEN = {one.name: {"is_out_of_use": bool, "notice": dict}.get(one.name, str) for one in fields(ContactEdit) if one.name != "checked"}


@dataclass(frozen=True)
class EditDesk:
    """What editing needs besides the hub: the directory as it stands, the languages served, whose own number the hub's is."""

    directory: LiveDirectory
    languages: tuple[str, ...]
    hub_contact: str
    said: Callable[[Contact], str]

    @property
    def always(self) -> tuple[str, ...]:
        return EMERGENCY, POLICE, self.hub_contact


def contacts_now(hub: Hub, desk: EditDesk) -> list[dict[str, Any]]:
    """Every contact that ships with what is in force of it, and the notice to everybody first."""
    edits = hub.store.edits_in_force()
    notice = edits[EVERYBODY].notice if EVERYBODY in edits else {}
    rows = [{**asdict(ContactEdit(notice=notice)), "id": EVERYBODY, "name": "", "confirmed": False, "always": True, "fixed": True}]
    for shipped in desk.directory.shipped.contacts.values():
        now = desk.directory.contacts.get(shipped.id)
        edit = as_it_is(now) if now else replace(edits[shipped.id], notice=edits[shipped.id].notice)
        rows.append(
            {
                **asdict(edit), "id": shipped.id, "name": desk.said(shipped), "checked": (now or shipped).checked.isoformat(),
                "confirmed": (now or shipped).is_confirmed, "always": shipped.id in desk.always, "fixed": shipped.id in (EMERGENCY, POLICE),
            }
        )  # fmt: skip
    return rows


def edits_told(hub: Hub, desk: EditDesk, staff: Staff) -> list[dict[str, Any]]:
    """The newest edits with names, and what each would change or changed."""
    names = {person.id: person.name for person in hub.store.all_staff()}
    in_force = hub.store.edits_in_force()
    rows = hub.store.edit_rows(SHOWN_ROWS)
    standing = {row.contact: row.n for row in reversed(rows) if row.state == "confirmed"}
    return [
        {
            "n": row.n, "contact": row.contact, "name": _name(desk, row.contact), "state": row.state, "edit": asdict(row.edit),
            "was": asdict(_before(desk, in_force, row)) if row.state == "proposed" else None,
            "proposer": names.get(row.proposer, row.proposer), "proposed": row.proposed,
            "decider": names.get(row.decider or "", row.decider), "decided": row.decided,
            "own": row.proposer == staff.id, "undoes": standing.get(row.contact) == row.n and not row.edit.is_out_of_use,
        }
        for row in rows
    ]  # fmt: skip


def propose_edit(hub: Hub, desk: EditDesk, staff: Staff, contact: str, edit: ContactEdit) -> int:
    """The proposal's number. Raises HubError 400, 404 or 409 with what to do."""
    shipped = desk.directory.shipped.contacts.get(contact)
    if shipped is None and contact != EVERYBODY:
        raise HubError(404, "unknown_contact", "There is no contact with this id.")
    edit = replace(edit, notice={tag: text for tag, text in edit.notice.items() if text})
    problem = problem_of(edit, shipped, desk.languages) or _problem_of_use(desk, contact, edit)
    if problem:
        raise HubError(400, "edit", problem)
    n = hub.store.propose_edit(contact, edit, staff.id, hub.ledger.entry(staff.id, PROPOSED, _subject(contact, edit), hub.clock()))
    if n is None:
        raise HubError(409, "waiting", "Another change of this contact waits for a second person. Decide that one first.")
    return n


def decide_edit(hub: Hub, desk: EditDesk, staff: Staff, n: int, state: str) -> None:
    """Confirm, refuse or undo. Raises HubError 403, 404 or 409."""
    row = hub.store.edit_row(n)
    if row is None:
        raise HubError(404, "unknown_edit", "There is no change with this number.")
    if state == "confirmed" and row.proposer == staff.id:
        raise HubError(403, "same_person", "A second person has to confirm this, not whoever proposed it.")
    if state == "confirmed" and (problem := _problem_of_use(desk, row.contact, row.edit)):
        raise HubError(409, "edit", problem)
    if state == "undone" and row.edit.is_out_of_use:
        raise HubError(409, "two_people", "Two people said not to use this contact. Propose to use it again, so that two say so.")
    entry = hub.ledger.entry(staff.id, ACTS[state], _subject(row.contact, row.edit), hub.clock())
    if not hub.store.decide_edit(n, state, staff.id, entry):
        raise HubError(409, "overtaken", OVERTAKEN)
    desk.directory.look()


def _problem_of_use(desk: EditDesk, contact: str, edit: ContactEdit) -> str | None:
    if contact in desk.always and edit.is_out_of_use:
        return "Everybody falls back on this contact: it cannot go. Change its number instead."
    if not edit.is_out_of_use:
        return None
    alone = left_alone(desk.directory.with_edits(**{contact: edit}))
    return f"For a worry about {', '.join(alone)} nobody independent would be left. Add another one in a release first." if alone else None


def _before(desk: EditDesk, in_force: dict[str, ContactEdit], row: EditRow) -> ContactEdit:
    if row.contact in in_force:
        return in_force[row.contact]
    shipped = desk.directory.shipped.contacts.get(row.contact)
    return as_it_is(shipped) if shipped else ContactEdit()


def _name(desk: EditDesk, contact: str) -> str:
    shipped = desk.directory.shipped.contacts.get(contact)
    return desk.said(shipped) if shipped else ""


def _subject(contact: str, edit: ContactEdit) -> str:
    """The whole edit: what was agreed on must not be changed afterwards without being noticed."""
    given = {name: value for name, value in asdict(edit).items() if value and name != "checked"}
    return f"{contact} {json.dumps(given, ensure_ascii=False, sort_keys=True)}"
