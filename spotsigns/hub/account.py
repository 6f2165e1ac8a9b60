"""What somebody changes about their own account: passphrase, second factor, codes for a lost phone, sessions."""

from __future__ import annotations

import pyotp

from spotsigns.errors import HubError, SealingError
from spotsigns.hub.account_model import CODES, NewPassphrase, code_digest, new_code
from spotsigns.hub.join import LOCKED_PRIVATE, qr_matrix
from spotsigns.hub.ledger import CODES as MADE_CODES
from spotsigns.hub.ledger import PASSPHRASE, SECOND_FACTOR, SESSIONS
from spotsigns.hub.log_in import SHARE, TOTP, hash_auth, totp_step
from spotsigns.hub.model import Staff
from spotsigns.hub.passphrase import AUTH_BYTES, SALT_BYTES
from spotsigns.hub.room import Hub
from spotsigns.hub.sessions import OpenSession
from spotsigns.hub.sure import make_sure

NEW_TOTP = "new-totp"


def share_of(hub: Hub, staff: Staff, auth: bytes) -> bytes:
    """The server's half of what wraps this person's key, against their passphrase once more. Raises HubError 403."""
    make_sure(hub, staff, auth)
    return hub.box.unlock(SHARE, staff.id, staff.share or b"")


def change_passphrase(hub: Hub, found: OpenSession, before: bytes, salt: bytes, auth: bytes, private: bytes) -> None:
    """The same key under a new passphrase; every other session ends. Raises HubError, and then the old passphrase stays."""
    make_sure(hub, found.staff, before)
    if len(salt) != SALT_BYTES or len(auth) != AUTH_BYTES or len(private) not in LOCKED_PRIVATE or salt == found.staff.salt:
        raise HubError(400, "malformed", "Something is wrong with the new passphrase. The old one stays.")
    entry = hub.ledger.entry(found.staff.id, PASSPHRASE, "", hub.clock())
    new = NewPassphrase(salt, hash_auth(auth), private)
    if not hub.store.change_passphrase(found.staff.id, found.staff.auth or "", new, found.session.digest, entry):
        raise HubError(409, "changed", "Your passphrase was changed in the meantime, perhaps in another tab.")


def end_others(hub: Hub, found: OpenSession) -> int:
    """How many other sessions of this person ended now."""
    return hub.store.end_other_sessions(found.staff.id, found.session.digest, hub.ledger.entry(found.staff.id, SESSIONS, "", hub.clock()))


def make_codes(hub: Hub, staff: Staff, auth: bytes) -> list[str]:
    """Ten codes, told once; the ones before stop working. Raises HubError 403."""
    make_sure(hub, staff, auth)
    codes = [new_code() for _ in range(CODES)]
    digests = tuple(code_digest(staff.id, code) or "" for code in codes)
    hub.store.put_codes(staff.id, digests, hub.ledger.entry(staff.id, MADE_CODES, "", hub.clock()))
    return codes


def offer_totp(hub: Hub, staff: Staff, auth: bytes) -> tuple[str, bytes, list[list[bool]]]:
    """A new secret in base32, the same under the secrets file to be handed back, its QR code. Raises HubError 403."""
    make_sure(hub, staff, auth)
    secret = pyotp.random_base32()
    return secret, hub.box.lock(NEW_TOTP, staff.id, secret.encode()), qr_matrix(secret, staff.name)


def take_totp(hub: Hub, staff: Staff, token: bytes, typed: str) -> None:
    """From now on codes come from the new phone. Raises HubError 403 for a wrong code; the old factor stays until then."""
    try:
        secret = hub.box.unlock(NEW_TOTP, staff.id, token)
    except SealingError as error:
        raise HubError(400, "malformed", "This is not the second factor that was offered. Begin again.") from error
    with hub.slowdown.seat():
        step = totp_step(hub, secret.decode("ascii"), typed)
        if step is None:
            hub.slowdown.fail(staff.id)
            raise HubError(403, "totp", "That is not the code shown now. Check the clock of the phone, then type the next one.")
    hub.store.change_totp(staff.id, hub.box.lock(TOTP, staff.id, secret), step, hub.ledger.entry(staff.id, SECOND_FACTOR, "", hub.clock()))
