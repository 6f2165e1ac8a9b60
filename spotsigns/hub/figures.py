"""Figures for the delivery group's scorecard: what may be shown of a quarter. Never a word of a concern, never a number under ten."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, timedelta
from typing import Any

from spotsigns.errors import HubError
from spotsigns.hub.room import Hub
from spotsigns.hub.suppress import ShownList, ShownTable, at_least, suppress_list, suppress_table
from spotsigns.hub.tallies import (
    CATEGORY,
    CONCERNS,
    DECIDED,
    HANDED_OVER,
    LANGUAGE,
    LOOKED,
    READER_KIND,
    WARD,
    Tally,
    median_step,
)
from spotsigns.web.readings import KINDS

WEEK = timedelta(days=7)
NOT_RECORDED, OTHER = "", "other"
_PERIOD = re.compile(r"(2\d{3})-Q([1-4])\Z")


@dataclass(frozen=True)
class Quarter:
    """Whole weeks, those whose Thursday lies in the quarter: no week is in two, so no difference of two quarters tells of a part of one.

    `first` is a Monday, `last` the Monday after it ends."""

    name: str
    first: date
    last: date

    @property
    def weeks(self) -> list[date]:
        return [self.first + WEEK * at for at in range((self.last - self.first) // WEEK)]


def quarter_named(name: str) -> Quarter:
    """Raises HubError 400 for anything but 2026-Q4."""
    found = _PERIOD.match(name)
    if not found:
        raise HubError(400, "period", "Name a quarter as 2026-Q4.")
    year, number = int(found[1]), int(found[2])
    return Quarter(name, _first_monday(year, number), _first_monday(year + number // 4, number % 4 + 1))


def quarter_of(day: date) -> Quarter:
    thursday = day - timedelta(days=day.weekday() - 3)
    return quarter_named(f"{thursday.year}-Q{(thursday.month + 2) // 3}")


def quarters(hub: Hub) -> list[Quarter]:
    """Every quarter of which anything is known and the running one, newest first."""
    running = quarter_of(hub.clock().astimezone(UTC).date())
    known = [quarter_of(date.fromisoformat(day)) for day in hub.store.figure_weeks()]
    found, first = [running], min([*known, running], key=lambda one: one.first).first
    while found[-1].first > first:
        found.append(quarter_of(found[-1].first - WEEK))
    return found


def show_figures(hub: Hub, labels: Mapping[str, Any], languages: tuple[str, ...], name: str) -> dict[str, Any]:
    """All figures of a quarter as they may be shown, ready for JSON. Raises HubError 400 or 404."""
    quarter, every = quarter_named(name), quarters(hub)
    if quarter not in every:
        raise HubError(404, "period", "Nothing is known of this quarter.")
    first, last = quarter.first.isoformat(), quarter.last.isoformat()
    counts, readings = hub.store.figures(first, last), hub.store.readings(first, last)
    tongues = sorted({*languages, *(lang for _, lang in readings)} - {""})
    return {
        "period": name, "from": first, "to": (quarter.last - timedelta(days=1)).isoformat(), "running": quarter == every[0], "periods": [one.name for one in every],
        "lists": {kind: asdict(shown) for kind, shown in _lists(counts, labels, quarter, hub.clock().astimezone(UTC).date(), tongues).items()},
        "waits": {kind: _median(counts, kind) for kind in (LOOKED, DECIDED)},
        "waiting": at_least(hub.store.not_looked_at()),
        "readings": asdict(suppress_table(readings, KINDS, tongues)),
    }  # fmt: skip


def figures_rows(figures: Mapping[str, Any], labels: Mapping[str, Any]) -> list[list[object]]:
    """The same as rows of a sheet: figure, of what, how many."""
    rows: list[list[object]] = [["figure", "of", "count"], ["quarter", figures["period"], f"{figures['from']} to {figures['to']}"]]
    if figures["running"]:
        rows.append(["not for publishing", "this quarter is not over: two such sheets, one taken from the other, tell of single concerns", ""])
    for kind, given in figures["lists"].items():
        shown, names = ShownList(**given), _names(labels, kind)
        rows += [[kind, names.get(name, name), count] for name, count in shown.shown.items()]
        rows += [[kind, names.get(name, name), "hidden"] for name in shown.hidden]
        rows += [[kind, "hidden ones together", shown.together]] if shown.hidden and shown.together is not None else []
        rows.append([kind, "total", "hidden" if shown.total is None else shown.total])
    for kind, wait in figures["waits"].items():
        rows.append([f"median minutes until {kind}", "", "hidden" if wait is None else _between(wait)])
    rows.append(["not yet looked at", "now", "hidden" if figures["waiting"] is None else figures["waiting"]])
    return rows + _reading_rows(ShownTable(**figures["readings"]))


def _reading_rows(table: ShownTable) -> list[list[object]]:
    rows: list[list[object]] = []
    for at, group in enumerate(table.rows):
        cells = zip(table.columns, table.cells[at], strict=True)
        rows += [["readings", f"{' + '.join(group)}, {' + '.join(column)}", "hidden" if cell is None else cell] for column, cell in cells]
        rows.append(["readings", f"{' + '.join(group)}, total", table.row_totals[at]])
    rows += [["readings", f"total, {' + '.join(column)}", table.column_totals[at]] for at, column in enumerate(table.columns)]
    return [*rows, ["readings", "total", "hidden" if table.total is None else table.total]]


def _lists(counts: Tally, labels: Mapping[str, Any], quarter: Quarter, today: date, tongues: list[str]) -> dict[str, ShownList]:
    weeks = {week.isoformat(): counts[week.isoformat(), CONCERNS, ""] for week in quarter.weeks if week <= today}
    known = {CATEGORY: labels["categories"], WARD: labels["wards"], READER_KIND: labels["readers"]}
    found = {"weeks": suppress_list(weeks)}
    for kind, names in known.items():
        found[kind] = suppress_list(_by_name(counts, kind, {*names}, [*names, OTHER, NOT_RECORDED]))
    said = sorted({value for _, kind, value in counts if kind == LANGUAGE} - {NOT_RECORDED, OTHER})
    spoken = [*dict.fromkeys([*tongues, *said])]
    found[LANGUAGE] = suppress_list(_by_name(counts, LANGUAGE, {*spoken}, [*spoken, OTHER, NOT_RECORDED]))
    given = sorted({value for _, kind, value in counts if kind == HANDED_OVER})
    found[HANDED_OVER] = suppress_list(_by_name(counts, HANDED_OVER, {*given}, given))
    return found


def _by_name(counts: Tally, kind: str, known: set[str], order: list[str]) -> dict[str, int]:
    """What is no name of ours is `other`: somebody may have typed anything there."""
    found: Counter[str] = Counter(dict.fromkeys(order, 0))
    for (_, one, value), count in counts.items():
        if one == kind:
            found[value if value in known or value == NOT_RECORDED else OTHER] += count
    return dict(found)


def _median(counts: Tally, kind: str) -> tuple[int, int | None] | None:
    """Of how many is not said: taken from the total it would tell how few still wait."""
    steps: Counter[str] = Counter()
    for (_, one, value), count in counts.items():
        if one == kind:
            steps[value] += count
    return None if at_least(steps.total()) is None else median_step(steps)


def _between(median: tuple[int, int | None]) -> str:
    return f"{median[0]} to {median[1]}" if median[1] else f"over {median[0]}"


def _names(labels: Mapping[str, Any], kind: str) -> dict[str, str]:
    own = {CATEGORY: "categories", WARD: "wards", READER_KIND: "readers", HANDED_OVER: "destinations"}.get(kind)
    return {NOT_RECORDED: "not recorded", OTHER: "something else", **(labels[own] if own else {})}


def _first_monday(year: int, number: int) -> date:
    day = date(year, 3 * number - 2, 1)
    return day + timedelta(days=(3 - day.weekday()) % 7 - 3)
