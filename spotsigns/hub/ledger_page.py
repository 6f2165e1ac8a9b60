"""The ledger for people: newest first, sifted, names for ids; and whether it is whole. Nobody can edit it."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from spotsigns.errors import HubError
from spotsigns.hub.chained import Head, LedgerRow
from spotsigns.hub.ledger import verify_ledger
from spotsigns.hub.overview_model import Sifted
from spotsigns.hub.room import Hub

EXPORTED = "exported"
PAGE_ROWS = 100
SHEET_ROWS = 20_000
_ACT = re.compile(r"[a-z_]{1,40}\Z")
_STAFF = re.compile(r"[0-9a-z-]{1,40}\Z")


@dataclass
class Verdict:
    """What checking the whole chain found, kept until there is another head: a long ledger takes seconds."""

    head: Head | None = None
    broken: int | None = None
    is_known: bool = field(default=False)

    def look(self, hub: Hub) -> dict[str, Any]:
        """`broken` is the first row that is not as it was written, None while all are."""
        head = hub.store.ledger_head()
        if not self.is_known or head != self.head:
            self.broken = verify_ledger(hub.store, hub.ledger.key)
            self.head, self.is_known = head, True
        return {"broken": self.broken, "head": asdict(head) if head else None}


def sift(act: str, staff: str, day: str, before: str) -> Sifted:
    """Checked; empty ones mean all. Raises HubError 400."""
    try:
        is_day = not day or date.fromisoformat(day).isoformat() == day
    except ValueError:
        is_day = False
    is_number = not before or (before.isascii() and before.isdecimal() and len(before) < 16)
    if not (is_day and is_number and (not act or _ACT.match(act)) and (not staff or _STAFF.match(staff))):
        raise HubError(400, "malformed", "Choose an act, a person, a day such as 2026-11-23.")
    return Sifted(act, staff, day, int(before or 0))


def read_page(hub: Hub, sifted: Sifted, limit: int = PAGE_ROWS) -> list[dict[str, Any]]:
    """Rows newest first, each with the name of whoever acted."""
    names = {person.id: person.name for person in hub.store.all_staff()}
    return [_told(row, names) for row in hub.store.ledger_page(sifted, limit)]


def export_rows(hub: Hub, staff_id: str, sifted: Sifted) -> list[list[object]]:
    """The newest 20,000 that fit, as rows of a sheet. That somebody took them away is a row of its own."""
    chosen = " ".join(filter(None, (sifted.act, sifted.staff, sifted.day)))
    hub.store.write_entry(hub.ledger.entry(staff_id, EXPORTED, f"ledger {chosen}".strip(), hub.clock()))
    rows = read_page(hub, sifted, SHEET_ROWS)
    heading: list[object] = ["row", "at (UTC)", "who", "act", "of what", "chain"]
    return [heading, *([row["n"], row["at"], row["who"], row["act"], row["subject"], row["chain"]] for row in rows)]


def _told(row: LedgerRow, names: dict[str, str]) -> dict[str, Any]:
    subject = " ".join(names.get(word, word) for word in row.subject.split(" "))
    return {**asdict(row), "who": names.get(row.staff, row.staff), "subject": subject}
