"""What somebody does about their own passkeys: ask for one, keep it under a name, take it away."""

from __future__ import annotations

from typing import Any

from spotsigns.errors import HubError
from spotsigns.hub.join import ISSUER
from spotsigns.hub.ledger import PASSKEY_ADDED, PASSKEY_REMOVED
from spotsigns.hub.model import Staff
from spotsigns.hub.passkey_model import MOST_PASSKEYS, Passkey, is_passkey_name, passkey_id
from spotsigns.hub.passkey_proof import (
    check_attestation,
    log_in_options,
    needs_home,
    new_passkey_options,
    read_attestation,
)
from spotsigns.hub.room import Hub
from spotsigns.hub.sessions import OpenSession
from spotsigns.hub.sure import make_sure

_REFUSED = {
    "taken": "This passkey is on an account already. Choose another device, or remove it there first.",
    "enough": f"You have {MOST_PASSKEYS} passkeys. Remove one first.",
    "changed": "Your account was changed in the meantime. Log in again.",
}


def ask_passkey(hub: Hub, origin: str) -> dict[str, Any]:
    """What a log-in with a passkey begins with. Raises HubError 409 where none can work."""
    needs_home(hub, origin)
    return log_in_options(hub)


def offer_passkey(hub: Hub, found: OpenSession, auth: bytes, origin: str) -> dict[str, Any]:
    """PublicKeyCredentialCreationOptionsJSON, against the passphrase once more. Raises HubError 403 or 409."""
    needs_home(hub, origin)
    make_sure(hub, found.staff, auth)
    kept = hub.store.passkeys_of(found.staff.id)
    if len(kept) >= MOST_PASSKEYS:
        raise HubError(409, "enough", _REFUSED["enough"])
    return new_passkey_options(hub, found, ISSUER, kept)


def take_passkey(hub: Hub, found: OpenSession, name: str, document: dict[str, Any], origin: str) -> Passkey:
    """The passkey that was made on our offer to this session. Raises HubError 400 for what is none, 403 for one that proves nothing, 409."""
    if not is_passkey_name(name):
        raise HubError(400, "name", "Give the passkey a name of 1 to 40 characters, such as the device it is on.")
    given = read_attestation(document)
    needs_home(hub, origin)
    with hub.slowdown.seat():
        made = check_attestation(hub, found, given, origin)
        if made is None:
            hub.slowdown.fail(found.staff.name)
            raise HubError(403, "passkey", "That passkey could not be checked, or the question for it is too old. Nothing was changed. Begin again.")
    credential, public, count = made
    passkey = Passkey(passkey_id(credential), found.staff.id, credential, public, count, name, hub.now())
    refused = hub.store.add_passkey(passkey, hub.ledger.entry(found.staff.id, PASSKEY_ADDED, passkey.id, hub.clock()))
    if refused is not None:
        raise HubError(409, refused, _REFUSED[refused])
    return passkey


def remove_passkey(hub: Hub, staff: Staff, auth: bytes, wanted: str) -> None:
    """Against the passphrase once more. Raises HubError 403 or 404."""
    make_sure(hub, staff, auth)
    if not hub.store.remove_passkey(staff.id, wanted, hub.ledger.entry(staff.id, PASSKEY_REMOVED, wanted, hub.clock())):
        raise HubError(404, "not_found", "You have no such passkey any more.")
