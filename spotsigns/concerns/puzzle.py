"""The small sum a flooded server asks of a phone. Nothing is kept for it: our own mark inside the salt says that it is ours."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from spotsigns.errors import SealingError
from spotsigns.sealing.encoding import from_base64url, to_base64url

# About a second on a cheap phone: 4,096 tries on average, and no memory to speak of.
BITS = 12
MINUTES = 60
_MARK_BYTES, _RANDOM_BYTES = 12, 8
_NONCE = re.compile(r"[A-Za-z0-9_-]{1,128}\Z")


@dataclass(frozen=True)
class PuzzleMint:
    """Makes salts and checks answers. `secret` has 32 bytes; a salt is good for an hour."""

    secret: bytes
    clock: Callable[[], datetime]
    bits: int = BITS

    def make(self, extra: int = 0) -> dict[str, str | int]:
        """What goes into a 429: `salt` (base64url) and `bits`, `extra` more than usual."""
        front = self._minute().to_bytes(4, "big") + secrets.token_bytes(_RANDOM_BYTES)
        return {"salt": to_base64url(front + self._mark(front)), "bits": self.bits + extra}

    def is_solved(self, answer: str | None, concern_id: str, digest: str, extra: int = 0) -> bool:
        """True for `<salt>:<nonce>` with a salt of ours and enough zero bits, by now, for exactly this envelope."""
        salt, _, nonce = (answer or "").partition(":")
        if not _NONCE.match(nonce) or not self._is_ours(salt):
            return False
        found = hashlib.sha256(f"{salt}{concern_id}{digest}{nonce}".encode()).digest()
        return int.from_bytes(found, "big") >> (256 - self.bits - extra) == 0

    def _is_ours(self, salt: str) -> bool:
        try:
            octets = from_base64url(salt)
        except (SealingError, UnicodeEncodeError):
            return False
        front, mark = octets[:-_MARK_BYTES], octets[-_MARK_BYTES:]
        if len(front) != 4 + _RANDOM_BYTES or not hmac.compare_digest(mark, self._mark(front)):
            return False
        return 0 <= self._minute() - int.from_bytes(front[:4], "big") <= MINUTES

    def _minute(self) -> int:
        return int(self.clock().timestamp()) // 60

    def _mark(self, front: bytes) -> bytes:
        return hmac.digest(self.secret, b"puzzle|" + front, "sha256")[:_MARK_BYTES]
