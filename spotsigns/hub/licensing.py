"""What licensing is given: envelopes sealed to one person's own key. They see these and nothing else."""

from __future__ import annotations

from spotsigns.concerns.model import is_concern_id
from spotsigns.errors import HubError
from spotsigns.hub.chained import Head
from spotsigns.hub.doing_model import HandOver, LicensingEnvelope
from spotsigns.hub.hand_over import changed_meanwhile, confirm_known, find
from spotsigns.hub.ledger import LICENSED, TAKEN, utc_second
from spotsigns.hub.model import Staff
from spotsigns.hub.room import Hub
from spotsigns.sealing.envelope import SEALED_SIZES

ROLE = "licensing"


def give(hub: Hub, staff: Staff, hand_over_id: str, digest: str, envelope_id: str, to: str, sealed: bytes) -> tuple[LicensingEnvelope, bool]:
    """What stands under the id, and whether it is new. Raises HubError 400, 404 or 409."""
    known = find(hub, hand_over_id, digest)
    destination = hub.doing.destinations.named(known.destination)
    if destination is None or destination.way != "licensing" or known.state != "released":
        raise HubError(409, "not_released", "This was not released for licensing.")
    receiver = hub.store.staff_member(to)
    if receiver is None or receiver.role != ROLE or receiver.state != "active":
        raise HubError(400, "staff", "There is no such licensing officer here.")
    check_sealed(sealed)
    if not is_concern_id(envelope_id):
        raise HubError(400, "malformed", "The id is no version 4 UUID in lower case.")
    envelope = LicensingEnvelope(envelope_id, known.id, known.concern, to, utc_second(hub.clock()), sealed)
    entry = hub.ledger.entry(staff.id, TAKEN, f"{known.concern} {known.id} {envelope_id} {to}", hub.clock())
    kept = hub.store.give_to_licensing(known, envelope, entry)
    if kept is None:
        raise changed_meanwhile()
    stands, is_new = kept
    if (stands.hand_over, stands.staff, stands.sealed) != (envelope.hand_over, envelope.staff, envelope.sealed):
        raise HubError(409, "different", "Something else stands under this id. Give it again.")
    return stands, is_new


def list_own(hub: Hub, staff: Staff) -> list[tuple[LicensingEnvelope, HandOver | None]]:
    """What was given to this person, newest first, each with the hand-over it belongs to."""
    return [(envelope, hub.store.hand_over(envelope.hand_over)) for envelope in hub.store.licensing_envelopes(staff.id)]


def open_own(hub: Hub, staff: Staff, envelope_id: str) -> tuple[LicensingEnvelope, Head]:
    """Sealed bytes and the ledger's head. Raises HubError 404 for what is somebody else's, as for what was never here."""
    entry = hub.ledger.entry(staff.id, LICENSED, envelope_id, hub.clock())
    handed = hub.store.hand_out_to_licensing(envelope_id, staff.id, utc_second(hub.clock()), entry)
    if handed is None:
        raise _nothing()
    return handed


def confirm_own(hub: Hub, staff: Staff, envelope_id: str, reference: str) -> HandOver:
    """It arrived, under licensing's own reference. Raises HubError 400, 404 or 409."""
    own = next((envelope for envelope in hub.store.licensing_envelopes(staff.id) if envelope.id == envelope_id), None)
    if own is None:
        raise _nothing()
    return confirm_known(hub, staff, find(hub, own.hand_over), reference)


def check_sealed(sealed: bytes) -> None:
    """Raises HubError 400 for what no browser of ours sealed."""
    if len(sealed) not in SEALED_SIZES or sealed[0] != 4:
        raise HubError(400, "malformed", "This was not sealed as it must be.")


def _nothing() -> HubError:
    return HubError(404, "unknown_envelope", "There is nothing here for you under this id.")
