"""No small number is shown, and none can be worked out from what is shown."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from hypothesis import example, given
from hypothesis import strategies as st

from spotsigns.hub.suppress import LEAST, ShownList, ShownTable, at_least, suppress_list, suppress_table

counts = st.one_of(st.integers(0, 14), st.integers(0, 200))
lists = st.dictionaries(st.sampled_from("abcdefgh"), counts, min_size=1)
ROWS, COLUMNS = "uvwxyz", "abcde"
tables = st.tuples(st.integers(1, 6), st.integers(1, 5)).flatmap(
    lambda size: st.lists(counts, min_size=size[0] * size[1], max_size=size[0] * size[1]).map(
        lambda values: {(ROWS[at // size[1]], COLUMNS[at % size[1]]): value for at, value in enumerate(values)}
    )
)


def shown_table(cells: dict[tuple[str, str], int]) -> ShownTable:
    return suppress_table(cells, sorted({row for row, _ in cells}), sorted({column for _, column in cells}))


@given(lists)
def test_list_shows_no_small_number_and_no_small_sum(told: dict[str, int]) -> None:
    shown = suppress_list(told)
    assert all(count >= LEAST for count in shown.shown.values())
    assert (shown.total is None) == (sum(told.values()) < LEAST)
    assert shown.together is None or shown.together >= LEAST
    assert len(shown.hidden) != 1 or shown.total is None
    assert {**shown.shown, **dict.fromkeys(shown.hidden, 0)}.keys() == told.keys()


@given(lists)
@example({"a": 0, "b": 9})
@example({"a": 9, "b": 9, "c": 9})
@example({"a": 9, "b": 9, "c": 12, "d": 13})
def test_every_hidden_count_of_a_list_could_be_another_one(told: dict[str, int]) -> None:
    """There is another list that looks just the same, in which this count differs: even who knows the rule cannot tell."""
    shown = suppress_list(told)
    for name in shown.hidden:
        assert any(other[name] != told[name] and suppress_list(other) == shown for other in others(told, shown)), (told, name)


def others(told: dict[str, int], shown: ShownList) -> Iterator[dict[str, int]]:
    """Lists with the same sum of what is hidden; where even that is not shown, lists with a small one."""
    if shown.total is None:
        yield from ({**dict.fromkeys(told, 0), name: (told[name] + 1) % LEAST} for name in told)
        return
    if not shown.shown:
        yield from ({**dict.fromkeys(told, 0), name: shown.total} for name in told)
    for one, two in permutations(shown.hidden, 2):
        yield {**told, one: told[two], two: told[one]}
        yield {**told, one: told[one] + 1, two: told[two] - 1}


@given(tables)
def test_table_shows_no_small_number(cells: dict[tuple[str, str], int]) -> None:
    shown = shown_table(cells)
    numbers = [cell for line in shown.cells for cell in line if cell is not None]
    assert all(number >= LEAST for number in (*numbers, *shown.row_totals, *shown.column_totals))
    assert (shown.total is None) == (sum(cells.values()) < LEAST)
    assert shown.total is not None or not shown.cells


@given(tables)
def test_sums_that_subtraction_gives_are_not_small_either(cells: dict[tuple[str, str], int]) -> None:
    shown = shown_table(cells)
    lines = [(line, total) for line, total in zip(shown.cells, shown.row_totals, strict=True)]
    lines += [(line, total) for line, total in zip(zip(*shown.cells, strict=True), shown.column_totals, strict=True)]
    for line, total in lines:
        hidden = [cell for cell in line if cell is None]
        if hidden:
            assert len(hidden) >= 2
            assert total - sum(cell for cell in line if cell is not None) >= LEAST


@given(tables)
def test_no_hidden_cell_can_be_recovered_from_the_totals(cells: dict[tuple[str, str], int]) -> None:
    """For each hidden cell there is another table without negative numbers, with the same totals and shown cells, where it differs."""
    shown = shown_table(cells)
    values = [[sum(cells.get((row, column), 0) for row in rows for column in columns) for columns in shown.columns] for rows in shown.rows]
    hidden = [(row, column) for row, line in enumerate(shown.cells) for column, cell in enumerate(line) if cell is None]
    for row, column in hidden:
        moves = ((other, aside) for other, aside in hidden if other != row and aside != column)
        assert any(can_move(values, row, column, other, aside) for other, aside in moves), (values, row, column)


def can_move(values: list[list[int]], row: int, column: int, other: int, aside: int) -> bool:
    """One concern moved round a rectangle, one way or the other, leaves every total as it is and no number below none."""
    one_way = values[row][aside] > 0 and values[other][column] > 0
    return one_way or (values[row][column] > 0 and values[other][aside] > 0)


@given(tables)
def test_hidden_cell_may_be_over_nine_for_all_that_is_shown(cells: dict[tuple[str, str], int]) -> None:
    """What a reader can work out is the sum of each line of the hidden rectangle; the smaller of two such sums is the most a cell can be."""
    shown = shown_table(cells)
    for at, line in enumerate(shown.cells):
        for beside, cell in enumerate(line):
            if cell is None:
                in_row = shown.row_totals[at] - sum(one for one in line if one is not None)
                in_column = shown.column_totals[beside] - sum(one for one in (row[beside] for row in shown.cells) if one is not None)
                assert min(in_row, in_column) >= LEAST


def test_single_small_number_takes_the_next_one_with_it() -> None:
    assert suppress_list({"a": 40, "b": 12, "c": 3}) == ShownList({"a": 40}, ("b", "c"), 15, 55)


def test_ties_go_together() -> None:
    assert suppress_list({"a": 50, "b": 50, "c": 3, "d": 60}) == ShownList({"d": 60}, ("a", "b", "c"), 103, 163)


def test_nothing_small_hides_nothing() -> None:
    assert suppress_list({"a": 40, "b": 10}) == ShownList({"a": 40, "b": 10}, (), None, 50)
    shown = suppress_table({("u", "a"): 10, ("u", "b"): 11, ("v", "a"): 12, ("v", "b"): 13}, "uv", "ab")
    assert shown.cells == ((10, 11), (12, 13))


def test_small_total_hides_everything() -> None:
    assert suppress_list({"a": 9, "b": 0}) == ShownList({}, ("a", "b"), None, None)
    assert suppress_table({("u", "a"): 9}, "uv", "ab") == ShownTable((), (), (), (), (), None)
    assert (at_least(9), at_least(10)) == (None, 10)


def test_rows_with_small_totals_are_put_together() -> None:
    shown = suppress_table({("u", "a"): 90, ("u", "b"): 80, ("v", "a"): 8, ("w", "b"): 7}, "uvw", "ab")
    assert shown.rows == (("u",), ("v", "w"))
    assert (shown.row_totals, shown.column_totals, shown.total) == ((170, 15), (98, 87), 185)
    assert shown.cells == ((None, None), (None, None))
