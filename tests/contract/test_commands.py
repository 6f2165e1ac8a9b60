"""The command line as an operator meets it: real processes, real directories, exit status and words."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from spotsigns.cli import main
from spotsigns.hub.demonstration import make_demonstration
from spotsigns.partnerships.working_days import ZONE
from spotsigns.settings import described, load_settings
from spotsigns.store import open_store
from spotsigns.store.secrets import load_secrets
from tests.conftest import NOW

SECONDS = 60


def run(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(main, arguments, env=environment)


@contextmanager
def running(*arguments: str, lines: int) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """A server process and the first `lines` it prints."""
    process = subprocess.Popen([sys.executable, "-m", "spotsigns", *arguments], stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"})
    assert process.stdout is not None
    try:
        yield process, [process.stdout.readline().strip() for _ in range(lines)]
    finally:
        process.terminate()
        process.wait(SECONDS)
        process.stdout.close()


def test_the_demonstration_prints_what_the_contract_says_and_is_live() -> None:
    with running("demo", "--port", "0", lines=5) as (_, lines):
        port = int(re.fullmatch(r"ready http://localhost:(\d+)/", lines[0])[1])  # type: ignore[index]
        assert lines[1] == f"hub http://localhost:{port}/hub/"
        assert re.fullmatch(r"staff \S.*", lines[2])
        assert re.fullmatch(r"passphrase \S.{14,}", lines[3])
        assert re.fullmatch(r"totp [A-Z2-7]{16,}", lines[4])
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=SECONDS) as answer:
            assert json.load(answer)["ok"] is True
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/keys", timeout=SECONDS) as answer:
            keys = json.load(answer)
        assert keys["live"] is True
        assert [key["seal"] for key in keys["keys"]] == [True]


def test_the_first_start_makes_everything_and_prints_the_first_keyholders_link(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with running("serve", "--port", "0", "--data", str(data), lines=3) as (_, lines):
        assert lines[0].startswith("ready http://localhost:")
        assert lines[1].startswith("hub http://localhost:")
        assert re.fullmatch(r"first keyholder http://localhost:\d+/hub/join#\S{20,}", lines[2])
        assert data.stat().st_mode & 0o777 == 0o700
        assert (data / "secrets.json").stat().st_mode & 0o777 == 0o600
        assert (data / "spotsigns.db").stat().st_mode & 0o777 == 0o600


def test_a_port_in_use_is_named_and_the_exit_status_says_failure(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = run("serve", "--port", str(taken.getsockname()[1]), "--data", str(tmp_path))
    assert result.exit_code == 1
    assert "--port" in result.output


def test_an_unwritable_data_directory_is_named() -> None:
    result = run("serve", "--port", "0", "--data", "/proc/spotsigns")
    assert result.exit_code == 1
    assert "--data" in result.output


def test_an_open_address_without_tls_is_refused(tmp_path: Path) -> None:
    result = run("serve", "--host", "0.0.0.0", "--port", "0", "--data", str(tmp_path))  # noqa: S104 - refused
    assert result.exit_code == 1
    assert "--insecure" in result.output


def test_a_database_of_a_later_release_is_left_untouched(tmp_path: Path) -> None:
    store = open_store(load_settings({}, data=str(tmp_path)))
    store.write(lambda db: db.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('spotsigns', 'm999_later', 'later')").rowcount)
    store.close()
    result = run("keys", "list", "--data", str(tmp_path))
    assert result.exit_code == 1
    assert "later release" in result.output


@pytest.mark.parametrize("setting", ["SPOTSIGNS_PARTNERSHIP", "SPOTSIGNS_SIDES"])
def test_a_wrong_setting_is_named_before_anything_starts(setting: str) -> None:
    result = run("content", "check", **{setting: "atlantis"})
    assert result.exit_code == 1
    assert setting in result.output


def test_settings_are_printed_with_help() -> None:
    output = run("settings").output
    assert [name for name, _, help_text in described() if name not in output or help_text not in output] == []


def test_somebody_is_invited_once_and_listed(tmp_path: Path) -> None:
    data = ["--data", str(tmp_path)]
    assert run("staff", "add", "Sam", "--role", "practitioner", *data).exit_code == 0
    assert run("staff", "list", *data).output == "Sam\tpractitioner\tinvited\n"
    again = run("staff", "add", "Sam", "--role", "practitioner", *data)
    assert again.exit_code in (0, 1)
    assert run("staff", "list", *data).output.count("Sam") == 1


@pytest.mark.parametrize(
    ("names", "first", "told"),
    [
        ({}, "/hub/join#", "behind the hub's address"),
        ({"SPOTSIGNS_PUBLIC_HOST": "signs.example.org", "SPOTSIGNS_HUB_HOST": "hub.example.org"}, "https://hub.example.org/hub/join#", ""),
    ],
)
def test_an_invitation_is_a_whole_link_where_the_hub_has_a_name_and_says_when_it_ends(tmp_path: Path, names: dict[str, str], first: str, told: str) -> None:
    link, *lines, end = run("staff", "add", "Sam", "--role", "practitioner", "--data", str(tmp_path), **names).output.splitlines()
    assert re.fullmatch(re.escape(first) + r"\S{20,}", link)
    assert len(lines) == bool(told)
    assert told in "".join(lines)
    store = open_store(load_settings({}, data=str(tmp_path)))
    ends = datetime.fromtimestamp(store.read().execute("SELECT ends FROM invitations").fetchone()[0], ZONE)
    store.close()
    assert end == f"It works once, until {ends.day} {ends:%B %Y, %H:%M %Z}."


def test_content_check_lists_contacts_that_were_checked_long_ago() -> None:
    result = run("content", "check")
    assert result.exit_code == 0
    assert "mash: last checked 2021-11-15" in result.output


def test_purge_says_what_went_and_a_dry_run_deletes_nothing(tmp_path: Path) -> None:
    settings = load_settings({}, data=str(tmp_path))
    store = open_store(settings)
    make_demonstration(store, load_secrets(settings), NOW)
    store.write(lambda db: db.execute("UPDATE envelopes SET state = 'closed', purge_after = '2026-01-01' WHERE rowid <= 2").rowcount)
    store.write(lambda db: db.execute("UPDATE envelopes SET state = 'closed' WHERE rowid = 3").rowcount)
    store.close()
    data = ["--data", str(tmp_path)]
    assert run("purge", "--dry-run", *data).output == "2 envelopes would become tombstones. 1 that are closed have no day to go.\n"
    assert run("purge", *data).output == "2 envelopes became tombstones. 1 that are closed have no day to go.\n"
    assert run("purge", *data).output == "0 envelopes became tombstones. 1 that are closed have no day to go.\n"
    assert run("ledger", "verify", *data).exit_code == 0


def test_an_untouched_ledger_is_whole(tmp_path: Path) -> None:
    result = run("ledger", "verify", "--data", str(tmp_path))
    assert (result.exit_code, result.output) == (0, "The ledger is whole and empty.\n")


def test_ledger_verify_names_the_first_broken_row_and_prints_the_head(tmp_path: Path) -> None:
    settings, data = load_settings({}, data=str(tmp_path)), ["--data", str(tmp_path)]
    store = open_store(settings)
    make_demonstration(store, load_secrets(settings), NOW)
    head = store.ledger_head()
    assert head is not None
    assert run("ledger", "verify", *data).output == f"The ledger is whole. Its head is row {head.n}, {head.chain}.\n"
    cut = store.read().execute("SELECT * FROM ledger WHERE n = 2").fetchone()
    store.write(lambda db: db.execute("DELETE FROM ledger WHERE n = 2").rowcount)
    # A tail that was cut off leaves a whole chain: only a head written down elsewhere shows it.
    assert head.chain not in run("ledger", "verify", *data).output
    store.write(lambda db: db.execute("INSERT INTO ledger VALUES (?, ?, ?, ?, 'closed', ?)", (*tuple(cut)[:4], cut["chain"])).rowcount)
    tampered = run("ledger", "verify", *data)
    assert (tampered.exit_code, "broken at row 2" in tampered.output) == (1, True)
    store.write(lambda db: db.execute("DELETE FROM ledger WHERE n = 1").rowcount)
    assert "broken at row 1" in run("ledger", "verify", *data).output
    store.close()


def test_launch_check_stays_red_while_the_hours_are_unknown(tmp_path: Path) -> None:
    result = run("launch-check", "--data", str(tmp_path))
    assert result.exit_code == 1
    assert "RED    hours known" in result.output
    assert "not ready" in result.output


def test_translations_pass_their_gates_from_the_command_line() -> None:
    result = run("translations", "check")
    assert result.exit_code == 0, result.output
