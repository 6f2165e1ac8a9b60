"""A spreadsheet never takes what somebody wrote for a formula."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spotsigns.hub.sheets import BEGINNINGS, safe_cell, sheet

texts = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"))


@pytest.mark.parametrize("text", ["=1+1", "+44", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =cmd|' /C calc'!A0", "＝1", "＠x"])
def test_what_begins_like_a_formula_is_put_behind_an_apostrophe(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Maltby East", "2026-11-23", "a=1", "it's", "", "ایک"])
def test_plain_words_stay_as_they_are(text: str) -> None:
    assert safe_cell(text) == text


def test_numbers_and_nothing() -> None:
    assert (safe_cell(12), safe_cell(None), safe_cell("a\0b")) == ("12", "", "ab")


@given(st.lists(st.lists(texts, min_size=1, max_size=4), min_size=1, max_size=4))
def test_every_cell_comes_back_and_none_is_a_formula(rows: list[list[str]]) -> None:
    text = sheet(rows)
    assert text.startswith("\ufeff")
    back = list(csv.reader(io.StringIO(text[1:], newline="")))
    assert [[cell.removeprefix("'") if cell != given else cell for cell, given in zip(line, row, strict=True)] for line, row in zip(back, rows, strict=True)] == rows
    assert not any(cell.lstrip(" ").startswith(BEGINNINGS) for line in back for cell in line)
