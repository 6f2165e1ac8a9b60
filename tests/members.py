"""People of a hub without a browser: what static/js/hub does with keys, done with the Python twin. No passphrase is stretched here."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import pyotp
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from spotsigns.errors import SealingError
from spotsigns.hub.admit import admit
from spotsigns.hub.first import first_link
from spotsigns.hub.invite import read_invitation
from spotsigns.hub.join import Offered, confirm_totp, finish_joining, start_joining
from spotsigns.hub.key_model import OldEnvelope, Person
from spotsigns.hub.keys import open_copy, seal_copy
from spotsigns.hub.model import DESK_ROLES, RECOVERY, HeldKey, Staff
from spotsigns.hub.recovery import Recovered, challenge, check_proof, recover
from spotsigns.hub.room import Hub
from spotsigns.hub.rotate import NewKey, hand_out_old, rotate, take_resealed
from spotsigns.sealing.encoding import from_base64url, to_base64url
from spotsigns.sealing.envelope import (
    derive_key_pair,
    envelope_info,
    key_id,
    new_private_key,
    open_sealed,
    public_bytes,
    seal,
)

Private = ec.EllipticCurvePrivateKey


@dataclass
class Member:
    """Somebody with their key; `auth` is what their passphrase shows to the server. `taken` is every copy they ever could open."""

    id: str
    name: str
    role: str
    private: Private
    auth: bytes
    totp: str
    taken: dict[str, tuple[Private, bytes]] = field(default_factory=dict)

    @property
    def public(self) -> bytes:
        return public_bytes(self.private)


def staff_of(hub: Hub, member: Member) -> Staff:
    found = hub.store.staff_member(member.id)
    assert found is not None
    return found


def join(hub: Hub, link: str, recovery: Private | None = None) -> Member:
    """As the link says; the first keyholder makes the keys and gives the public key of `recovery`."""
    token = link.partition("#")[2]
    begun = start_joining(hub, token)
    confirm_totp(hub, token, pyotp.TOTP(begun.totp).at(hub.clock()))
    _, staff = read_invitation(hub.store, token, hub.clock())
    member = Member(staff.id, begun.staff.name, staff.role, new_private_key(), secrets.token_bytes(32), begun.totp)
    keys: dict[str, Any] = {}
    if begun.makes_keys:
        assert recovery is not None
        hub_key, desk_key = new_private_key(), secrets.token_bytes(32)
        copies = [seal_copy(hub_key, desk_key, holder, public_bytes(private)) for holder, private in ((staff.id, member.private), (RECOVERY, recovery))]
        keys = {"hub_public": public_bytes(hub_key), "recovery_public": public_bytes(recovery), "copies": tuple((one.holder, one.hub_sealed, one.desk_sealed) for one in copies)}
        member.name = "Anna"
    # A locked private key is only carried by the server: any bytes of its size will do where no browser opens them.
    finish_joining(hub, token, Offered(begun.nonce, member.name, secrets.token_bytes(16), member.auth, member.public, secrets.token_bytes(166), **keys))
    take(hub, member)
    return member


def first_member(hub: Hub, recovery: Private) -> Member:
    link = first_link(hub.store, hub.clock())
    assert link is not None
    return join(hub, link, recovery)


def take(hub: Hub, member: Member) -> dict[str, tuple[Private, bytes]]:
    """Open every copy that the server has for this person now; they remember all they ever could."""
    opened: dict[str, tuple[Private, bytes]] = {}
    for held in hub.store.held_keys(member.id):
        try:
            opened[held.key.id] = open_copy(held, member.private)
        except SealingError:
            continue
    member.taken.update(opened)
    return opened


def lock_record(desk_key: bytes, kind: str, record_id: str, author: str, record: object) -> bytes:
    """The twin of desk-lock.js."""
    iv = secrets.token_bytes(12)
    return iv + AESGCM(_record_key(desk_key, kind)).encrypt(iv, json.dumps(record).encode(), f"{kind}|{record_id}|{author}".encode())


def unlock_record(desk_key: bytes, kind: str, record_id: str, author: str, locked: bytes) -> Any:
    """None when anything about it was changed."""
    try:
        return json.loads(AESGCM(_record_key(desk_key, kind)).decrypt(locked[:12], locked[12:], f"{kind}|{record_id}|{author}".encode()))
    except InvalidTag:
        return None


def _record_key(desk_key: bytes, kind: str) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=None, info=f"spotsigns/v1/{kind}".encode()).derive(desk_key)


def desk_print(desk_key: bytes) -> str:
    """The twin of desk-trust.js: names a desk key, one way."""
    return to_base64url(_record_key(desk_key, "desk-print"))


def sealing_id(hub: Hub) -> str:
    return next(key.id for key in hub.store.known_keys() if key.seal)


def admission_of(desk_key: bytes, author: str, person: Person | Member) -> bytes:
    record = {"v": 1, "name": person.name, "role": person.role, "public": to_base64url(person.public or b""), "by": author, "at": "2026-11-23T20:15:42Z"}
    return lock_record(desk_key, "admission", person.id, author, record)


def is_proven(person: Person, desk_key: bytes) -> bool:
    """Whether a holder's browser would say that this person was let in."""
    if person.admission is None or person.public is None:
        return False
    record = unlock_record(desk_key, "admission", person.id, person.admission.author, person.admission.locked)
    return record is not None and (record["name"], record["role"], record["public"]) == (person.name, person.role, to_base64url(person.public))


