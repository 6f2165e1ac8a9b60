"""Sifting the desk and moving many at once: things and rules, pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from spotsigns.hub.chained import Entry

if TYPE_CHECKING:  # the room's one protocol is made of this file's: at run time that way only
    from spotsigns.hub.model import DeskRow, Triage

SIFTED = ("category", "ward", "urgency", "assignee", "language", "reader_kind")
LONGEST_FIELD = 80

Place = tuple[str, str, int]
"""Where a page of the desk ended: (received, id, variant) of the last row that was looked at."""


@dataclass(frozen=True)
class Sieve:
    """Which rows of a state are wanted, by what stands in the clear; None is any. A text "-" is nothing recorded."""

    texts: tuple[tuple[str, str], ...] = ()
    slow: bool | None = None
    practice: bool | None = None


@dataclass(frozen=True)
class BulkMove:
    """One concern of many that move together; `entry` is its row of the ledger."""

    id: str
    variants: tuple[int, ...]
    entry: Entry


@dataclass(frozen=True)
class Refused:
    """An envelope that may not go there, and the state it is in; `state` is "" when there is none such."""

    id: str
    variant: int
    state: str


class DeskWorkStore(Protocol):
    """What sifting, bulk moves and the look for something new ask of a store."""

    def desk_sifted(self, state: str, before: Place | None, limit: int, sieve: Sieve) -> tuple[list[DeskRow], Place | None]: ...

    def arrived_since(self, received: str, limit: int) -> list[tuple[str, int]]: ...

    def oldest_unread(self) -> tuple[str, str] | None: ...

    def key_holders(self) -> list[str]: ...

    def move_many(self, moves: list[BulkMove], state: str, fields: dict[str, Any], purge_after: str) -> list[Refused]: ...

    def has_concern(self, concern_id: str) -> bool: ...

    def note(self, entry: Entry) -> None: ...


def is_field_text(text: object) -> bool:
    """True for what may stand in a clear field: printable, at most 80 characters."""
    return isinstance(text, str) and len(text) <= LONGEST_FIELD and text.isprintable()


def are_fields(fields: dict[str, Any], urgencies: tuple[str, ...]) -> bool:
    """True for a part of triage: known names, each of its kind."""
    texts = {name: value for name, value in fields.items() if name != "practice"}
    is_practice = type(fields.get("practice", False)) is bool
    return is_practice and set(texts) <= set(SIFTED) and all(map(is_field_text, texts.values())) and fields.get("urgency", "") in ("", *urgencies)


def with_fields(triage: Triage, fields: dict[str, Any]) -> Triage:
    """`triage` with `fields` over it."""
    return replace(triage, **fields)
