"""Told by phone or on paper: staff enter a concern for somebody. It is sealed in their browser like any other."""

from __future__ import annotations

from typing import Protocol

from spotsigns.concerns.model import Envelope
from spotsigns.concerns.receive import Intake, Received
from spotsigns.hub.chained import Entry
from spotsigns.hub.ledger import TOLD
from spotsigns.hub.model import Staff
from spotsigns.hub.room import Hub


class ToldStore(Protocol):
    """What this part asks of a store."""

    def note_told(self, concern_id: str, staff_id: str, entry: Entry) -> None: ...

    def told_by(self, concern_id: str) -> str | None: ...


def take_told(hub: Hub, store: ToldStore, intake: Intake, staff: Staff, envelope: Envelope) -> Received:
    """Take `envelope` in as from a phone, and note who entered it: what it says of itself, anybody could have written.

    Raises EnvelopeRefused, LineBusy or StoreUnavailable; the same again is the same, and mends a note that was not written.
    """
    received = intake.receive(envelope)
    store.note_told(envelope.id, staff.id, hub.ledger.entry(staff.id, TOLD, envelope.id, hub.clock()))
    return received
