"""The ASVS table cannot drift: every requirement of level 2 has one answer, and whatever it names is there."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.unit.test_faults import SKIPS, functions_of

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "asvs.md").read_text("utf-8")
STANDARD = tomllib.loads((ROOT / "tests" / "asvs.toml").read_text("utf-8"))
SECTIONS: dict[str, list[int]] = STANDARD["sections"]
ANSWERS = {"met", "partly", "not met", "operator", "none here"}
# What is only said to be so elsewhere has to be shown; what does not exist cannot be.
SHOWN = {"met", "partly", "operator"}


@dataclass(frozen=True)
class Row:
    numbers: tuple[str, ...]
    is_level_3: bool
    asked: str
    answer: str
    how: str
    shown: tuple[str, ...]


def rows() -> list[Row]:
    found = []
    for line in PAGE.splitlines():
        if re.match(r"\| \d+\.\d+\.\d+", line):
            numbers, asked, answer, how, shown = (cell.strip() for cell in line.strip().strip("|").split("|"))
            found.append(Row(tuple(re.findall(r"\d+\.\d+\.\d+", numbers)), "³" in numbers, asked, answer, how, tuple(re.findall(r"`([^`]+)`", shown))))
    return found


ROWS = rows()


def numbered(*, of_all: bool) -> set[str]:
    return {f"{section}.{number}" for section, counts in SECTIONS.items() for number in range(1, counts[of_all] + 1)}


def test_the_list_of_requirements_is_as_long_as_the_standards() -> None:
    assert len(numbered(of_all=False)) == STANDARD["level_1_and_2"]
    assert len(numbered(of_all=True)) == STANDARD["all"]


def test_every_requirement_of_level_2_has_one_answer() -> None:
    told = Counter(number for row in ROWS for number in row.numbers)
    assert sorted(numbered(of_all=False) - set(told)) == []
    assert [number for number, count in told.items() if count > 1] == []


def test_no_number_is_made_up_and_level_3_is_marked() -> None:
    for row in ROWS:
        assert set(row.numbers) <= numbered(of_all=row.is_level_3), row.numbers
        assert row.is_level_3 is not (set(row.numbers) <= numbered(of_all=False)), row.numbers


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.numbers[0])
def test_every_row_is_answered_and_shown_or_says_why_not(row: Row) -> None:
    assert row.asked
    assert row.answer in ANSWERS
    assert bool(row.shown) is (row.answer in SHOWN) or row.answer == "not met"
    if row.answer in ("partly", "not met", "operator"):
        assert len(row.how.split()) > 5, "what is missing is said"


@pytest.mark.parametrize("row", [row for row in ROWS if row.shown], ids=lambda row: row.numbers[0])
def test_every_file_and_test_named_is_there(row: Row) -> None:
    for named in row.shown:
        file, _, test = named.partition("::")
        path = f"tests/{file}" if Path(file).name.startswith("test_") else file
        assert (ROOT / path).is_file(), named
        if test:
            function = functions_of(path).get(test)
            assert function is not None, named
            assert not [mark for mark in function.decorator_list if any(skip in str(vars(mark)) for skip in SKIPS)], named


def test_links_on_the_page_lead_somewhere() -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", PAGE) if "://" not in link]
    assert links
    assert [link for link in links if not (ROOT / "docs" / link).is_file()] == []
