"""Hand-overs: asked → released → confirmed. The document is made, printed and sent by browsers; here are its digest and who did what."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from spotsigns.concerns.model import is_concern_id
from spotsigns.errors import HubError
from spotsigns.hub.destinations import Destination
from spotsigns.hub.doing_model import HAND_OVER_KIND, LONGEST_REFERENCE, HandOver
from spotsigns.hub.ledger import ASKED, CONFIRMED, GLASS, RELEASED, REVIEWED, TAKEN, WITHDRAWN, utc_second
from spotsigns.hub.model import Staff
from spotsigns.hub.records import make_record, no_concern, same_or_refused
from spotsigns.hub.room import Hub

MOST_OPEN = 500
_DIGEST = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True)
class Prepared:
    """What a browser prepared: `digest` of the document, the `groups` in it, whether typed words name somebody, and, locked, what it is made of."""

    id: str
    destination: str
    digest: str
    groups: tuple[str, ...]
    names: bool
    locked: bytes


def prepare(hub: Hub, staff: Staff, concern_id: str, prepared: Prepared) -> tuple[HandOver, bool]:
    """Begin it: released at once when it names nobody, else somebody else is asked. Nothing about the concern changes yet.

    The same again is what stands there. Raises HubError 400, 404, 409 or 413.
    """
    destination = _destination(hub, prepared.destination)
    if not _DIGEST.match(prepared.digest):
        raise HubError(400, "malformed", "The digest is no SHA-256 in lower-case hex.")
    beyond = [group for group in prepared.groups if group not in destination.receives]
    if beyond:
        raise HubError(400, "group", f"{destination.name} may not receive {beyond[0]!r}.")
    names = destination.needs_second(prepared.groups, names=prepared.names)
    at = utc_second(hub.clock())
    hand_over = HandOver(prepared.id, concern_id, destination.id, prepared.digest, names, "asked" if names else "released", at, staff.id, None if names else at)
    record = make_record(hub, staff, concern_id, prepared.id, HAND_OVER_KIND, prepared.locked)
    entry = hub.ledger.entry(staff.id, ASKED, f"{concern_id} {prepared.id} {destination.id}", hub.clock())
    kept = hub.store.put_hand_over(hand_over, record, entry)
    if kept is None:
        raise no_concern()
    stands, its_record, is_new = kept
    same_or_refused((its_record, is_new), record)
    if (stands.destination, stands.digest, stands.names) != (hand_over.destination, hand_over.digest, hand_over.names):
        raise HubError(409, "different", "Another document stands under this id. Prepare it again.")
    return stands, is_new


def release(hub: Hub, staff: Staff, hand_over_id: str, digest: str) -> HandOver:
    """The second person looked at the same document. Raises HubError 403 for the one who asked, 404 or 409."""
    known = find(hub, hand_over_id, digest)
    if known.state != "asked":
        return _again(known, known.state in ("released", "confirmed") and known.released_by == staff.id)
    if known.by == staff.id:
        raise HubError(403, "same_person", "Somebody else has to release this, logged in as themselves.")
    at = utc_second(hub.clock())
    return _change(hub, staff, RELEASED, known, replace(known, state="released", released_at=at, released_by=staff.id))


def break_glass(hub: Hub, staff: Staff, hand_over_id: str, digest: str, record_id: str, locked: bytes) -> HandOver:
    """One person alone releases it at once; the reason is kept, locked, and somebody else reviews it. Raises HubError 400, 404, 409 or 413."""
    known = find(hub, hand_over_id, digest)
    if known.state != "asked":
        return _again(known, known.glass and known.released_by == staff.id)
    record = make_record(hub, staff, known.concern, record_id, "note", locked)
    at = utc_second(hub.clock())
    changed = replace(known, state="released", released_at=at, released_by=staff.id, glass=True)
    entry = hub.ledger.entry(staff.id, GLASS, f"{known.concern} {known.id} {record_id}", hub.clock())
    if not hub.store.change_hand_over(known, changed, entry, record=record):
        raise changed_meanwhile()
    return changed


def review(hub: Hub, staff: Staff, hand_over_id: str) -> HandOver:
    """Another person looked at what was released alone. Raises HubError 403, 404 or 409."""
    known = find(hub, hand_over_id)
    if not known.glass or known.reviewed_at is not None:
        return _again(known, known.glass and known.reviewed_by == staff.id)
    if staff.id in (known.released_by, known.by):
        raise HubError(403, "same_person", "Somebody who took no part in it has to review this.")
    return _change(hub, staff, REVIEWED, known, replace(known, reviewed_at=utc_second(hub.clock()), reviewed_by=staff.id))


def take(hub: Hub, staff: Staff, hand_over_id: str, digest: str) -> HandOver:
    """The document leaves a browser: printed or saved. Every time is a row of the ledger. Raises HubError 404 or 409."""
    known = find(hub, hand_over_id, digest)
    if known.state not in ("released", "confirmed") or _destination(hub, known.destination).way != "document":
        raise HubError(409, "not_released", "This was not released, so it may not leave the desk.")
    return _change(hub, staff, TAKEN, known, replace(known, taken_at=known.taken_at or utc_second(hub.clock())))


def confirm(hub: Hub, staff: Staff, hand_over_id: str, reference: str) -> HandOver:
    """It arrived, under their `reference`: from now on the concern's clock runs. Raises HubError 400, 404 or 409."""
    known = find(hub, hand_over_id)
    return confirm_known(hub, staff, known, reference)


