"""Passkeys of staff: things and rules, pure. What this needs from a store is `PasskeyStore`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Protocol

from spotsigns.hub.chained import Entry

MOST_PASSKEYS = 10
LONGEST_PASSKEY_NAME = 40
# WebAuthn level 3 allows 1,023; a key of RSA 4096 has some 540.
LONGEST_CREDENTIAL, LONGEST_PUBLIC = 1_023, 1_024


@dataclass(frozen=True)
class Passkey:
    """One person's passkey: `credential` is its id at the authenticator, `public` a COSE key; `made` and `used` in Unix seconds.

    `count` is what the authenticator said last. One whose count went back is stopped: somebody may hold a copy of it.
    """

    id: str
    staff: str
    credential: bytes
    public: bytes
    count: int
    name: str
    made: int
    used: int | None = None
    stopped: bool = False


@dataclass(frozen=True)
class PasskeyUse:
    """A log-in with a passkey: its `count` goes from what was read to what the authenticator says now."""

    passkey: str
    before: int
    count: int
    at: int


class PasskeyStore(Protocol):
    """A method that takes an Entry writes it in the same transaction."""

    def add_passkey(self, passkey: Passkey, entry: Entry) -> str | None: ...

    def passkeys_of(self, staff_id: str) -> list[Passkey]: ...

    def passkey_by_credential(self, credential: bytes) -> Passkey | None: ...

    def remove_passkey(self, staff_id: str, passkey_id: str, entry: Entry) -> bool: ...

    def stop_passkey(self, passkey_id: str, entry: Entry) -> None: ...

    def use_challenge(self, nonce: bytes, ends: int, now: int) -> bool: ...


def passkey_id(credential: bytes) -> str:
    """How a passkey is called in the ledger and in addresses: 16 hex digits that tell nothing about its authenticator."""
    return hashlib.sha256(b"spotsigns/v1/passkey|" + credential).hexdigest()[:16]


def is_passkey_name(name: str) -> bool:
    """True for 1 to 40 characters in one line, with nothing invisible in it."""
    return 0 < len(name) <= LONGEST_PASSKEY_NAME and name == name.strip() and name.isprintable()


def is_behind(before: int, count: int) -> bool:
    """True when a count did not grow although it is kept at all: 0 again and again means that it is not (synced passkeys)."""
    return (before > 0 or count > 0) and count <= before
