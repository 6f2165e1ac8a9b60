"""What grows from a passphrase: the twin of static/js/hub/passphrase.js. The server itself never runs it on anybody's."""

from __future__ import annotations

import hashlib
import unicodedata

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KDF = "pbkdf2-sha256-600000"
ROUNDS = 600_000
SALT_BYTES = 16
SHARE_BYTES = 32
AUTH_BYTES = 32


def stretch(passphrase: str, salt: bytes) -> bytes:
    """PBKDF2-HMAC-SHA256 of the NFKC passphrase: 32 bytes, a third of a second."""
    return hashlib.pbkdf2_hmac("sha256", unicodedata.normalize("NFKC", passphrase).encode(), salt, ROUNDS, 32)


def auth_of(stretched: bytes) -> bytes:
    """What the server is shown at log-in."""
    return _expand(stretched, "auth")


def wrap_of(stretched: bytes, share: bytes) -> bytes:
    """The key around somebody's private key: half of it is known to the person, half (`share`) to the server."""
    return _expand(stretched + share, "wrap")


def _expand(octets: bytes, purpose: str) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=None, info=f"spotsigns/v1/{purpose}".encode()).derive(octets)
