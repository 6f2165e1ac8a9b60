"""The public pages as plain files: whole, with no dead link, and with nothing that could take a concern."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from spotsigns.errors import SettingsError
from spotsigns.export import export_site
from spotsigns.settings import Settings, load_settings

LINK = re.compile(r'(?:href|src)="(/[^"#?]*)')


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Four languages: both directions, and one that is dense. All of them are in tests/pages."""
    return load_settings({}, data=str(tmp_path / "data"), languages="en,ur,pl,zh-Hans")


def target_of(directory: Path, link: str) -> Path:
    found = directory / link.lstrip("/")
    return found / "index.html" if link.endswith("/") or found.is_dir() else found


def test_every_link_of_an_exported_page_leads_to_an_exported_file(app: Flask, tmp_path: Path) -> None:
    count = export_site(app, tmp_path / "site")
    files = [path for path in (tmp_path / "site").rglob("*") if path.is_file()]
    assert len(files) == count > 100
    dead = {
        (str(page.relative_to(tmp_path)), link)
        for page in files
        if page.suffix == ".html"
        for link in LINK.findall(page.read_text("utf-8"))
        if not target_of(tmp_path / "site", link).is_file()
    }
    assert dead == set()


def test_no_key_is_exported_so_that_the_form_says_that_it_sends_nothing(app: Flask, tmp_path: Path) -> None:
    export_site(app, tmp_path / "site")
    names = {path.relative_to(tmp_path / "site").as_posix() for path in (tmp_path / "site").rglob("*")}
    assert not {name for name in names if name.startswith("api") or "hub" in name}


def test_nothing_is_overwritten(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "precious.txt").write_text("kept")
    with pytest.raises(SettingsError, match="not empty"):
        export_site(app, tmp_path / "site")
    assert [path.name for path in (tmp_path / "site").iterdir()] == ["precious.txt"]
