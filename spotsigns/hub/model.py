"""Staff, sessions and triage: things and rules, pure. What the room needs from a store is `HubStore`."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from spotsigns.concerns.model import HubKey
from spotsigns.hub.account_model import AccountStore
from spotsigns.hub.answer_model import AnswerStore
from spotsigns.hub.chained import Entry, Head, LedgerRow
from spotsigns.hub.desk_model import DeskWorkStore
from spotsigns.hub.doing_model import DoingStore
from spotsigns.hub.key_model import KeyStore
from spotsigns.hub.names import ROLE_NAMES, STATE_NAMES
from spotsigns.hub.overview_model import OverviewStore
from spotsigns.hub.passkey_model import PasskeyStore, PasskeyUse

ROLES = tuple(ROLE_NAMES)
DESK_ROLES = ("keyholder", "practitioner")
RECOVERY = "recovery"
TRIAGE_STATES = tuple(STATE_NAMES)
# new → seen only by `mark_seen`, once the words were on a screen: "a person has read it" must be true.
# new → in_hand is no move for the same reason; new → closed is for what cannot be opened. What was read is closed by `finish`, with a reason.
MOVES = {
    "new": ("closed",),
    "seen": ("in_hand",),
    "in_hand": ("seen",),
    "closed": ("in_hand",),
}
URGENCIES = ("now", "today", "week", "later")
LONGEST_NAME = 80
INVITATION_SECONDS = 24 * 3600
IDLE_SECONDS = 15 * 60
SESSION_SECONDS = 8 * 3600


@dataclass(frozen=True)
class Staff:
    """One person of the hub. `state` is invited, active or disabled; until somebody has joined all after it is None.

    `salt` 16 bytes; `auth` an Argon2id hash; `share` and `totp` encrypted under the secrets file; `public` the 65-byte
    point; `private` 12-byte iv and AES-256-GCM under the wrap key, which this server never has.
    """

    id: str
    name: str
    role: str
    state: str
    salt: bytes | None = None
    auth: str | None = None
    share: bytes | None = None
    totp: bytes | None = None
    totp_step: int = 0
    public: bytes | None = None
    private: bytes | None = None

    @property
    def may_read(self) -> bool:
        return self.state == "active" and self.role in DESK_ROLES


@dataclass(frozen=True)
class Invitation:
    """`ends` in Unix seconds."""

    digest: str
    staff: str
    ends: int
    is_used: bool


@dataclass(frozen=True)
class Session:
    """`digest` is the SHA-256 hex of the cookie's token; `seen` and `ends` in Unix seconds; `page_key` is encrypted."""

    digest: str
    staff: str
    page_key: bytes
    seen: int
    ends: int

    def is_live(self, now: int) -> bool:
        return now < self.ends and now - self.seen < IDLE_SECONDS


@dataclass(frozen=True)
class HeldKey:
    """A hub key with the copies that `holder` can open: a staff id, or `recovery`."""

    key: HubKey
    holder: str
    hub_sealed: bytes
    desk_sealed: bytes


@dataclass(frozen=True)
class MadeKeys:
    """What the first keyholder's browser made: the hub's public key, the recovery key's, and every sealed copy."""

    public: bytes
    recovery: bytes
    copies: tuple[HeldKey, ...]


@dataclass(frozen=True)
class Joined:
    """What somebody hands over at the end of joining; `share` is the encrypted one it was made with."""

    name: str
    salt: bytes
    auth: str
    public: bytes
    private: bytes
    share: bytes


@dataclass(frozen=True)
class Triage:
    """What is recorded in the clear once a person has decided, and nothing else.

    `practice` is None until then: what stands inside the seal counts. Afterwards what was decided counts.
    """

    category: str = ""
    ward: str = ""
    urgency: str = ""
    assignee: str = ""
    language: str = ""
    reader_kind: str = ""
    practice: bool | None = None


@dataclass(frozen=True)
class DeskRow:
    """An envelope on the desk, without its sealed bytes; `received` is a UTC minute."""

    id: str
    variant: int
    thread: str
    key: str
    received: str
    state: str
    is_slow: bool
    triage: Triage


