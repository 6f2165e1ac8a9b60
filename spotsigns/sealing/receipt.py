"""Receipts: the server's signed word that exactly these bytes are on its disk."""

from __future__ import annotations

from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from spotsigns.errors import SealingError
from spotsigns.sealing.encoding import from_base64url, to_base64url

_DETERMINISTIC = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)


def utc_minute(now: datetime) -> str:
    """`2026-11-23T20:15Z`. Minutes, because a second would tell two reporters apart."""
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")


def sign_receipt(private: ec.EllipticCurvePrivateKey, concern_id: str, digest: str, received: str) -> dict[str, str]:
    """The receipt for one envelope: 64-byte r‖s, deterministic (RFC 6979), so a repeat is byte for byte the same."""
    r, s = decode_dss_signature(private.sign(_signed(concern_id, digest, received), _DETERMINISTIC))
    octets = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    return {"id": concern_id, "digest": digest, "received": received, "sig": to_base64url(octets)}


def verify_receipt(public: bytes, receipt: dict[str, str]) -> bool:
    """True if the receipt was signed by the holder of `public` (65 bytes)."""
    try:
        octets = from_base64url(receipt["sig"])
        if len(octets) != 64:
            return False
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public)
        der = encode_dss_signature(int.from_bytes(octets[:32], "big"), int.from_bytes(octets[32:], "big"))
        key.verify(der, _signed(receipt["id"], receipt["digest"], receipt["received"]), ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, SealingError, KeyError, ValueError):
        return False
    return True


def _signed(concern_id: str, digest: str, received: str) -> bytes:
    return f"spotsigns/v1/receipt|{concern_id}|{digest}|{received}".encode()
