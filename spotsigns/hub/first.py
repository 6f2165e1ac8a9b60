"""The first keyholder: while there is none, every start makes a new link and the one before stops working."""

from __future__ import annotations

import uuid
from datetime import datetime

from spotsigns.hub.invite import invite
from spotsigns.hub.model import HubStore, Staff

FIRST_NAME = "First keyholder"


def first_link(store: HubStore, now: datetime) -> str | None:
    """The path of the first keyholder's link, or None when somebody holds the keys."""
    if has_keyholder(store):
        return None
    first = store.staff_named(FIRST_NAME)
    if first is None:
        store.add_staff(Staff(str(uuid.uuid4()), FIRST_NAME, "keyholder", "invited"))
        first = store.staff_named(FIRST_NAME)
    if first is None or first.state != "invited":
        return None
    return invite(store, first.id, now)


def has_keyholder(store: HubStore) -> bool:
    """True when an active keyholder is there: then keys are admitted to, never made again by a link."""
    return any(staff.role == "keyholder" and staff.state == "active" for staff in store.all_staff())
