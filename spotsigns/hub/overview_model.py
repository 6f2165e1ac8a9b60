"""What the record asks of a store: retention, the ledger's pages, figures, edited contacts. `HubStore` has all of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from spotsigns.contacts.edits import ContactEdit
from spotsigns.hub.chained import Entry, LedgerRow
from spotsigns.hub.tallies import Tally


@dataclass(frozen=True)
class Sifted:
    """Which rows of the ledger: `act` and `staff` empty for all, `day` a UTC day or empty, `before` a row's number or 0."""

    act: str = ""
    staff: str = ""
    day: str = ""
    before: int = 0


@dataclass(frozen=True)
class EditRow:
    """An edit of a contact and what became of it: proposed, confirmed, refused, undone. Times are UTC to the second."""

    n: int
    contact: str
    base: int
    edit: ContactEdit
    state: str
    proposer: str
    proposed: str
    decider: str | None
    decided: str | None


class PurgeStore(Protocol):
    """Retention; `today` is a UTC day, 2026-11-23."""

    def due(self, today: str) -> int: ...

    def without_purge_day(self) -> int: ...

    def purge_some(self, today: str, limit: int, tell: Callable[[int], Entry]) -> int: ...

    def truncate_log(self) -> bool: ...


class LedgerPageStore(Protocol):
    """The ledger, read backwards."""

    def ledger_page(self, sifted: Sifted, limit: int) -> list[LedgerRow]: ...

    def ledger_acts(self) -> list[str]: ...

    def write_entry(self, entry: Entry) -> None: ...


class FiguresStore(Protocol):
    """Counts by week (its Monday) and readings by day, from the first up to but without the last."""

    def figures(self, first: str, last: str) -> Tally: ...

    def figure_weeks(self) -> list[str]: ...

    def not_looked_at(self) -> int: ...

    def readings(self, first: str, last: str) -> dict[tuple[str, str], int]: ...

    def add_figures(self, counts: Tally) -> None: ...

    def add_readings(self, counts: Mapping[tuple[str, str, str], int]) -> None: ...


class EditStore(Protocol):
    """Edited contacts. A decision answers the row as it is then, None when it was decided or overtaken in the meantime."""

    def edit_number(self) -> int: ...

    def edits_in_force(self) -> dict[str, ContactEdit]: ...

    def edit_rows(self, limit: int) -> list[EditRow]: ...

    def edit_row(self, n: int) -> EditRow | None: ...

    def propose_edit(self, contact: str, edit: ContactEdit, proposer: str, entry: Entry) -> int | None: ...

    def decide_edit(self, n: int, state: str, decider: str, entry: Entry) -> bool: ...


class OverviewStore(PurgeStore, LedgerPageStore, FiguresStore, EditStore, Protocol):
    """All of it."""
