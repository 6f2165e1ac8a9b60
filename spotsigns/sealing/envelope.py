"""Sealing and opening envelopes: HPKE (RFC 9180) base mode, P-256, HKDF-SHA256, AES-256-GCM, empty aad.

Everything that must not be swapped is bound in `info`, because one of the libraries that must agree has no aad.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)
from pyhpke import AEADId, CipherSuite, KDFId, KEMId
from pyhpke.exceptions import PyHPKEError

from spotsigns.errors import SealingError
from spotsigns.sealing.encoding import from_base64url, to_base64url

ENC_BYTES = 65
TAG_BYTES = 16
PLAINTEXT_SIZES = (4_096, 16_384, 45_056)
SEALED_SIZES = tuple(ENC_BYTES + size + TAG_BYTES for size in PLAINTEXT_SIZES)
LONGEST_JSON = PLAINTEXT_SIZES[-1] - 4

_SUITE = CipherSuite.new(KEMId.DHKEM_P256_HKDF_SHA256, KDFId.HKDF_SHA256, AEADId.AES256_GCM)


def envelope_info(concern_id: str, thread: str, key_id: str) -> bytes:
    return f"spotsigns/v1|{concern_id}|{thread}|{key_id}".encode()


def answer_info(answer_id: str, thread: str) -> bytes:
    return f"spotsigns/v1/answer|{answer_id}|{thread}".encode()


def pad(octets: bytes) -> bytes:
    """4-byte big-endian length, the bytes, zeros up to the least size that fits.

    The few sizes hide how much somebody wrote. Raises SealingError over 45,052 bytes.
    """
    for size in PLAINTEXT_SIZES:
        if len(octets) + 4 <= size:
            return (len(octets).to_bytes(4, "big") + octets).ljust(size, b"\0")
    raise SealingError(f"{len(octets)} bytes are too many to seal; at most {LONGEST_JSON}")


def unpad(plaintext: bytes) -> bytes:
    """The bytes that `pad` was given. Raises SealingError when the length does not fit."""
    length = int.from_bytes(plaintext[:4], "big")
    if len(plaintext) < 4 or length > len(plaintext) - 4:
        raise SealingError("the length in front of the words does not fit")
    return plaintext[4 : 4 + length]


def seal(public: bytes, info: bytes, octets: bytes, ikm: bytes | None = None) -> bytes:
    """HPKE seal to a 65-byte P-256 public key: 65-byte enc, then ciphertext.

    `ikm`, 32 secret bytes that differ wherever public, info or octets do, makes the same bytes again. One `ikm` for two texts
    would open both.
    """
    try:
        ephemeral = None if ikm is None else _SUITE.kem.derive_key_pair(ikm)
        enc, sender = _SUITE.create_sender_context(_SUITE.kem.deserialize_public_key(public), info, eks=ephemeral)
        return bytes(enc + sender.seal(octets))
    except (PyHPKEError, ValueError) as error:
        raise SealingError("cannot seal to this key") from error


def open_sealed(private: ec.EllipticCurvePrivateKey, info: bytes, sealed: bytes) -> bytes:
    """HPKE open. Raises SealingError if the bytes, the info or the key are not the ones sealed."""
    try:
        key = _SUITE.kem.deserialize_private_key(private_scalar(private))
        recipient = _SUITE.create_recipient_context(sealed[:ENC_BYTES], key, info)
        return bytes(recipient.open(sealed[ENC_BYTES:]))
    except (PyHPKEError, ValueError) as error:
        raise SealingError("does not open with this key") from error


def seal_concern(plaintext: dict[str, Any], concern_id: str, thread: str, public: bytes, secret: bytes | None = None) -> dict[str, Any]:
    """A whole envelope, ready for JSON, from the unsealed concern or message. With `secret` the same in gives the same out."""
    key = key_id(public)
    octets = json.dumps(plaintext, ensure_ascii=False, separators=(",", ":")).encode()
    info = envelope_info(concern_id, thread, key)
    # Over everything that is sealed, and where to: the ephemeral key must never meet other words.
    ikm = None if secret is None else hmac.digest(secret, b"|".join((b"seal", public, info, octets)), "sha256")
    sealed = seal(public, info, pad(octets), ikm)
    return {"v": 1, "id": concern_id, "thread": thread, "key": key, "sealed": to_base64url(sealed)}


def open_concern(private: ec.EllipticCurvePrivateKey, envelope: dict[str, Any]) -> bytes:
    """The UTF-8 JSON inside an envelope."""
    info = envelope_info(envelope["id"], envelope["thread"], envelope["key"])
    return unpad(open_sealed(private, info, from_base64url(envelope["sealed"])))


def envelope_digest(concern_id: str, thread: str, key: str, sealed: bytes) -> str:
    """SHA-256 hex over everything a receipt answers for."""
    return hashlib.sha256(envelope_info(concern_id, thread, key) + b"|" + sealed).hexdigest()


def derive_key_pair(ikm: bytes) -> ec.EllipticCurvePrivateKey:
    """RFC 9180 section 7.1.3 DeriveKeyPair for DHKEM(P-256)."""
    pair = _SUITE.kem.derive_key_pair(ikm)
    return ec.derive_private_key(int.from_bytes(pair.private_key.to_private_bytes(), "big"), ec.SECP256R1())


def new_private_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def private_scalar(private: ec.EllipticCurvePrivateKey) -> bytes:
    return private.private_numbers().private_value.to_bytes(32, "big")


def public_bytes(private: ec.EllipticCurvePrivateKey) -> bytes:
    """65-byte uncompressed point."""
    return private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def private_pkcs8(private: ec.EllipticCurvePrivateKey) -> bytes:
    return private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def load_pkcs8(octets: bytes) -> ec.EllipticCurvePrivateKey:
    """A P-256 private key from PKCS#8. Raises SealingError for any other key."""
    try:
        private = load_der_private_key(octets, password=None)
    except ValueError as error:
        raise SealingError("not a private key") from error
    if not isinstance(private, ec.EllipticCurvePrivateKey) or private.curve.name != "secp256r1":
        raise SealingError("not a P-256 private key")
    return private


def key_id(public: bytes) -> str:
    """First 16 hex digits of SHA-256 of the 65-byte public key."""
    return hashlib.sha256(public).hexdigest()[:16]
