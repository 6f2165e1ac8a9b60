"""What the threat model says about the database is what the schema says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from spotsigns.settings import load_settings
from spotsigns.store import SqliteStore, open_store
from tests.unit.test_faults import ROOT

PAGE = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
TOLD = {table: (clear.split(", "), [name for name in shut.strip().split(", ") if name]) for table, clear, shut in re.findall(r"^\| `(\w+)` \| ([\w, ]+) \|([\w, ]*)\|$", PAGE, re.MULTILINE)}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    store = open_store(load_settings({}, data=str(tmp_path)))
    yield store
    store.close()


def test_every_column_of_the_database_is_told_once(store: SqliteStore) -> None:
    tables = [name for (name,) in store.read().execute("SELECT name FROM sqlite_schema WHERE type = 'table'") if not name.startswith(("_", "sqlite_"))]
    columns = {name: sorted(row[1] for row in store.read().execute(f"PRAGMA table_info({name})")) for name in tables}
    assert {name: sorted(clear + shut) for name, (clear, shut) in TOLD.items()} == columns


def test_what_is_called_shut_is_bytes_or_a_digest(store: SqliteStore) -> None:
    digests = {("sessions", "digest"), ("invitations", "digest"), ("spare_codes", "digest"), ("staff", "auth")}
    kinds = {(table, row[1]): row[2] for table in TOLD for row in store.read().execute(f"PRAGMA table_info({table})")}
    shut = {(table, name) for table, (_, names) in TOLD.items() for name in names}
    assert len(shut) > 15
    assert [place for place in shut - digests if kinds[place] != "BLOB"] == []


def test_every_file_named_is_there() -> None:
    named = re.findall(r"`((?:docs|tests|spotsigns)/[\w./-]+)`|\]\(([\w.-]+\.md)", PAGE)
    assert len(named) > 3
    assert [one for one, link in named if one and not (ROOT / one).is_file()] == []
    assert [link for _, link in named if link and not (ROOT / "docs" / link).is_file()] == []
