"""A stopped hub with backups of both kinds beside it, and an empty place to restore them to."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.contract.backup.commands import run
from tests.contract.real_server import prepare


@pytest.fixture(scope="package")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stopped hub's data directory; backups of both kinds lie beside it, in `shelf`."""
    data = tmp_path_factory.mktemp("hub") / "data"
    prepare(data)
    shelf = data.parent / "shelf"
    shelf.mkdir()
    for arguments in (("backup", shelf / "one.backup"), ("backup", "--secrets", shelf / "secrets.backup")):
        result = run(*arguments, data=data)
        assert result.exit_code == 0, result.output
    return data


@pytest.fixture
def one(hub: Path) -> Path:
    return hub.parent / "shelf" / "one.backup"


@pytest.fixture
def elsewhere(hub: Path, tmp_path: Path) -> Path:
    """Another machine: nothing there but the secrets, put back."""
    data = tmp_path / "elsewhere"
    data.mkdir(mode=0o700)
    shutil.copy(hub / "secrets.json", data / "secrets.json")
    return data
