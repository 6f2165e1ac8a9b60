"""The desk: what waits, handing out sealed bytes, triage. Nothing here can read a concern."""

from __future__ import annotations

from spotsigns.concerns.model import is_concern_id
from spotsigns.errors import HubError
from spotsigns.hub.chained import Head
from spotsigns.hub.ledger import LINE, LISTED, MOVED, OPENED, SEEN
from spotsigns.hub.model import TRIAGE_STATES, URGENCIES, DeskRow, SealedRow, Staff, Triage
from spotsigns.hub.names import STATE_NAMES
from spotsigns.hub.restrict import visible_to
from spotsigns.hub.room import Hub

PAGE_ROWS = 500
MOST_AT_ONCE = 50
LONGEST_FIELD = 80

Cursor = tuple[str, str, int]


def hand_out_to_sort(hub: Hub, staff: Staff, wanted: list[tuple[str, int]]) -> tuple[list[SealedRow], Head]:
    """Sealed bytes for sorting and the ledger's head: no person reads them, so nobody is told that one has."""
    if not 0 < len(wanted) <= MOST_AT_ONCE or not all(is_concern_id(concern_id) for concern_id, _ in wanted):
        raise HubError(400, "malformed", f"Ask for 1 to {MOST_AT_ONCE} concerns at a time.")
    subject = " ".join(f"{concern_id}/{variant}" for concern_id, variant in wanted)
    return hub.store.hand_out(wanted, hub.ledger.entry(staff.id, LISTED, subject, hub.clock()))


def hand_out_to_read(hub: Hub, staff: Staff, concern_id: str) -> tuple[list[SealedRow], list[DeskRow], Head]:
    """Every variant of a concern, what else is on its thread, and the ledger's head. Raises HubError 404."""
    handed = hub.store.hand_out_concern(concern_id, hub.ledger.entry(staff.id, OPENED, concern_id, hub.clock()))
    if handed is None:
        raise HubError(404, "unknown_concern", "There is no concern with this id.")
    rows, head = handed
    return rows, [row for row in visible_to(hub, staff, hub.store.thread_rows(rows[0].thread)) if row.id != concern_id], head


def mark_seen(hub: Hub, staff: Staff, concern_id: str, variants: tuple[int, ...]) -> str:
    """The words were on a screen: new becomes seen, and whoever told us can hear that a person has read it."""
    subject = _subject(concern_id, variants)
    state = hub.store.mark_seen(concern_id, variants, hub.ledger.entry(staff.id, SEEN, subject, hub.clock()))
    if state is None:
        raise HubError(404, "unknown_concern", "There is no concern with this id.")
    return state


def triage_concern(hub: Hub, staff: Staff, concern_id: str, variants: tuple[int, ...], state: str, triage: Triage) -> None:
    """Take it to `state` and record `triage` in the clear. Raises HubError 400, 404 or 409."""
    texts = (triage.category, triage.ward, triage.assignee, triage.language, triage.reader_kind)
    if any(len(text) > LONGEST_FIELD or not text.isprintable() for text in texts) or triage.urgency not in ("", *URGENCIES):
        raise HubError(400, "malformed", "One of these fields is too long or not known.")
    if state not in TRIAGE_STATES:
        raise HubError(400, "state", f"Use one of: {', '.join(TRIAGE_STATES)}.")
    subject = f"{_subject(concern_id, variants)} {state}"
    entry = hub.ledger.entry(staff.id, MOVED, subject, hub.clock())
    refused = hub.store.move(concern_id, variants, state, triage, entry, hub.doing.purge_after(hub.clock()))
    if refused == "missing":
        raise HubError(404, "unknown_concern", "There is no concern with this id.")
    if refused in ("seen", "in_hand") and state == "closed":
        raise HubError(409, "reason", "What somebody has read is closed with a reason: say why under “No further action”.")
    if refused is not None:
        raise HubError(409, "move", f"From “{STATE_NAMES[refused]}” it cannot become “{STATE_NAMES[state]}”. Look again: somebody may have changed it.")


def set_line(hub: Hub, staff: Staff, is_open: bool) -> None:
    """Open or close the line that phones send by. What was queued on a phone is taken either way."""
    if is_open and not any(held.key.seal for held in hub.store.held_keys(staff.id)):
        raise HubError(409, "no_key", "You hold no key that phones seal to. Nobody could read what came in.")
    if is_open and (red := hub.red_lines()):
        raise HubError(409, "not_ready", "\n".join([f"The line stays closed: {len(red)} things are missing.", *red]))
    hub.store.set_line(is_open, hub.ledger.entry(staff.id, LINE, "open" if is_open else "closed", hub.clock()))


def _subject(concern_id: str, variants: tuple[int, ...]) -> str:
    if not is_concern_id(concern_id) or not variants or not set(variants) <= set(range(4)):
        raise HubError(400, "malformed", "Name a concern and at least one of its envelopes.")
    return f"{concern_id}/{','.join(map(str, variants))}"
