"""What a phone does when it is asked for a puzzle."""

from __future__ import annotations

import hashlib
import itertools
from typing import Any


def solve(puzzle: dict[str, Any], concern_id: str, digest: str) -> str:
    """As section 5 says: the texts salt, id, digest, nonce one after another."""
    for count in itertools.count():
        nonce = f"n{count}"
        found = hashlib.sha256((puzzle["salt"] + concern_id + digest + nonce).encode()).digest()
        if f"{int.from_bytes(found, 'big'):0256b}".startswith("0" * puzzle["bits"]):
            return f"{puzzle['salt']}:{nonce}"
    raise AssertionError
