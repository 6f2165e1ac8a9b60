"""Work on many concerns: sifting, moving them together, who looks at what, what is new."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from spotsigns.concerns.model import is_concern_id
from spotsigns.errors import HubError
from spotsigns.hub.desk import PAGE_ROWS, Cursor
from spotsigns.hub.desk_model import SIFTED, BulkMove, Place, Refused, Sieve, are_fields, is_field_text
from spotsigns.hub.ledger import FINISHED, MOVED
from spotsigns.hub.model import TRIAGE_STATES, URGENCIES, DeskRow, Staff
from spotsigns.hub.names import STATE_NAMES
from spotsigns.hub.records import make_record
from spotsigns.hub.room import Hub

MOST_TOGETHER = 100
MOST_NEW = 200
# Named in an answer; the others are counted.
MOST_NAMED = 20
_MINUTE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\dZ", re.ASCII)


class BulkRefused(HubError):
    """Nothing was moved: these may not go there."""

    def __init__(self, refused: list[Refused], state: str) -> None:
        self.refused = refused
        unread = sum(one.state == "new" for one in refused)
        why = f"{unread} of them nobody has read: open each before it is moved." if unread else "Look again: somebody may have changed them."
        wanted = f"become “{STATE_NAMES[state]}”" if state else "be changed"
        super().__init__(409, "unread" if unread else "move", f"Nothing was moved. {len(refused)} cannot {wanted}. {why}")


def sift_desk(hub: Hub, state: str, before: Cursor | None, asked: Mapping[str, str]) -> tuple[list[DeskRow], Place | None]:
    """The next page of a state through a sieve: `asked` holds clear fields by name, and slow or practice as 0 or 1."""
    if state not in TRIAGE_STATES:
        raise HubError(400, "state", f"Use one of: {', '.join(TRIAGE_STATES)}.")
    texts = tuple((name, asked[name]) for name in SIFTED if asked.get(name))
    if not all(is_field_text(text) for _, text in texts):
        raise HubError(400, "malformed", "One of these fields is too long or not known.")
    return hub.store.desk_sifted(state, before, PAGE_ROWS, Sieve(texts, _flag(asked, "slow"), _flag(asked, "practice")))


def move_many(hub: Hub, staff: Staff, wanted: list[tuple[str, int]], state: str, fields: dict[str, Any]) -> int:
    """All in one transaction, with a ledger row for each concern. Raises HubError 400, BulkRefused: then nothing was moved."""
    if not 0 < len(wanted) <= MOST_TOGETHER or not all(is_concern_id(concern_id) for concern_id, _ in wanted):
        raise HubError(400, "malformed", f"Choose 1 to {MOST_TOGETHER} concerns at a time.")
    if state not in ("", *TRIAGE_STATES) or not (state or fields) or not are_fields(fields, URGENCIES):
        raise HubError(400, "malformed", "Say where they go, or what is recorded about all of them.")
    by_id: dict[str, set[int]] = {}
    for concern_id, variant in wanted:
        by_id.setdefault(concern_id, set()).add(variant)
    now = hub.clock()
    moves = [
        BulkMove(concern_id, tuple(sorted(variants)), hub.ledger.entry(staff.id, MOVED, f"{concern_id}/{','.join(map(str, sorted(variants)))} {state or 'same'}", now))
        for concern_id, variants in by_id.items()
    ]
    hidden = hub.store.hidden_from(staff.id, tuple(by_id))
    refused = [Refused(*one, "") for one in wanted if one[0] in hidden] or hub.store.move_many(moves, state, fields, hub.doing.purge_after(now))
    if refused:
        raise BulkRefused(refused, state)
    return len(moves)


def finish_many(hub: Hub, staff: Staff, reasons: list[tuple[str, str, bytes]]) -> int:
    """No further action for each concern, with its reason as (concern id, record id, locked bytes), in one transaction. Raises as `move_many`."""
    concerns = tuple(concern_id for concern_id, _, _ in reasons)
    if not 0 < len(set(concerns)) == len(concerns) <= MOST_TOGETHER or not all(map(is_concern_id, concerns)):
        raise HubError(400, "malformed", f"Choose 1 to {MOST_TOGETHER} concerns at a time, each once.")
    now = hub.clock()
    hidden = hub.store.hidden_from(staff.id, concerns)
    records = [make_record(hub, staff, concern_id, record_id, "note", locked) for concern_id, record_id, locked in reasons]
    finished = [(record, hub.ledger.entry(staff.id, FINISHED, f"{record.concern} {record.id}", now)) for record in records]
    refused = [Refused(concern_id, 0, "") for concern_id in concerns if concern_id in hidden] or hub.store.finish_many(finished, hub.doing.purge_after(now))
    if refused:
        raise BulkRefused(refused, "closed")
    return len(records)


def arrivals(hub: Hub, staff: Staff, since: str) -> list[tuple[str, int]]:
    """New ones from that UTC minute on: the browser knows which of them it has."""
    if not _MINUTE.fullmatch(since):
        raise HubError(400, "malformed", "since is no minute such as 2026-11-23T20:15Z.")
    arrived = hub.store.arrived_since(since, MOST_NEW)
    hidden = hub.store.hidden_from(staff.id, tuple({concern_id for concern_id, _ in arrived}))
    return [one for one in arrived if one[0] not in hidden]


def look_at(hub: Hub, staff: Staff, concern_id: str) -> list[tuple[str, str]]:
    """What is on this person's screen now ("" for nothing); (concern id, name) of everybody else's."""
    if concern_id and not is_concern_id(concern_id):
        raise HubError(400, "malformed", "This is no concern's id.")
    if concern_id and hub.store.hidden_from(staff.id, (concern_id,)):
        raise HubError(404, "unknown_concern", "There is no concern with this id.")
    return hub.looking.look(staff.id, staff.name, concern_id, hub.now())


def _flag(asked: Mapping[str, str], name: str) -> bool | None:
    text = asked.get(name, "")
    if text not in ("", "0", "1"):
        raise HubError(400, "malformed", f"{name} is 0 or 1.")
    return text == "1" if text else None
