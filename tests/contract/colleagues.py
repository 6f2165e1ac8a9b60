"""More people for a demonstration hub, each with keys of their own: what the browsers' ceremonies do, done here."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass

import pyotp
from cryptography.hazmat.primitives.asymmetric import ec

from spotsigns.hub.box import Box
from spotsigns.hub.demonstration import DemonstrationStaff
from spotsigns.hub.keys import lock_private, open_copy, seal_copy, unlock_private
from spotsigns.hub.log_in import SHARE, TOTP, hash_auth
from spotsigns.hub.model import DESK_ROLES, HeldKey, Staff
from spotsigns.hub.passphrase import SALT_BYTES, SHARE_BYTES, auth_of, stretch, wrap_of
from spotsigns.sealing.envelope import new_private_key, public_bytes
from spotsigns.store import SqliteStore
from spotsigns.store.secrets import Secrets


@dataclass(frozen=True)
class Colleague:
    """`known` logs in as the demonstration's keyholder does; `private` opens what is sealed to this person."""

    id: str
    known: DemonstrationStaff
    private: ec.EllipticCurvePrivateKey


def add_colleague(store: SqliteStore, kept: Secrets, first: DemonstrationStaff, name: str, role: str) -> Colleague:
    """Somebody who has joined; a keyholder or practitioner was admitted by the first keyholder as well."""
    staff_id, passphrase, totp = str(uuid.uuid4()), f"{name} walks to the market", pyotp.random_base32()
    salt, share, private = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(SHARE_BYTES), new_private_key()
    stretched, box = stretch(passphrase, salt), Box(kept.box)
    store.add_staff(Staff(staff_id, name, role, "active"))
    store.write(
        lambda db: db.execute(
            "UPDATE staff SET salt = ?, auth = ?, share = ?, totp = ?, totp_step = 1, public = ?, private = ? WHERE id = ?",
            (
                salt, hash_auth(auth_of(stretched)), box.lock(SHARE, staff_id, share), box.lock(TOTP, staff_id, totp.encode()),
                public_bytes(private), lock_private(wrap_of(stretched, share), private), staff_id,
            ),
        ).rowcount
    )  # fmt: skip
    if role in DESK_ROLES:
        _admit(store, kept, first, staff_id, public_bytes(private))
    return Colleague(staff_id, DemonstrationStaff(name, passphrase, totp, first.hub_key), private)


def private_of(store: SqliteStore, kept: Secrets, person: DemonstrationStaff) -> tuple[str, ec.EllipticCurvePrivateKey]:
    """Staff id and private key, from what the server keeps and the passphrase."""
    staff = store.staff_named(person.name)
    assert staff is not None
    assert staff.salt is not None
    share = Box(kept.box).unlock(SHARE, staff.id, staff.share or b"")
    return staff.id, unlock_private(wrap_of(stretch(person.passphrase, staff.salt), share), staff.private or b"")


def desk_key_of(store: SqliteStore, kept: Secrets, person: DemonstrationStaff) -> bytes:
    """The 32 bytes that notes are locked under."""
    staff_id, private = private_of(store, kept, person)
    return open_copy(store.held_keys(staff_id)[-1], private)[1]


def _admit(store: SqliteStore, kept: Secrets, first: DemonstrationStaff, staff_id: str, public: bytes) -> None:
    copy: HeldKey = seal_copy(first.hub_key, desk_key_of(store, kept, first), staff_id, public)
    store.write(
        lambda db: db.execute(
            "INSERT INTO held_keys (key, holder, hub_sealed, desk_sealed) VALUES (?, ?, ?, ?)", (copy.key.id, staff_id, copy.hub_sealed, copy.desk_sealed)
        ).rowcount
    )
