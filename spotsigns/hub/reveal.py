"""Sensitive moments of reading, each with a row of the ledger: contact details shown, words that left for a translator."""

from __future__ import annotations

from spotsigns.concerns.model import is_concern_id
from spotsigns.errors import HubError
from spotsigns.hub.ledger import EXTRACTED, REVEALED
from spotsigns.hub.model import Staff
from spotsigns.hub.room import Hub

# Ids stand in the ledger; the page offers them with these words.
REVEAL_REASONS = {
    "reach-them": "To reach them as they asked",
    "danger": "Somebody may be in danger now",
    "interpreter": "To book an interpreter for them",
    "same-person": "To see whether two concerns are from one person",
    "hand-over": "To hand over, with their agreement",
}
EXTRACT_WAYS = ("copy", "print")


def reveal_contact(hub: Hub, staff: Staff, concern_id: str, reason: str) -> None:
    """The browser shows the details once this row is written. Raises HubError 400 or 404."""
    if reason not in REVEAL_REASONS:
        raise HubError(400, "reason", f"Choose a reason: {', '.join(REVEAL_REASONS)}.")
    _note(hub, staff, REVEALED, concern_id, reason)


def note_extract(hub: Hub, staff: Staff, concern_id: str, how: str) -> None:
    """That an extract left, and how; never a word of it. Raises HubError 400 or 404."""
    if how not in EXTRACT_WAYS:
        raise HubError(400, "malformed", f"An extract leaves by {' or '.join(EXTRACT_WAYS)}.")
    _note(hub, staff, EXTRACTED, concern_id, how)


def _note(hub: Hub, staff: Staff, act: str, concern_id: str, what: str) -> None:
    if not is_concern_id(concern_id) or not hub.store.has_concern(concern_id):
        raise HubError(404, "unknown_concern", "There is no concern with this id.")
    hub.store.note(hub.ledger.entry(staff.id, act, f"{concern_id} {what}", hub.clock()))
