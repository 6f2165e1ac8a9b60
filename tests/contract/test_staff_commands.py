"""Staff and keys on the command line: shut out, ask for new keys, see that they are due."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from spotsigns.cli import main
from spotsigns.hub.ledger import verify_ledger
from spotsigns.hub.room import Hub, make_hub
from spotsigns.hub.slow import Slowdown
from spotsigns.hub.staff import add_staff
from spotsigns.sealing.envelope import new_private_key
from spotsigns.settings import load_settings
from spotsigns.store import open_store
from spotsigns.store.secrets import load_secrets
from tests.conftest import Clock
from tests.members import first_member, join, let_in


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    settings = load_settings({}, data=str(tmp_path))
    store = open_store(settings)
    yield make_hub(store, load_secrets(settings), Clock(), Slowdown(lambda seconds: None))
    store.close()


def run(tmp_path: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--data", str(tmp_path)])


def test_somebody_is_shut_out_by_name(hub: Hub, tmp_path: Path) -> None:
    anna = first_member(hub, new_private_key())
    bert = join(hub, add_staff(hub.store, "Bert", "practitioner", hub.clock()))
    let_in(hub, anna, bert)
    assert "rotation due" not in run(tmp_path, "keys", "list").output
    shut = run(tmp_path, "staff", "disable", "Bert")
    assert (shut.exit_code, "rotate the keys" in shut.output) == (0, True)
    assert run(tmp_path, "staff", "list").output == "Anna\tkeyholder\tactive\nBert\tpractitioner\tdisabled\n"
    assert "rotation due" in run(tmp_path, "keys", "list").output
    assert hub.store.held_keys(bert.id) == []
    newest = list(hub.store.ledger_rows())[-1]
    assert (newest.staff, newest.act, newest.subject) == ("operator", "disabled", bert.id)
    assert verify_ledger(hub.store, load_secrets(load_settings({}, data=str(tmp_path))).ledger) is None


@pytest.mark.parametrize(("name", "told"), [("Anna", "last keyholder"), ("Nobody", "staff list")])
def test_last_keyholder_and_strangers_are_not_shut_out(hub: Hub, tmp_path: Path, name: str, told: str) -> None:
    first_member(hub, new_private_key())
    refused = run(tmp_path, "staff", "disable", name)
    assert (refused.exit_code, told in refused.output) == (1, True)
    assert run(tmp_path, "staff", "list").output == "Anna\tkeyholder\tactive\n"


def test_new_keys_can_be_asked_for_once_there_are_any(hub: Hub, tmp_path: Path) -> None:
    refused = run(tmp_path, "keys", "rotate")
    assert (refused.exit_code, "first keyholder" in refused.output) == (1, True)
    first_member(hub, new_private_key())
    assert run(tmp_path, "keys", "rotate").exit_code == 0
    listed = run(tmp_path, "keys", "list").output
    assert "seals now" in listed
    assert "rotation due" in listed
    assert "RED    no rotation of keys due" in run(tmp_path, "launch-check").output
