"""The passphrase once more, before something that an unlocked screen alone must not do."""

from __future__ import annotations

from spotsigns.errors import HubError
from spotsigns.hub.log_in import verify_auth
from spotsigns.hub.model import Staff
from spotsigns.hub.room import Hub


def make_sure(hub: Hub, staff: Staff, auth: bytes) -> None:
    """Raises HubError 403 when `auth` does not come from this person's passphrase: slower each time, never shut out."""
    with hub.slowdown.seat():
        if staff.auth is None or not verify_auth(staff.auth, auth):
            hub.slowdown.fail(staff.name)
            raise HubError(403, "passphrase", "That is not your passphrase. Nothing was changed. Type it once more.")


def needs_sealing_key(hub: Hub, staff: Staff) -> str:
    """The id of the key that phones seal to. Raises HubError 403 for somebody who holds no copy of it: they were not admitted."""
    for held in hub.store.held_keys(staff.id):
        if held.key.seal:
            return held.key.id
    raise HubError(403, "not_admitted", "You hold no copy of the hub's key. A keyholder has to admit you first.")
