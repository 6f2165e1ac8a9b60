"""What the desk does about a concern: sealed records, drafts, hand-overs, licensing's envelopes, restriction. Things and rules, pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from spotsigns.hub.chained import Entry, Head
from spotsigns.hub.desk_model import Refused
from spotsigns.hub.destinations import NOWHERE, Destinations

if TYPE_CHECKING:  # the hub's model builds on this one
    from spotsigns.hub.model import DeskRow

# What staff may write by themselves; `hand-over` is written only with a hand-over: what its document is made of.
RECORD_KINDS = ("note", "translation", "link")
HAND_OVER_KIND = "hand-over"
SMALLEST_LOCKED, LARGEST_LOCKED = 12 + 16 + 1, 12 + 45_056 + 16
MOST_RECORDS = 2_000
LONGEST_REFERENCE = 80


@dataclass(frozen=True)
class Doing:
    """What the partnership chose: where concerns go, and days until words that were dealt with are deleted."""

    destinations: Destinations = field(default=NOWHERE)
    retention_days: int = 30

    def purge_after(self, now: datetime) -> str:
        """The UTC date after which the words may go, when the clock starts at `now`."""
        return (now + timedelta(days=self.retention_days)).date().isoformat()


@dataclass(frozen=True)
class Record:
    """AES-256-GCM under the desk key, `aad` `<kind>|<id>|<author>`; `at` is the server's UTC second."""

    id: str
    concern: str
    kind: str
    author: str
    at: str
    locked: bytes


@dataclass(frozen=True)
class HandOver:
    """`state`: asked (somebody else must look) → released → confirmed, or withdrawn. The document is never here, only its `digest`.

    `names` when it says who somebody is; `glass` when one person released it alone; the rest are staff ids and UTC seconds.
    """

    id: str
    concern: str
    destination: str
    digest: str
    names: bool
    state: str
    at: str
    by: str
    released_at: str | None = None
    released_by: str | None = None
    glass: bool = False
    taken_at: str | None = None
    reviewed_at: str | None = None
    reviewed_by: str | None = None
    confirmed_at: str | None = None
    confirmed_by: str | None = None
    reference: str | None = None


@dataclass(frozen=True)
class LicensingEnvelope:
    """HPKE to one licensing person's own key, info `spotsigns/v1/licensing|<id>|<staff>`; `hand_over` is what it is part of."""

    id: str
    hand_over: str
    concern: str
    staff: str
    at: str
    sealed: bytes
    opened: str | None = None


@dataclass(frozen=True)
class RestrictedCopy:
    """One envelope's words sealed to one `holder`'s own key (or `recovery`), info `spotsigns/v1/restricted|<id>|<thread>|<holder>`."""

    variant: int
    holder: str
    sealed: bytes


@dataclass(frozen=True)
class Standing:
    """All that stands in the clear about a concern. `purge_after` is a UTC date; `holders` are those it is restricted to, or none."""

    rows: tuple[DeskRow, ...]
    purge_after: str | None
    hand_overs: tuple[HandOver, ...]
    holders: tuple[str, ...]


class DoingStore(Protocol):
    """What these parts ask of a store. A method that takes an Entry writes it in the same transaction, or nothing."""

    def standing(self, concern_id: str) -> Standing | None: ...

    def records(self, concern_id: str, entry: Entry) -> list[Record]: ...

    def put_record(self, record: Record, entry: Entry) -> tuple[Record, bool] | None: ...

    def draft(self, concern_id: str, author: str) -> tuple[str, bytes] | None: ...

    def put_draft(self, concern_id: str, author: str, at: str, locked: bytes) -> bool: ...

    def drop_draft(self, concern_id: str, author: str) -> None: ...

    def finish_many(self, reasons: list[tuple[Record, Entry]], purge_after: str) -> list[Refused]: ...

    def finish(self, record: Record, purge_after: str, entry: Entry) -> tuple[Record, bool] | None: ...

    def hand_over(self, hand_over_id: str) -> HandOver | None: ...

    def open_hand_overs(self, limit: int) -> list[HandOver]: ...

    def put_hand_over(self, hand_over: HandOver, record: Record, entry: Entry) -> tuple[HandOver, Record, bool] | None: ...

    def change_hand_over(self, known: HandOver, changed: HandOver, entry: Entry, *, record: Record | None = None, purge_after: str | None = None) -> bool: ...

    def give_to_licensing(self, known: HandOver, envelope: LicensingEnvelope, entry: Entry) -> tuple[LicensingEnvelope, bool] | None: ...

    def licensing_envelopes(self, staff_id: str) -> list[LicensingEnvelope]: ...

    def hand_out_to_licensing(self, envelope_id: str, staff_id: str, at: str, entry: Entry) -> tuple[LicensingEnvelope, Head] | None: ...

    def restrict(self, concern_id: str, copies: tuple[RestrictedCopy, ...], at: str, entry: Entry) -> str | None: ...

    def hidden_from(self, staff_id: str, concern_ids: tuple[str, ...]) -> set[str]: ...

    def is_thread_hidden_from(self, staff_id: str, thread: str) -> bool: ...

    def recovery_public(self) -> bytes | None: ...
