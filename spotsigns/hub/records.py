"""Notes, translations, links and drafts: what staff write about a concern, locked in their browsers. Nothing here can read one."""

from __future__ import annotations

from spotsigns.concerns.model import is_concern_id
from spotsigns.errors import HubError
from spotsigns.hub.doing_model import LARGEST_LOCKED, RECORD_KINDS, SMALLEST_LOCKED, Record, Standing
from spotsigns.hub.ledger import FINISHED, NOTED, NOTES_READ, utc_second
from spotsigns.hub.model import Staff
from spotsigns.hub.room import Hub


def standing(hub: Hub, concern_id: str) -> Standing:
    """All that stands in the clear about a concern. Raises HubError 404."""
    found = hub.store.standing(concern_id)
    if found is None:
        raise no_concern()
    return found


def read_records(hub: Hub, staff: Staff, concern_id: str) -> list[Record]:
    """Every record of a concern, oldest first. Raises HubError 404."""
    standing(hub, concern_id)
    return hub.store.records(concern_id, hub.ledger.entry(staff.id, NOTES_READ, concern_id, hub.clock()))


def write_record(hub: Hub, staff: Staff, concern_id: str, record_id: str, kind: str, locked: bytes) -> tuple[Record, bool]:
    """What stands under the id, and whether it is new. Raises HubError 400, 404, 409 or 413."""
    if kind not in RECORD_KINDS:
        raise HubError(400, "kind", f"Use one of: {', '.join(RECORD_KINDS)}.")
    record = make_record(hub, staff, concern_id, record_id, kind, locked)
    entry = hub.ledger.entry(staff.id, NOTED, f"{concern_id} {record_id} {kind}", hub.clock())
    return same_or_refused(hub.store.put_record(record, entry), record)


def finish_concern(hub: Hub, staff: Staff, concern_id: str, record_id: str, locked: bytes) -> tuple[Record, bool]:
    """No further action: the reason is kept as a note, the concern closed, its clock started. Raises HubError as `write_record`."""
    if all(row.state == "new" for row in standing(hub, concern_id).rows):
        raise HubError(409, "unread", "Nobody has read this yet. Open it first.")
    record = make_record(hub, staff, concern_id, record_id, "note", locked)
    entry = hub.ledger.entry(staff.id, FINISHED, f"{concern_id} {record_id}", hub.clock())
    return same_or_refused(hub.store.finish(record, hub.doing.purge_after(hub.clock()), entry), record)


def read_draft(hub: Hub, staff: Staff, concern_id: str) -> tuple[str, bytes] | None:
    """When this person's half-written words were kept, and the locked bytes."""
    return hub.store.draft(concern_id, staff.id)


def keep_draft(hub: Hub, staff: Staff, concern_id: str, locked: bytes) -> str:
    """In the place of the one before; when it was kept. No ledger row: nobody but its author is handed it. Raises HubError 400, 404 or 413."""
    check_locked(locked)
    at = utc_second(hub.clock())
    if not hub.store.put_draft(concern_id, staff.id, at, locked):
        raise no_concern()
    return at


def drop_draft(hub: Hub, staff: Staff, concern_id: str) -> None:
    hub.store.drop_draft(concern_id, staff.id)


def make_record(hub: Hub, staff: Staff, concern_id: str, record_id: str, kind: str, locked: bytes) -> Record:
    """By this person, now. Raises HubError 400 or 413."""
    if not is_concern_id(record_id):
        raise HubError(400, "malformed", "The id is no version 4 UUID in lower case.")
    check_locked(locked)
    return Record(record_id, concern_id, kind, staff.id, utc_second(hub.clock()), locked)


def check_locked(locked: bytes) -> None:
    """Raises HubError 400 or 413."""
    if len(locked) > LARGEST_LOCKED:
        raise HubError(413, "too_large", "This is too long for one note. Write two.")
    if len(locked) < SMALLEST_LOCKED:
        raise HubError(400, "malformed", "This is too short to have been locked.")


def same_or_refused(kept: tuple[Record, bool] | None, record: Record) -> tuple[Record, bool]:
    """The same again is what stands there already; anything else under its id is refused. Raises HubError 404 or 409."""
    if kept is None:
        raise no_concern()
    stands, is_new = kept
    if (stands.concern, stands.kind, stands.author, stands.locked) != (record.concern, record.kind, record.author, record.locked):
        raise HubError(409, "different", "Something else stands under this id. Write it again.")
    return stands, is_new


def no_concern() -> HubError:
    return HubError(404, "unknown_concern", "There is no concern with this id, or its words were deleted.")
