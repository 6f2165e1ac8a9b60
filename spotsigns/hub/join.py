"""Joining: a link becomes a person with a passphrase, a second factor and a key; the first keyholder also makes the hub's keys."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from secrets import token_bytes

import pyotp
import segno
from cryptography.hazmat.primitives.asymmetric import ec

from spotsigns.concerns.model import HubKey
from spotsigns.errors import HubError
from spotsigns.hub.chained import Entry
from spotsigns.hub.first import FIRST_NAME, has_keyholder
from spotsigns.hub.invite import read_invitation
from spotsigns.hub.ledger import JOINED
from spotsigns.hub.log_in import SHARE, TOTP, hash_auth, totp_step
from spotsigns.hub.model import RECOVERY, HeldKey, Joined, MadeKeys, Staff, is_name, tidy_name
from spotsigns.hub.passphrase import AUTH_BYTES, SALT_BYTES, SHARE_BYTES
from spotsigns.hub.room import Hub
from spotsigns.hub.sessions import new_session
from spotsigns.sealing.envelope import key_id

ISSUER = "Spot the Signs hub"
POINT_BYTES = 65
# iv, ciphertext and tag around a P-256 PKCS#8 key of some 138 bytes; enc, ciphertext and tag for a sealed one.
LOCKED_PRIVATE = range(100, 400)
SEALED_HUB = range(150, 500)
SEALED_DESK = range(113, 114)


@dataclass(frozen=True)
class Begun:
    """What the browser needs to go on: 32-byte share, base32 TOTP secret, its QR code as rows of dark and light.

    `nonce` names this beginning: `finish_joining` takes it back only while no other tab began later.
    """

    staff: Staff
    nonce: str
    makes_keys: bool
    chooses_name: bool
    share: bytes
    totp: str
    matrix: list[list[bool]]


@dataclass(frozen=True)
class Offered:
    """What the browser hands over at the end; `hub` and `recovery` public keys and copies only from the first keyholder."""

    nonce: str
    name: str
    salt: bytes
    auth: bytes
    public: bytes
    private: bytes
    hub_public: bytes | None = None
    recovery_public: bytes | None = None
    copies: tuple[tuple[str, bytes, bytes], ...] = ()


def start_joining(hub: Hub, token: str) -> Begun:
    """A fresh share and TOTP secret; may be asked again until the end, for whoever closed the page too early."""
    _, staff = read_invitation(hub.store, token, hub.clock())
    share, secret = token_bytes(SHARE_BYTES), pyotp.random_base32()
    locked_share = hub.box.lock(SHARE, staff.id, share)
    hub.store.begin_joining(staff.id, locked_share, hub.box.lock(TOTP, staff.id, secret.encode()))
    is_first = staff.role == "keyholder" and not has_keyholder(hub.store)
    chooses_name = staff.name == FIRST_NAME
    return Begun(staff, _nonce(locked_share), is_first, chooses_name, share, secret, qr_matrix(secret, "hub" if chooses_name else staff.name))


def qr_matrix(secret: str, name: str) -> list[list[bool]]:
    """The QR code that an authenticator reads, as rows of dark and light."""
    uri = pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)
    return [[bool(cell) for cell in row] for row in segno.make(uri, error="m", micro=False).matrix]


def check_name(hub: Hub, token: str, wanted: str) -> None:
    """Raises HubError when a name will not do: said at the first step, not after 24 words."""
    _, staff = read_invitation(hub.store, token, hub.clock())
    known = hub.store.staff_named(_name(staff, wanted))
    if known is not None and known.id != staff.id:
        raise HubError(409, "taken", "Somebody here has this name already. Choose another.")


def confirm_totp(hub: Hub, token: str, typed: str) -> None:
    """Take one code from the new second factor. Raises HubError 401 when it is not right or was used."""
    _, staff = read_invitation(hub.store, token, hub.clock())
    if staff.totp is None:
        raise HubError(409, "unfinished", "A step of joining is missing. Open your link and begin again.")
    with hub.slowdown.seat():
        step = totp_step(hub, hub.box.unlock(TOTP, staff.id, staff.totp).decode("ascii"), typed)
        if step is None or not hub.store.use_totp_step(staff.id, step):
            hub.slowdown.fail(staff.id)
            raise HubError(401, "totp", "That is not the code shown now. Check the clock of the phone, then type the next one.")


def finish_joining(hub: Hub, token: str, offered: Offered) -> str:
    """Keep everything at once and log the person in: the cookie's token. Raises HubError when anything is amiss."""
    now = hub.clock()
    invitation, staff = read_invitation(hub.store, token, now)
    keys = _made_keys(staff, offered)
    if not hmac.compare_digest(_nonce(staff.share or b"").encode(), offered.nonce.encode()):
        raise HubError(409, "begun_again", "Your link was opened again, perhaps in another tab. Nothing was kept here. Finish there, or open your link and begin again.")
    if len(offered.salt) != SALT_BYTES or len(offered.auth) != AUTH_BYTES or len(offered.private) not in LOCKED_PRIVATE or not is_point(offered.public):
        raise _misshapen("this person's key")
    joined = Joined(_name(staff, offered.name), offered.salt, hash_auth(offered.auth), offered.public, offered.private, staff.share or b"")
    cookie, session = new_session(hub, staff.id)
    hub.store.finish_joining(invitation.digest, joined, keys, session, _entry(hub, staff, keys, now))
    return cookie


def _nonce(locked_share: bytes) -> str:
    return hashlib.sha256(locked_share).hexdigest()


def _entry(hub: Hub, staff: Staff, keys: MadeKeys | None, now: datetime) -> Entry:
    return hub.ledger.entry(staff.id, JOINED, f"key {key_id(keys.public)}" if keys else staff.role, now)


def _name(staff: Staff, wanted: str) -> str:
    """Only the first keyholder chooses: everybody else's name was chosen with the invitation."""
    if staff.name != FIRST_NAME:
        return staff.name
    name = tidy_name(wanted)
    if not is_name(name) or name == FIRST_NAME:
        raise HubError(400, "name", "Give the name that your colleagues know you by, at most 80 characters.")
    return name


def _made_keys(staff: Staff, offered: Offered) -> MadeKeys | None:
    if offered.hub_public is None or offered.recovery_public is None:
        return None
    if staff.role != "keyholder":
        raise HubError(403, "role", "Only a keyholder makes keys.")
    if not is_point(offered.hub_public) or not is_point(offered.recovery_public):
        raise _misshapen("the hub's key")
    if {holder for holder, _, _ in offered.copies} != {staff.id, RECOVERY} or len(offered.copies) != 2:
        raise _misshapen("the list of who holds a copy")
    if not all(len(hub) in SEALED_HUB and len(desk) in SEALED_DESK for _, hub, desk in offered.copies):
        raise _misshapen("a copy of the keys")
    key = HubKey(key_id(offered.hub_public), offered.hub_public, seal=True)
    return MadeKeys(offered.hub_public, offered.recovery_public, tuple(HeldKey(key, *copy) for copy in offered.copies))


def is_point(octets: bytes) -> bool:
    """True for an uncompressed point of P-256, 65 bytes."""
    if len(octets) != POINT_BYTES:
        return False
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), octets)
    except ValueError:
        return False
    return True


def _misshapen(what: str) -> HubError:
    return HubError(400, "malformed", f"Something is wrong with {what}. Open your link and begin again.")
