"""Sheets for a spreadsheet: CSV in which no cell is ever a formula. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

# Also the full-width forms: some spreadsheets read them as the plain ones.
BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def sheet(rows: Iterable[Sequence[object]]) -> str:
    """RFC 4180 with a byte order mark, so that a spreadsheet reads it as UTF-8. Every cell is in quotes."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return "\ufeff" + out.getvalue()


def safe_cell(cell: object) -> str:
    """What begins like a formula, also behind spaces, begins with an apostrophe. Numbers of ours are never negative."""
    text = "" if cell is None else str(cell).replace("\0", "")
    return f"'{text}" if text.lstrip(" ").startswith(BEGINNINGS) else text
