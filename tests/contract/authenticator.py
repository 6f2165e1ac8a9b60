"""A small authenticator in software: makes passkeys and signs with them as a browser at `origin` hands them over, right or wrong."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from spotsigns.sealing.encoding import from_base64url, to_base64url

ORIGIN = "http://localhost"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class SoftPasskey:
    """One passkey: `count` grows with each use, unless `counts` is off as for one that a cloud keeps in step."""

    user: bytes
    rp: str = "localhost"
    counts: bool = True
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    count: int = 0

    def public(self) -> bytes:
        """As COSE: EC2, ES256, P-256."""
        point = self.private.public_key().public_numbers()
        encoded: bytes = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")})
        return encoded

    def attestation(self, options: dict[str, Any], *, origin: str = ORIGIN, flags: int = PRESENT | VERIFIED | ATTESTED, **client: Any) -> dict[str, Any]:
        """RegistrationResponseJSON; `client` replaces fields of what the browser says."""
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + self.public() if flags & ATTESTED else b""
        attested_object = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": self._head(flags) + attested})
        response = {"clientDataJSON": _client("webauthn.create", options, origin, client), "attestationObject": to_base64url(attested_object), "transports": ["internal"]}
        return self._credential(response)

    def assertion(self, options: dict[str, Any], *, origin: str = ORIGIN, flags: int = PRESENT | VERIFIED, **client: Any) -> dict[str, Any]:
        """AuthenticationResponseJSON."""
        self.count += self.counts
        said = _client("webauthn.get", options, origin, client)
        head = self._head(flags)
        signature = self.private.sign(head + hashlib.sha256(from_base64url(said)).digest(), ec.ECDSA(hashes.SHA256()))
        response = {"clientDataJSON": said, "authenticatorData": to_base64url(head), "signature": to_base64url(signature), "userHandle": to_base64url(self.user)}
        return self._credential(response)

    def _head(self, flags: int) -> bytes:
        return hashlib.sha256(self.rp.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _credential(self, response: dict[str, Any]) -> dict[str, Any]:
        own = to_base64url(self.id)
        return {"id": own, "rawId": own, "type": "public-key", "authenticatorAttachment": "platform", "clientExtensionResults": {}, "response": response}


def _client(kind: str, options: dict[str, Any], origin: str, changed: dict[str, Any]) -> str:
    return to_base64url(json.dumps({"type": kind, "challenge": options["challenge"], "origin": origin, "crossOrigin": False, **changed}).encode())
