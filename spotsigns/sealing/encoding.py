"""Base64url without padding (RFC 4648 section 5), in its one canonical spelling."""

from __future__ import annotations

import base64
import binascii

from spotsigns.errors import SealingError


def to_base64url(octets: bytes) -> str:
    """Bytes to base64url without padding."""
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode("ascii")


def from_base64url(text: str) -> bytes:
    """Canonical base64url without padding to bytes. Raises SealingError for any other spelling."""
    try:
        octets = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as error:
        raise SealingError("not base64url") from error
    if to_base64url(octets) != text:
        raise SealingError("not canonical base64url")
    return octets
