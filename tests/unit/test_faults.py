"""The table of faults cannot drift: every row has tests, every test is there, runs, and is named after the right outcome."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROWS = 54
FAULTS: list[dict[str, Any]] = tomllib.loads((ROOT / "tests" / "faults.toml").read_text("utf-8"))["fault"]
# Rows, or halves of them, that speak of attachments, which are not built.
TEXT_ONLY = {9, 15, 32}
# Words that say nothing of an outcome.
EMPTY = frozenset(["that", "this", "what", "when", "which", "with", "without", "from", "into", "only", "still", "than", "then", "them", "they", "their", "there", "before", "after", "again", "until", "while", "under", "other", "another", "every", "each", "some", "here", "very", "also", "does", "have", "been", "were", "will", "upon", "test"])
SKIPS = {"skip", "skipif", "xfail", "importorskip"}


@cache
def functions_of(file: str) -> dict[str, ast.FunctionDef]:
    """Test functions at the top of a file; a parametrised one goes by its name."""
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def named_tests() -> Iterator[tuple[dict[str, Any], str, str]]:
    for fault in FAULTS:
        for test in fault.get("tests", []):
            file, _, name = test.partition("::")
            yield fault, file, name


def stems(text: str) -> set[str]:
    """The beginnings of the words that carry meaning: "received" and "receipt" may differ, "keeps" and "keep" may not."""
    words = re.findall(r"[a-z]{3,}|\d{3}", text.lower().replace("_", " "))
    return {word[:4] for word in words if word not in EMPTY}


def likeness(outcome: str, name: str) -> int:
    return len(stems(outcome) & stems(name.removeprefix("test_")))


def test_every_row_is_there_once_and_in_order() -> None:
    assert [fault["row"] for fault in FAULTS] == list(range(1, ROWS + 1))


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: str(fault["row"]))
def test_every_row_says_what_goes_wrong_what_is_right_and_where_that_is_tested(fault: dict[str, Any]) -> None:
    assert set(fault) <= {"row", "trigger", "outcome", "tests", "not_applicable"}
    for words in (fault["trigger"], fault["outcome"]):
        assert len(words.split()) >= 4
    if fault["row"] not in TEXT_ONLY:
        assert "not_applicable" not in fault, "only attachments are not built"
        assert fault["tests"]
    else:
        assert "ext only: " in fault["not_applicable"], "the reason is said"


def test_two_rows_and_a_half_have_nothing_to_be_tested_on() -> None:
    assert [fault["row"] for fault in FAULTS if not fault.get("tests")] == [9, 32]
    assert [fault["row"] for fault in FAULTS if fault.get("tests") and "not_applicable" in fault] == [15]


def test_every_test_named_is_there_and_is_not_skipped() -> None:
    missing, skipped = [], []
    for fault, file, name in named_tests():
        function = functions_of(file).get(name) if (ROOT / file).is_file() else None
        if function is None:
            missing.append(f"row {fault['row']}: {file}::{name}")
        elif any(isinstance(node, ast.Attribute) and node.attr in SKIPS for node in ast.walk(function)):
            skipped.append(f"row {fault['row']}: {file}::{name}")
    assert missing == []
    assert skipped == []


def test_every_test_can_fail() -> None:
    """Somewhere in it, or in a function of its file that it calls, something is claimed."""
    claims = {"expect", "raises", "fail"}

    def claims_something(file: str, node: ast.AST, seen: frozenset[str] = frozenset()) -> bool:
        own = {one.name: one for one in ast.parse((ROOT / file).read_text("utf-8")).body if isinstance(one, ast.FunctionDef)}
        for inner in ast.walk(node):
            if isinstance(inner, ast.Assert):
                return True
            if isinstance(inner, ast.Call):
                called = inner.func.attr if isinstance(inner.func, ast.Attribute) else getattr(inner.func, "id", "")
                if called in claims or (called in own and called not in seen and claims_something(file, own[called], seen | {called})):
                    return True
        return False

    assert [name for _, file, name in named_tests() if not claims_something(file, functions_of(file)[name])] == []


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault.get("tests")], ids=lambda fault: str(fault["row"]))
def test_tests_are_named_after_the_right_outcome(fault: dict[str, Any]) -> None:
    alike = {name: likeness(fault["outcome"], name) for _, _, name in ((fault, *test.partition("::")[::2]) for test in fault["tests"])}
    assert min(alike.values()) >= 1, f"these say nothing of the outcome: {[name for name, count in alike.items() if count == 0]}"
    assert max(alike.values()) >= 2, f"no name says what is right: {alike}"


def test_the_readme_leads_to_the_table() -> None:
    assert "tests/faults.toml" in (ROOT / "README.md").read_text("utf-8")
