"""No number ships without a source, and every row of the helper ends on somebody who can be reached."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from spotsigns.contacts.model import CONTENT, Contact, Directory, load_directory
from spotsigns.errors import ContentError
from spotsigns.partnerships.model import ROOT

ROTHERHAM = ROOT / "rotherham"


@pytest.fixture(scope="module")
def directory() -> Directory:
    return load_directory(ROTHERHAM)


def with_national(tmp_path: Path, old: str, new: str) -> Path:
    """A copy of the content in which `old` of the national file has become `new`."""
    for path in CONTENT.glob("*.toml"):
        text = path.read_text("utf-8")
        if path.name == "national.toml":
            assert old in text
            text = text.replace(old, new, 1)
        (tmp_path / path.name).write_text(text, "utf-8")
    return tmp_path


def reachable(contact: Contact, directory: Directory) -> bool:
    return contact.can_be_reached or directory.contacts[contact.via].can_be_reached


def test_every_row_of_the_helper_ends_on_a_contact_that_can_be_reached(directory: Directory) -> None:
    for row in directory.rows:
        assert any(contact.can_be_reached for contact in row.contacts), row.id
        for contact in row.contacts:
            assert reachable(contact, directory), contact.id
            if not contact.can_be_reached:
                assert "mash" in {other.id for other in row.contacts}, row.id


def test_the_helper_has_rows_for_elsewhere_and_for_adults(directory: Directory) -> None:
    texts = [row.case.text for row in directory.rows]
    assert any("{place}" in text for text in texts)
    assert any("{adult_age}" in text for text in texts)


def test_every_power_has_a_route_that_is_independent_of_it(directory: Directory) -> None:
    for power in directory.powers:
        assert any(reachable(contact, directory) for contact in power.contacts), power.id
    police = next(power for power in directory.powers if power.id == "police")
    assert not {"police-emergency", "police-non-emergency"} & {contact.id for contact in police.contacts}


def test_every_number_has_a_source(directory: Directory) -> None:
    assert [contact.id for contact in directory.contacts.values() if not contact.sources] == []


def test_a_number_without_a_source_is_refused(tmp_path: Path) -> None:
    content = with_national(tmp_path, 'sources = [\n  "parliamenttoday.com/members/viewnews.html?id=115621",', 'sources = []\nunused = [\n  "x",')
    with pytest.raises(ContentError, match="police-emergency"):
        load_directory(ROTHERHAM, content)


def test_broken_toml_is_refused_with_file_and_line(tmp_path: Path) -> None:
    content = with_national(tmp_path, 'id = "police-emergency"', 'id = "police-emergency')
    with pytest.raises(ContentError, match=r"national\.toml.*line \d+"):
        load_directory(ROTHERHAM, content)


def test_a_contact_is_stale_after_twelve_months(directory: Directory) -> None:
    mash = directory.contacts["mash"]
    assert mash.is_stale(date(2026, 11, 23))
    assert not mash.is_stale(date(mash.checked.year + 1, mash.checked.month, mash.checked.day))
