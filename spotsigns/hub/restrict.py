"""Restricted concerns: about the police, the council or this team. Named keyholders hold copies of their own; for everybody else it is not here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from spotsigns.errors import HubError
from spotsigns.hub.doing_model import RestrictedCopy
from spotsigns.hub.ledger import RESTRICTED, utc_second
from spotsigns.hub.licensing import check_sealed
from spotsigns.hub.model import RECOVERY, Staff
from spotsigns.hub.records import no_concern
from spotsigns.hub.room import Hub


class Named(Protocol):
    """Anything with the id of a concern."""

    @property
    def id(self) -> str: ...


Row = TypeVar("Row", bound=Named)


def restrict(hub: Hub, staff: Staff, concern_id: str, copies: tuple[RestrictedCopy, ...]) -> tuple[str, ...]:
    """From now on only the holders named in `copies` see it; the staff ids of them. Raises HubError 400, 404 or 409."""
    holders = {copy.holder for copy in copies} - {RECOVERY}
    keyholders = {one.id for one in hub.store.all_staff() if one.role == "keyholder" and one.state == "active" and one.public}
    if not holders or not holders <= keyholders:
        raise HubError(400, "holders", "Name at least one keyholder who works here.")
    if hub.store.recovery_public() is not None and all(copy.holder != RECOVERY for copy in copies):
        raise HubError(400, "recovery", "A copy for the recovery words is missing: without it a lost passphrase would lose the concern.")
    for copy in copies:
        check_sealed(copy.sealed)
    named = tuple(sorted(holders))
    entry = hub.ledger.entry(staff.id, RESTRICTED, f"{concern_id} {' '.join(named)}", hub.clock())
    refused = hub.store.restrict(concern_id, copies, utc_second(hub.clock()), entry)
    if refused == "missing":
        raise no_concern()
    if refused == "already":
        raise HubError(409, "restricted", "This is restricted already. Look again.")
    if refused is not None:
        raise HubError(409, "incomplete", "Another envelope came under this id, or a copy is missing. Open it again and restrict it then.")
    return named


def visible_to(hub: Hub, staff: Staff, rows: Iterable[Row]) -> list[Row]:
    """Without the rows of concerns that are restricted to others."""
    rows = list(rows)
    hidden = hub.store.hidden_from(staff.id, tuple({row.id for row in rows})) if rows else set()
    return [row for row in rows if row.id not in hidden]