def confirm_known(hub: Hub, staff: Staff, known: HandOver, reference: str) -> HandOver:
    """As `confirm`, of one that was found."""
    reference = " ".join(reference.split())
    if not 0 < len(reference) <= LONGEST_REFERENCE or not reference.isprintable():
        raise HubError(400, "reference", f"Type the reference they gave: 1 to {LONGEST_REFERENCE} characters.")
    if known.state == "confirmed":
        return _again(known, known.reference == reference)
    if known.state != "released" or known.taken_at is None:
        raise HubError(409, "not_released", "Nothing was given yet, so nobody can have confirmed it.")
    changed = replace(known, state="confirmed", confirmed_at=utc_second(hub.clock()), confirmed_by=staff.id, reference=reference)
    return _change(hub, staff, CONFIRMED, known, changed, hub.doing.purge_after(hub.clock()))


def withdraw(hub: Hub, staff: Staff, hand_over_id: str) -> HandOver:
    """It is not to be done after all. What was given already stays in the ledger. Raises HubError 404 or 409."""
    known = find(hub, hand_over_id)
    if known.state not in ("asked", "released"):
        return _again(known, known.state == "withdrawn")
    return _change(hub, staff, WITHDRAWN, known, replace(known, state="withdrawn"))


def find(hub: Hub, hand_over_id: str, digest: str | None = None) -> HandOver:
    """Raises HubError 404, or 409 when `digest` is of another document."""
    known = hub.store.hand_over(hand_over_id) if is_concern_id(hand_over_id) else None
    if known is None:
        raise no_hand_over()
    if digest is not None and digest != known.digest:
        raise HubError(409, "different", "This is another document than the one that was prepared.")
    return known


def open_hand_overs(hub: Hub, staff: Staff) -> list[HandOver]:
    """What somebody still has to do something about, without what is restricted to others."""
    found = hub.store.open_hand_overs(MOST_OPEN)
    hidden = hub.store.hidden_from(staff.id, tuple({one.concern for one in found}))
    return [one for one in found if one.concern not in hidden]


def no_hand_over() -> HubError:
    return HubError(404, "unknown_hand_over", "There is no hand-over with this id.")


def changed_meanwhile() -> HubError:
    return HubError(409, "changed", "Somebody changed this in the meantime. Look again.")


def _destination(hub: Hub, destination_id: str) -> Destination:
    destination = hub.doing.destinations.named(destination_id)
    if destination is None:
        raise HubError(400, "destination", "There is no such destination here.")
    return destination


def _change(hub: Hub, staff: Staff, act: str, known: HandOver, changed: HandOver, purge_after: str | None = None) -> HandOver:
    entry = hub.ledger.entry(staff.id, act, f"{known.concern} {known.id}", hub.clock())
    if not hub.store.change_hand_over(known, changed, entry, purge_after=purge_after):
        raise changed_meanwhile()
    return changed


def _again(known: HandOver, is_same: bool) -> HandOver:
    """A press that was lost on its way and is made again finds it done; any other comes too late."""
    if is_same:
        return known
    raise HubError(409, "changed", f"This is {known.state} already. Look again.")