@dataclass(frozen=True)
class SealedRow:
    """An envelope as it was received; `sealed` is None when its words were purged. Restricted: sealed anew, to whoever asked."""

    id: str
    variant: int
    thread: str
    key: str
    received: str
    state: str
    sealed: bytes | None
    is_restricted: bool = False


class HubSecrets(Protocol):
    """What the room needs from the secrets file: 32 bytes each."""

    @property
    def box(self) -> bytes: ...

    @property
    def names(self) -> bytes: ...

    @property
    def ledger(self) -> bytes: ...


class HubStore(KeyStore, AccountStore, AnswerStore, DeskWorkStore, DoingStore, OverviewStore, PasskeyStore, Protocol):
    """What this room asks of a store. A method that takes an Entry writes it in the same transaction."""

    def add_staff(self, staff: Staff) -> bool: ...

    def all_staff(self) -> list[Staff]: ...

    def staff_named(self, name: str) -> Staff | None: ...

    def staff_member(self, staff_id: str) -> Staff | None: ...

    def put_invitation(self, invitation: Invitation) -> None: ...

    def invitation(self, digest: str) -> Invitation | None: ...

    def begin_joining(self, staff_id: str, share: bytes, totp: bytes) -> None: ...

    def use_totp_step(self, staff_id: str, step: int) -> bool: ...

    def finish_joining(self, digest: str, joined: Joined, keys: MadeKeys | None, session: Session, entry: Entry) -> None: ...

    def put_session(self, session: Session, step: int, entry: Entry) -> bool: ...

    def put_session_by_code(self, session: Session, code: str, entry: Entry) -> bool: ...

    def put_session_by_passkey(self, session: Session, use: PasskeyUse, entry: Entry) -> bool: ...

    def session(self, digest: str) -> Session | None: ...

    def touch_session(self, digest: str, seen: int) -> None: ...

    def end_session(self, digest: str, entry: Entry) -> None: ...

    def held_keys(self, holder: str) -> list[HeldKey]: ...

    def last_watched(self) -> int | None: ...

    def desk_page(self, state: str, before: tuple[str, str, int] | None, limit: int) -> list[DeskRow]: ...

    def thread_rows(self, thread: str) -> list[DeskRow]: ...

    def hand_out(self, wanted: list[tuple[str, int]], entry: Entry) -> tuple[list[SealedRow], Head]: ...

    def hand_out_concern(self, concern_id: str, entry: Entry) -> tuple[list[SealedRow], Head] | None: ...

    def mark_seen(self, concern_id: str, variants: tuple[int, ...], entry: Entry) -> str | None: ...

    def move(self, concern_id: str, variants: tuple[int, ...], state: str, triage: Triage, entry: Entry, purge_after: str | None = None) -> str | None: ...

    def ledger_rows(self) -> Iterator[LedgerRow]: ...

    def ledger_head(self) -> Head | None: ...

    def ledger_chain(self, n: int) -> str | None: ...

    def is_live(self) -> bool: ...

    def set_line(self, is_open: bool, entry: Entry) -> None: ...


def tidy_name(name: str) -> str:
    """NFKC, one space between words: the same name typed twice is the same text."""
    return " ".join(unicodedata.normalize("NFKC", name).split())


def is_name(name: str) -> bool:
    """True for a tidy name of 1 to 80 characters that can be shown without harm."""
    return 0 < len(name) <= LONGEST_NAME and name == tidy_name(name) and name != RECOVERY and name.isprintable()


def may_move(state: str, wanted: str) -> bool:
    """True when staff may take a concern from `state` to `wanted`; staying where it is changes only what is recorded."""
    return wanted in MOVES.get(state, ()) or (wanted == state and state != "new")


def may_move_together(state: str, wanted: str) -> bool:
    """The same for one of many; "" stays where it is. What nobody has read moves only by itself, in front of somebody's eyes."""
    return state != "new" and may_move(state, wanted or state)
