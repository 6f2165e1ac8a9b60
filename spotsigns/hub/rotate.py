"""A new hub key and desk key, made in a keyholder's browser; and old envelopes, sealed again to it there. Nothing here opens any."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from spotsigns.concerns.model import is_concern_id, is_thread_id
from spotsigns.errors import HubError
from spotsigns.hub.admit import LOCKED_RECORD, read_admission, read_copy, refusal, refuse
from spotsigns.hub.join import is_point
from spotsigns.hub.key_model import OPERATOR, OldEnvelope, Rotation, Vouch
from spotsigns.hub.ledger import RESEALED, ROTATED, ROTATION_DUE, Ledger
from spotsigns.hub.model import RECOVERY, HubStore, Staff
from spotsigns.hub.room import Hub
from spotsigns.hub.sure import needs_sealing_key
from spotsigns.sealing.envelope import SEALED_SIZES, key_id

# Ten of the smallest envelopes fit the largest body; of the largest only one.
RESEALED_AT_ONCE = 8


@dataclass(frozen=True)
class NewKey:
    """What the keyholder's browser hands over, only after the key file was saved.

    `copies` are (holder, hub, desk), one for everybody in `holders` and one for the recovery key; `admissions` (staff id, locked)
    under the new desk key; `vouch` is locked under the desk key of `over`.
    """

    over: str
    public: bytes
    recovery: bytes
    holders: dict[str, bytes]
    left_out: frozenset[str]
    copies: list[tuple[str, bytes, bytes]]
    admissions: list[tuple[str, bytes]]
    vouch: bytes


def mark_due(store: HubStore, ledger: Ledger, now: datetime) -> None:
    """The next keyholder at their desk is asked to rotate. Raises HubError while there is no key."""
    if not store.known_keys():
        raise HubError(409, "no_key", "There is no key yet. Let the first keyholder finish the link that 'spotsigns serve' prints.")
    store.mark_rotation_due(ledger.entry(OPERATOR, ROTATION_DUE, "", now))


def rotate(hub: Hub, actor: Staff, new: NewKey) -> str:
    """The new key seals from now on, the ones before go on opening. Its id. Raises HubError, and then nothing has changed."""
    if new.over != needs_sealing_key(hub, actor):
        raise refusal("rotated")
    if not is_point(new.public) or len(new.vouch) not in LOCKED_RECORD:
        raise HubError(400, "malformed", "Something is wrong with the new key. Nothing was changed.")
    if actor.id not in new.holders or [holder for holder, _, _ in new.copies] != [*new.holders, RECOVERY]:
        raise HubError(400, "malformed", "Everybody who holds the keys gets one copy, and so does the recovery key. Nothing was changed.")
    if [staff for staff, _ in new.admissions] != [*new.holders]:
        raise HubError(400, "malformed", "Everybody who gets a copy needs a record. Nothing was changed.")
    made, now = key_id(new.public), hub.clock()
    rotation = Rotation(
        made, new.public, new.over, new.recovery, new.holders, new.left_out,
        copies=tuple(read_copy(made, *copy) for copy in new.copies),
        admissions=tuple(read_admission(staff, actor.id, made, (made, locked), now) for staff, locked in new.admissions),
        vouch=Vouch(made, actor.id, new.over, new.vouch),
    )  # fmt: skip
    refuse(hub.store.rotate(rotation, hub.ledger.entry(actor.id, ROTATED, f"{new.over} {made}", now)))
    return made


def hand_out_old(hub: Hub, actor: Staff, after: tuple[str, int]) -> list[OldEnvelope]:
    """The next envelopes to seal again after (id, variant): what did not open is passed by. The ledger tells who was given them."""
    entry = hub.ledger.entry(actor.id, RESEALED, "handed out", hub.clock())
    return hub.store.old_envelopes(actor.id, after, RESEALED_AT_ONCE, entry)


def take_resealed(hub: Hub, actor: Staff, resealed: list[OldEnvelope]) -> int:
    """Put them in place of the old bytes. Raises HubError when they are no envelopes or the key changed meanwhile."""
    held = {one.key.id for one in hub.store.held_keys(actor.id)}
    if not 0 < len(resealed) <= RESEALED_AT_ONCE or not all(_is_fit(one) and one.key in held for one in resealed):
        raise HubError(400, "malformed", "These are no envelopes that you may seal again.")
    subject = " ".join(f"{one.id}/{one.variant}" for one in resealed)
    sealing = needs_sealing_key(hub, actor)
    done = hub.store.reseal(resealed, sealing, hub.ledger.entry(actor.id, RESEALED, subject, hub.clock()))
    if done is None:
        raise refusal("rotated")
    return done


def _is_fit(one: OldEnvelope) -> bool:
    return is_concern_id(one.id) and is_thread_id(one.thread) and len(one.sealed) in SEALED_SIZES and one.sealed[0] == 4
