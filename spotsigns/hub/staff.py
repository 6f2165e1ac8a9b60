"""Adding people to the hub."""

from __future__ import annotations

import uuid
from datetime import datetime

from spotsigns.errors import HubError
from spotsigns.hub.invite import invite
from spotsigns.hub.model import ROLES, HubStore, Staff, is_name, tidy_name
from spotsigns.hub.names import ROLE_NAMES


def add_staff(store: HubStore, name: str, role: str, now: datetime) -> str:
    """The path of an invitation for a new person, or a fresh one for somebody invited before. Raises HubError."""
    person = person_to_invite(store, name, role)
    if store.staff_member(person.id) is None and not store.add_staff(person):
        raise HubError(409, "taken", f"{person.name} is here already. Choose another name.")
    return invite(store, person.id, now)


def person_to_invite(store: HubStore, name: str, role: str) -> Staff:
    """Whoever was invited under this name before, else somebody new who is not in the store yet. Raises HubError."""
    name = tidy_name(name)
    if not is_name(name):
        raise HubError(400, "name", "A name has 1 to 80 characters that can be printed. Choose another.")
    if role not in ROLES:
        raise HubError(400, "role", f"There is no role {role!r}. Use one of: {', '.join(ROLES)}.")
    known = store.staff_named(name)
    if known is not None and (known.state != "invited" or known.role != role):
        raise HubError(409, "taken", f"{name} is here already, as {ROLE_NAMES[known.role]} ({known.state}). Choose another name.")
    return known or Staff(str(uuid.uuid4()), name, role, "invited")
