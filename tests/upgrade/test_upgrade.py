"""A release starts on what earlier ones left: every row is there, every concern opens, everybody can log in, every receipt is the first."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric import ec
from sqlite_utils import Database

from spotsigns.app import create_app
from spotsigns.cli import main
from spotsigns.errors import DatabaseNewer, StoreError
from spotsigns.hub.demonstration import DemonstrationStaff
from spotsigns.hub.ledger import verify_ledger
from spotsigns.sealing.encoding import from_base64url, to_base64url
from spotsigns.sealing.envelope import load_pkcs8, open_concern, public_bytes
from spotsigns.sealing.receipt import verify_receipt
from spotsigns.settings import Settings, load_settings
from spotsigns.store import SqliteStore, open_store
from spotsigns.store.migrations import migrations
from spotsigns.store.secrets import Secrets, load_secrets
from tests.conftest import Clock
from tests.contract.envelopes import put
from tests.contract.hubs import Browser

FROZEN = sorted(Path(__file__).parent.glob("m*.json"))
Row = dict[str, Any]


def lay_out(told: dict[str, Any], data: Path) -> Settings:
    """A data directory as that release left it."""
    data.mkdir(mode=0o700)
    with closing(sqlite3.connect(data / "spotsigns.db")) as db:
        db.executescript("\n".join(told["sql"]))
    (data / "secrets.json").write_text(json.dumps(told["secrets"]))
    return load_settings({}, data=str(data))


def rows_of(path: Path) -> dict[str, list[Row]]:
    with closing(sqlite3.connect(path)) as db:
        db.row_factory = sqlite3.Row
        tables = [row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'")]
        return {table: [dict(row) for row in db.execute(f"SELECT * FROM {table} ORDER BY rowid")] for table in tables}  # noqa: S608 - names from the schema


@dataclass(frozen=True)
class Upgraded:
    settings: Settings
    before: dict[str, list[Row]]
    store: SqliteStore
    secrets: Secrets
    hub_key: ec.EllipticCurvePrivateKey
    staff: DemonstrationStaff
    seen: str


@pytest.fixture(scope="module", params=FROZEN, ids=lambda path: path.stem)
def upgraded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upgraded]:
    told = json.loads(request.param.read_text("utf-8"))
    settings = lay_out(told, tmp_path_factory.mktemp("upgrade") / "data")
    before = rows_of(settings.database_path)
    store, hub_key = open_store(settings), load_pkcs8(from_base64url(told["hub_key"]))
    yield Upgraded(settings, before, store, load_secrets(settings), hub_key, DemonstrationStaff(**told["staff"], hub_key=hub_key), told["seen"])
    store.close()


def test_there_is_something_to_upgrade_from() -> None:
    assert len(FROZEN) >= 2


def test_the_schema_is_that_of_an_empty_start(upgraded: Upgraded, tmp_path: Path) -> None:
    fresh = load_settings({}, data=str(tmp_path))
    open_store(fresh).close()

    def columns(path: Path) -> dict[str, list[tuple[Any, ...]]]:
        with closing(sqlite3.connect(path)) as db:
            names = [row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type IN ('table', 'index') AND name NOT LIKE 'sqlite%' ORDER BY name")]
            return {name: [row[1:4] for row in db.execute(f"PRAGMA table_info('{name}')")] for name in names}

    assert columns(upgraded.settings.database_path) == columns(fresh.database_path)


def test_every_row_is_there_and_says_what_it_said(upgraded: Upgraded) -> None:
    after = rows_of(upgraded.settings.database_path)
    assert set(upgraded.before) <= set(after)
    for table, rows in upgraded.before.items():
        assert [{name: row[name] for name in old} for old, row in zip(rows, after[table], strict=True)] == rows
    assert upgraded.store.read().execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert upgraded.store.read().execute("PRAGMA foreign_key_check").fetchone() is None


def test_every_concern_opens_and_every_repeat_gets_its_first_receipt(upgraded: Upgraded) -> None:
    client = create_app(upgraded.settings, store=upgraded.store, secrets=upgraded.secrets, clock=Clock()).test_client(use_cookies=False)
    for row in upgraded.before["envelopes"]:
        envelope = {"v": 1, "id": row["id"], "thread": row["thread"], "key": row["key"], "sealed": to_base64url(row["sealed"])}
        assert json.loads(open_concern(upgraded.hub_key, envelope))["kind"] == "concern"
        answer = put(client, envelope)
        assert (answer.status_code, answer.get_data(as_text=True)) == (200, row["receipt"])
        assert verify_receipt(public_bytes(upgraded.secrets.receipt), answer.get_json())
        state = client.get(f"/api/threads/{row['thread']}").get_json()["state"]
        assert state == ("read" if row["id"] == upgraded.seen else "received")


def test_staff_log_in_with_what_they_had_and_see_the_desk(upgraded: Upgraded) -> None:
    clock = Clock()
    browser = Browser(create_app(upgraded.settings, store=upgraded.store, secrets=upgraded.secrets, clock=clock), clock, upgraded.staff)
    assert browser.log_in().status_code == 200
    assert {row.id for state in ("new", "seen") for row in upgraded.store.desk_page(state, None, 50)} == {row["id"] for row in upgraded.before["envelopes"]}


def test_a_concern_can_be_sorted_without_saying_whether_it_is_practice(upgraded: Upgraded) -> None:
    """The first release's table refused that; a concern of its time must not be one that nobody can sort."""
    row = upgraded.before["envelopes"][0]
    upgraded.store.write(lambda db: db.execute("INSERT OR REPLACE INTO triage (id, variant, category, practice) VALUES (?, 0, 'missing', NULL)", (row["id"],)).rowcount)
    [found] = [one for one in upgraded.store.concern_rows(row["id"]) if one.variant == 0]
    assert (found.triage.category, found.triage.practice) == ("missing", None)


