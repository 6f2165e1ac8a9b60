"""The table of what a phone gives away cannot drift: every threat has a row, every test named is there and can fail."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from tests.unit.test_faults import ROOT, SKIPS, functions_of, likeness

ROWS: list[dict[str, Any]] = tomllib.loads((ROOT / "tests" / "phone.toml").read_text("utf-8"))["row"]
THREATS = [
    "over the shoulder", "browser history", "Back button, bfcache", "app icon", "lock screen", "drafts", "autofill, keyboard learning", "shared account sync",
    "call log", "Wi-Fi, DNS", "referrer", "location", "show me what you sent", "clearing looks odd",
    "leave now: without JavaScript", "leave now: with signal", "leave now: without signal, installed", "leave now: three taps of Shift", "leave now: a slow phone",
    "clear this phone", "every phone is shared", "the boss opens the app",
]  # fmt: skip


def test_every_threat_is_there_once_and_in_order() -> None:
    assert [row["threat"] for row in ROWS] == THREATS


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["threat"])
def test_every_row_says_what_is_right_and_names_tests_that_are_there_and_run(row: dict[str, Any]) -> None:
    assert set(row) == {"threat", "outcome", "tests"}
    assert len(row["outcome"].split()) >= 6
    assert row["tests"]
    for test in row["tests"]:
        file, _, name = test.partition("::")
        assert (ROOT / file).is_file(), test
        assert name in functions_of(file), test
        source = (ROOT / file).read_text("utf-8")
        assert not any(f".{skip}(" in source.partition(f"def {name}(")[2].partition("\ndef ")[0] for skip in SKIPS), test


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["threat"])
def test_some_test_is_named_after_the_right_outcome(row: dict[str, Any]) -> None:
    assert max(likeness(row["outcome"], test.partition("::")[2]) for test in row["tests"]) >= 2


def test_the_readme_leads_to_the_table() -> None:
    assert "tests/phone.toml" in (ROOT / "README.md").read_text("utf-8")
