"""What somebody changes about their own account: things and rules, pure. What this needs from a store is `AccountStore`."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Protocol

from spotsigns.hub.chained import Entry

CODES = 10
# 25 decimal digits are 83 bits: nobody guesses one, not even with the stored hashes at hand, so a plain hash will do.
CODE_DIGITS = 25


@dataclass(frozen=True)
class OwnSession:
    """A live session of one person; `seen` and `ends` in Unix seconds."""

    digest: str
    seen: int
    ends: int


@dataclass(frozen=True)
class NewPassphrase:
    """What grew from it: `salt` 16 bytes, `auth` an Argon2id hash, `private` the same key under the new wrap key."""

    salt: bytes
    auth: str
    private: bytes


class AccountStore(Protocol):
    """A method that takes an Entry writes it in the same transaction."""

    def sessions_of(self, staff_id: str, now: int) -> list[OwnSession]: ...

    def end_other_sessions(self, staff_id: str, digest: str, entry: Entry) -> int: ...

    def change_passphrase(self, staff_id: str, before: str, new: NewPassphrase, digest: str, entry: Entry) -> bool: ...

    def change_totp(self, staff_id: str, totp: bytes, step: int, entry: Entry) -> None: ...

    def put_codes(self, staff_id: str, digests: tuple[str, ...], entry: Entry) -> None: ...

    def codes_left(self, staff_id: str) -> int: ...


def new_code() -> str:
    """25 random digits in groups of five."""
    digits = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    return " ".join(digits[at : at + 5] for at in range(0, CODE_DIGITS, 5))


def code_digest(staff_id: str, typed: str) -> str | None:
    """What is stored of a code, bound to its person; None for what cannot be one. Digits of any script count, spaces and dashes do not."""
    digits = "".join(str(unicodedata.decimal(mark)) for mark in typed if unicodedata.decimal(mark, None) is not None)
    others = [mark for mark in typed if unicodedata.decimal(mark, None) is None and not mark.isspace() and mark not in "-–"]
    if len(digits) != CODE_DIGITS or others:
        return None
    return hashlib.sha256(f"spotsigns/v1/code|{staff_id}|{digits}".encode()).hexdigest()