def test_the_ledger_is_whole_across_the_upgrade(upgraded: Upgraded) -> None:
    assert verify_ledger(upgraded.store, upgraded.secrets.ledger) is None
    assert upgraded.before["ledger"]


def test_an_upgraded_hub_can_be_backed_up(upgraded: Upgraded, tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["backup", str(tmp_path / "one.backup"), "--data", upgraded.settings.data])
    assert result.exit_code == 0, result.output


def test_what_was_sorted_before_stays_sorted_with_whatever_was_put_on_the_table(tmp_path: Path) -> None:
    told = json.loads(FROZEN[0].read_text("utf-8"))
    settings = lay_out(told, tmp_path / "data")
    with closing(sqlite3.connect(settings.database_path)) as db:
        db.execute("INSERT INTO triage (id, variant, ward, practice) VALUES (?, 0, 'boston-castle', 1)", (told["seen"],))
        db.execute("CREATE INDEX triage_by_ward ON triage (ward)")
        db.commit()
    store = open_store(settings)
    assert [tuple(row) for row in store.read().execute("SELECT id, ward, practice FROM triage INDEXED BY triage_by_ward WHERE ward > ''")] == [(told["seen"], "boston-castle", 1)]
    with pytest.raises(sqlite3.IntegrityError):
        store.write(lambda db: db.execute("INSERT INTO triage (id, variant) VALUES ('nobody', 0)").rowcount)
    store.close()


def test_an_upgrade_that_fails_half_way_changes_nothing(tmp_path: Path) -> None:
    """Something in the way of a later migration: the ones before it are not left behind alone."""
    settings = lay_out(json.loads(FROZEN[0].read_text("utf-8")), tmp_path / "data")
    with closing(sqlite3.connect(settings.database_path)) as db:
        db.execute("CREATE TABLE told (in_the_way TEXT)")
        db.commit()
    before = rows_of(settings.database_path)
    with pytest.raises(StoreError):
        open_store(settings)
    assert rows_of(settings.database_path) == before
    assert max(one.name for one in migrations.applied(Database(str(settings.database_path)))).startswith(FROZEN[0].stem)


@pytest.mark.parametrize("command", [["serve", "--port", "0"], ["staff", "list"], ["ledger", "verify"], ["launch-check"], ["purge"]])
def test_a_newer_database_is_refused_in_words_by_every_command(tmp_path: Path, command: list[str]) -> None:
    settings = lay_out(json.loads(FROZEN[-1].read_text("utf-8")), tmp_path / "data")
    with closing(sqlite3.connect(settings.database_path)) as db:
        db.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('spotsigns', 'm999_of_a_later_release', 'later')")
        db.commit()
    before = rows_of(settings.database_path)
    result = CliRunner().invoke(main, [*command, "--data", settings.data])
    assert result.exit_code == 1
    assert all(word in result.output for word in ("later release", "m999_of_a_later_release", "Start that release, or restore a backup", "Nothing was changed"))
    assert rows_of(settings.database_path) == before
    with pytest.raises(DatabaseNewer):
        open_store(settings)
