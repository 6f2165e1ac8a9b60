"""Small numbers are not shown, and cannot be worked out from the ones that are. Pure.

A list of counts: those under ten are hidden together with the next larger ones, until at least two are hidden and their sum, which
anybody can take from the total, is ten or more and not so large that each of them must be nine. A table: rows and columns whose
totals are small are put together first; then every cell that stands in a row with a small cell and in a column with one is hidden, so
that the hidden cells are a whole rectangle. Of a rectangle only the sums of its lines are known, and each is ten or more: every hidden
cell may be another number, and may be over nine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LEAST = 10
Group = tuple[str, ...]


@dataclass(frozen=True)
class ShownList:
    """`hidden` are the names whose counts are not shown, `together` their sum; both None where even the total is small."""

    shown: dict[str, int]
    hidden: Group
    together: int | None
    total: int | None


@dataclass(frozen=True)
class ShownTable:
    """A row or column is a group of one or more names; a cell is None where it is hidden. Without rows even the total is small."""

    rows: tuple[Group, ...]
    columns: tuple[Group, ...]
    cells: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int, ...]
    column_totals: tuple[int, ...]
    total: int | None


def at_least(count: int) -> int | None:
    """A number that stands alone."""
    return count if count >= LEAST else None


def suppress_list(counts: Mapping[str, int]) -> ShownList:
    total = sum(counts.values())
    if total < LEAST:
        return ShownList({}, tuple(counts), None, None)
    hidden = {name for name, count in counts.items() if count < LEAST}
    while hidden and len(hidden) < len(counts) and _tells([counts[name] for name in hidden]):
        next_one = min(count for name, count in counts.items() if name not in hidden)
        # All of the same size: which of them was taken would tell whose small number they cover.
        hidden |= {name for name, count in counts.items() if count == next_one}
    left = {name: count for name, count in counts.items() if name not in hidden}
    return ShownList(left, tuple(name for name in counts if name in hidden), sum(counts[name] for name in hidden) if hidden else None, total)


def _tells(hidden: list[int]) -> bool:
    """Whether the sum of what is hidden gives a small count away: it stands alone, the sum is small, or so large that each is nine."""
    return len(hidden) < 2 or sum(hidden) < LEAST or all(count == LEAST - 1 for count in hidden)


def suppress_table(cells: Mapping[tuple[str, str], int], rows: Sequence[str], columns: Sequence[str]) -> ShownTable:
    """`cells` by (row, column); what is missing counts as none."""

    def count(group: Group, others: Group) -> int:
        return sum(cells.get((row, column), 0) for row in group for column in others)

    every_row, every_column = tuple(rows), tuple(columns)
    total = count(every_row, every_column)
    if total < LEAST:
        return ShownTable((), (), (), (), (), None)
    row_groups = _groups({row: count((row,), every_column) for row in rows})
    column_groups = _groups({column: count(every_row, (column,)) for column in columns})
    values = [[count(row, column) for column in column_groups] for row in row_groups]
    hidden_rows, hidden_columns = _rectangle(values)
    return ShownTable(
        row_groups,
        column_groups,
        tuple(
            tuple(None if at in hidden_rows and other in hidden_columns else value for other, value in enumerate(line)) for at, line in enumerate(values)
        ),
        tuple(sum(line) for line in values),
        tuple(sum(line[at] for line in values) for at in range(len(column_groups))),
        total,
    )


def _groups(totals: Mapping[str, int]) -> tuple[Group, ...]:
    found = suppress_list(totals)
    return (*((name,) for name in found.shown), *([found.hidden] if found.hidden else []))


def _rectangle(values: list[list[int]]) -> tuple[set[int], set[int]]:
    """The lines whose crossings are hidden. Every line's total is at least ten, so growing it always ends."""
    every_row, every_column = set(range(len(values))), set(range(len(values[0])))
    small = [(row, column) for row in every_row for column in every_column if values[row][column] < LEAST]
    rows, columns = {row for row, _ in small}, {column for _, column in small}

    def sum_of(row_set: set[int], column_set: set[int]) -> int:
        return sum(values[row][column] for row in row_set for column in column_set)

    while rows:
        if len(columns) < 2 or any(sum_of({row}, columns) < LEAST for row in rows):
            columns.add(min(every_column - columns, key=lambda column: sum_of(rows, {column})))
        elif len(rows) < 2 or any(sum_of(rows, {column}) < LEAST for column in columns):
            rows.add(min(every_row - rows, key=lambda row: sum_of({row}, columns)))
        else:
            break
    return rows, columns
