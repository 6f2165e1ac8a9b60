"""What the server keeps for staff but must not lose with a stolen database: AES-256-GCM under the secrets file."""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from spotsigns.errors import SealingError

IV_BYTES = 12


class Box:
    """Locks a share, a TOTP secret or a page key to the person it belongs to."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def lock(self, kind: str, staff_id: str, octets: bytes) -> bytes:
        """12-byte iv, then ciphertext. Kind and person are bound, so a database writer cannot swap two of them."""
        iv = secrets.token_bytes(IV_BYTES)
        return iv + self._cipher.encrypt(iv, octets, _bound(kind, staff_id))

    def unlock(self, kind: str, staff_id: str, locked: bytes) -> bytes:
        """The bytes again. Raises SealingError when they were changed or belong to somebody else."""
        try:
            return self._cipher.decrypt(locked[:IV_BYTES], locked[IV_BYTES:], _bound(kind, staff_id))
        except (InvalidTag, ValueError) as error:
            raise SealingError("what is kept for this person does not open; is this the right secrets file?") from error


def _bound(kind: str, staff_id: str) -> bytes:
    return f"spotsigns/v1/{kind}|{staff_id}".encode()