def copies_for(opened: dict[str, tuple[Private, bytes]], member: Member) -> list[tuple[str, bytes, bytes]]:
    made = [seal_copy(hub_key, desk_key, member.id, member.public) for hub_key, desk_key in opened.values()]
    return [(one.key.id, one.hub_sealed, one.desk_sealed) for one in made]


def let_in(hub: Hub, actor: Member, member: Member) -> None:
    """As the page does after the words were compared. Raises HubError."""
    opened, sealing = take(hub, actor), sealing_id(hub)
    desk_key = opened[sealing][1] if sealing in opened else b""
    admit(hub, staff_of(hub, actor), member.id, member.public, copies_for(opened, member), (sealing, admission_of(desk_key, actor.id, member)))
    take(hub, member)


def new_key_by(hub: Hub, actor: Member, recovery: bytes) -> tuple[Private, NewKey]:
    """A new key for everybody whom the page would give one: active, in a desk role, holding the newest key."""
    over = sealing_id(hub)
    hub_key, desk_key, old_desk = new_private_key(), secrets.token_bytes(32), take(hub, actor)[over][1]
    people = [one for one in hub.store.people() if one.state == "active" and one.role in DESK_ROLES and over in one.keys]
    copies = [seal_copy(hub_key, desk_key, one.id, one.public or b"") for one in people] + [seal_copy(hub_key, desk_key, RECOVERY, recovery)]
    made = key_id(public_bytes(hub_key))
    vouch = lock_record(old_desk, "key-list", made, actor.id, {"v": 1, "id": made, "public": to_base64url(public_bytes(hub_key)), "recovery": to_base64url(recovery), "print": desk_print(desk_key)})
    return hub_key, NewKey(
        over, public_bytes(hub_key), recovery, {one.id: one.public or b"" for one in people}, frozenset(),
        [(one.holder, one.hub_sealed, one.desk_sealed) for one in copies], [(one.id, admission_of(desk_key, actor.id, one)) for one in people], vouch,
    )  # fmt: skip


def rotate_by(hub: Hub, actor: Member, recovery: Private) -> str:
    _, new = new_key_by(hub, actor, public_bytes(recovery))
    return rotate(hub, staff_of(hub, actor), new)


def recover_by(hub: Hub, member: Member, entropy: bytes) -> None:
    """With the 24 words' entropy. Raises HubError or SealingError when they are other words."""
    words, staff = derive_key_pair(entropy), staff_of(hub, member)
    begun = challenge(hub, staff)
    nonce = open_sealed(words, f"spotsigns/v1/recovery-proof|{member.id}".encode(), begun.sealed)
    check_proof(hub, staff, from_base64url(begun.token), nonce)
    opened = {held.key.id: open_copy(held, words) for held in begun.copies}
    sealing = sealing_id(hub)
    recover(hub, staff, Recovered(member.public, copies_for(opened, member), (sealing, admission_of(opened[sealing][1], member.id, member))))
    take(hub, member)


def reseal_by(hub: Hub, actor: Member) -> int:
    """Everything that the actor can open, sealed to the newest key. How many."""
    opened, sealing, staff = take(hub, actor), sealing_id(hub), staff_of(hub, actor)
    public = next(key.public for key in hub.store.known_keys() if key.seal)
    done, after = 0, ("", 0)
    while olds := hand_out_old(hub, staff, after):
        done += take_resealed(hub, staff, [sealed_again(old, opened[old.key][0], sealing, public) for old in olds])
        after = (olds[-1].id, olds[-1].variant)
    return done


def sealed_again(old: OldEnvelope, private: Private, sealing: str, public: bytes) -> OldEnvelope:
    padded = open_sealed(private, envelope_info(old.id, old.thread, old.key), old.sealed)
    return OldEnvelope(old.id, old.variant, old.thread, old.key, seal(public, envelope_info(old.id, old.thread, sealing), padded))


def held_by_words(hub: Hub, entropy: bytes) -> dict[str, tuple[Private, bytes]]:
    words = derive_key_pair(entropy)
    held: list[HeldKey] = hub.store.held_keys(RECOVERY)
    return {one.key.id: open_copy(one, words) for one in held}
