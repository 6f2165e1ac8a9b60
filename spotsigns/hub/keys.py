"""The desk's keys and their sealed copies: the twin of static/js/hub/keys.js, for the demonstration and the tests."""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from spotsigns.concerns.model import HubKey
from spotsigns.errors import SealingError
from spotsigns.hub.model import HeldKey
from spotsigns.sealing.envelope import key_id, load_pkcs8, open_sealed, private_pkcs8, public_bytes, seal

DESK_KEY_BYTES = 32
IV_BYTES = 12


def hub_key_info(key: str, holder: str) -> bytes:
    return f"spotsigns/v1/hub-key|{key}|{holder}".encode()


def desk_key_info(key: str, holder: str) -> bytes:
    return f"spotsigns/v1/desk-key|{key}|{holder}".encode()


def seal_copy(hub: ec.EllipticCurvePrivateKey, desk_key: bytes, holder: str, holder_public: bytes) -> HeldKey:
    """The hub's private key and the desk key, each sealed to `holder`'s 65-byte public key."""
    public = public_bytes(hub)
    key = key_id(public)
    return HeldKey(
        HubKey(key, public, seal=True), holder,
        seal(holder_public, hub_key_info(key, holder), private_pkcs8(hub)),
        seal(holder_public, desk_key_info(key, holder), desk_key),
    )  # fmt: skip


def open_copy(held: HeldKey, private: ec.EllipticCurvePrivateKey) -> tuple[ec.EllipticCurvePrivateKey, bytes]:
    """The hub's private key and the desk key. Raises SealingError when they are not this holder's."""
    hub = load_pkcs8(open_sealed(private, hub_key_info(held.key.id, held.holder), held.hub_sealed))
    return hub, open_sealed(private, desk_key_info(held.key.id, held.holder), held.desk_sealed)


def lock_private(wrap: bytes, private: ec.EllipticCurvePrivateKey) -> bytes:
    """Somebody's PKCS#8 private key under their wrap key: 12-byte iv, then AES-256-GCM."""
    iv = secrets.token_bytes(IV_BYTES)
    return iv + AESGCM(wrap).encrypt(iv, private_pkcs8(private), None)


def unlock_private(wrap: bytes, locked: bytes) -> ec.EllipticCurvePrivateKey:
    """The private key again. Raises SealingError when passphrase or share are other ones."""
    try:
        return load_pkcs8(AESGCM(wrap).decrypt(locked[:IV_BYTES], locked[IV_BYTES:], None))
    except InvalidTag as error:
        raise SealingError("this key does not open with this passphrase") from error
