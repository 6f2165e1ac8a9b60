"""Who holds the desk's keys and who let them in: things and rules, pure. What this needs from a store is `KeyStore`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from spotsigns.hub.chained import Entry

RECOVERY_DAYS = 90
DAY_SECONDS = 24 * 3600
# Who acts where nobody is logged in: whoever runs the server.
OPERATOR = "operator"


@dataclass(frozen=True)
class Admission:
    """That `author` let `staff` in. `locked` is made by a browser under the desk key that came with hub key `key`.

    This server cannot read or make one: 12-byte iv and AES-256-GCM over the person's name, role and public key. `at` is a UTC second.
    """

    staff: str
    author: str
    key: str
    at: str
    locked: bytes


@dataclass(frozen=True)
class Vouch:
    """That `author` made hub key `key`: `locked` under the desk key that came with the key before it, `under`."""

    key: str
    author: str
    under: str
    locked: bytes


@dataclass(frozen=True)
class Copy:
    """A hub key's private part and its desk key, each sealed to `holder`: a staff id, or `recovery`."""

    key: str
    holder: str
    hub_sealed: bytes
    desk_sealed: bytes


@dataclass(frozen=True)
class Person:
    """Somebody of the hub as keyholders see them. `keys` are the ids they hold copies of; `link_ends` in Unix seconds."""

    id: str
    name: str
    role: str
    state: str
    public: bytes | None
    keys: tuple[str, ...]
    admission: Admission | None
    link_ends: int | None


@dataclass(frozen=True)
class KnownKey:
    """A hub key that was ever ours; `recovery` is the public key of the recovery words it was sealed to, `made` a UTC second."""

    id: str
    public: bytes
    seal: bool
    made: str
    recovery: bytes | None
    vouch: Vouch | None


@dataclass(frozen=True)
class Rotation:
    """A new hub key to seal to. `over` is the id of the one it follows; `holders` the public key each copy was sealed to.

    `left_out` names who holds `over` but gets no copy of the new one, because their admission could not be verified.
    """

    id: str
    public: bytes
    over: str
    recovery: bytes
    holders: dict[str, bytes]
    left_out: frozenset[str]
    copies: tuple[Copy, ...]
    admissions: tuple[Admission, ...]
    vouch: Vouch


@dataclass(frozen=True)
class OldEnvelope:
    """An envelope that is sealed to a key of before; all that binds it but the key stays."""

    id: str
    variant: int
    thread: str
    key: str
    sealed: bytes


class KeyStore(Protocol):
    """What admitting, disabling and rotating ask of a store. A refusal comes back as its code, None is done."""

    def people(self) -> list[Person]: ...

    def holds_keys(self, staff_id: str) -> bool: ...

    def known_keys(self) -> list[KnownKey]: ...

    def accepted(self, staff_id: str) -> bytes | None: ...

    def keep_accepted(self, staff_id: str, locked: bytes) -> None: ...

    def invite(self, staff: tuple[str, str, str], digest: str, ends: int, entry: Entry) -> bool: ...

    def admit(self, public: bytes, copies: tuple[Copy, ...], admission: Admission, entry: Entry) -> str | None: ...

    def put_admission(self, admission: Admission, entry: Entry) -> str | None: ...

    def disable(self, staff_id: str, entry: Entry) -> str | None: ...

    def reset(self, staff_id: str, digest: str, ends: int, entry: Entry) -> str | None: ...

    def is_rotation_due(self) -> bool: ...

    def mark_rotation_due(self, entry: Entry) -> None: ...

    def rotate(self, rotation: Rotation, entry: Entry) -> str | None: ...

    def recovery_tested(self) -> int | None: ...

    def mark_recovery_tested(self, day: int, entry: Entry) -> None: ...

    def old_envelopes(self, holder: str, after: tuple[str, int], limit: int, entry: Entry) -> list[OldEnvelope]: ...

    def count_old_envelopes(self, holder: str) -> int: ...

    def reseal(self, resealed: list[OldEnvelope], key: str, entry: Entry) -> int | None: ...


def is_recovery_due(tested: int | None, now: int) -> bool:
    """True when nobody proved for 90 days that the recovery words still open; `tested` in days since 1970, `now` in Unix seconds."""
    return tested is not None and now // DAY_SECONDS - tested >= RECOVERY_DAYS
