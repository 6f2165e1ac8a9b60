"""Destinations are content: what is wrong with one is said with file and entry, and nothing wrong is served."""

from __future__ import annotations

from pathlib import Path

import pytest

from spotsigns.concerns.questions import ANSWERS
from spotsigns.contacts.model import load_directory
from spotsigns.errors import ContentError
from spotsigns.hub.destinations import CONTACT, GROUPS, load_destinations
from spotsigns.partnerships.model import ROOT

GOOD = """
[[destination]]
id = "police"
name = "Police"
receives = ["signs", "child", "contact"]
usual = ["signs"]
send_by = "By hand"
confirms = "The desk sergeant"
"""


def load(folder: Path, text: str) -> None:
    (folder / "destinations.toml").write_text(text, "utf-8")
    load_destinations(folder)


@pytest.mark.parametrize("folder", sorted(path.parent for path in ROOT.glob("*/partnership.toml")), ids=lambda folder: folder.name)
def test_destinations_of_each_partnership_name_contacts_that_are_there(folder: Path) -> None:
    destinations, directory = load_destinations(folder), load_directory(folder)
    known = set(directory.contacts)
    assert {one.contact for one in destinations.all if one.contact} <= known
    assert all(CONTACT not in one.usual for one in destinations.all)
    assert {"police", "social-care", "early-help", "licensing", "adult-services", "another-council"} <= {one.id for one in destinations.all}


def test_every_answer_of_the_form_is_in_one_field_group() -> None:
    fields = [field for group in GROUPS for field in group.fields]
    assert len(fields) == len(set(fields))
    assert {answer.partition(".")[0] for answer in ANSWERS} <= set(fields)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('usual = ["signs"]', 'usual = ["place"]', "'usual' has 'place'"),
        ('usual = ["signs"]', 'usual = ["contact"]', "never ticked by itself"),
        ('"child"', '"diary"', "no field group 'diary'"),
        ('receives = ["signs", "child", "contact"]', "receives = []", "'receives' is empty"),
        ('usual = ["signs"]', 'usual = ["signs"]\nway = "licensing"', "licensing may not receive"),
        ('usual = ["signs"]', 'usual = ["signs"]\nway = "pigeon"', "'way' is 'pigeon'"),
        ('confirms = "The desk sergeant"', "", "'confirms' is missing"),
        ('name = "Police"', 'name = "Police"\nfax = "1"', "'fax' is not a key"),
    ],
)
def test_wrong_entry_is_named_with_file_and_remedy(tmp_path: Path, old: str, new: str, words: str) -> None:
    load(tmp_path, GOOD)
    with pytest.raises(ContentError) as refused:
        load(tmp_path, GOOD.replace(old, new))
    assert words in str(refused.value)
    assert "destinations.toml, [[destination]] police:" in str(refused.value)


def test_same_id_twice_and_no_destination_at_all_are_refused(tmp_path: Path) -> None:
    for text, words in ((GOOD + GOOD, "stands twice"), ("", "no [[destination]]")):
        with pytest.raises(ContentError, match=words.replace("[", r"\[").replace("]", r"\]")):
            load(tmp_path, text)


@pytest.mark.parametrize(("groups", "names", "expected"), [(["signs"], False, False), (["signs"], True, True), (["signs", "child"], False, True), ([], False, False)])
def test_second_person_is_needed_where_somebody_is_named(groups: list[str], names: bool, expected: bool) -> None:
    assert load_destinations(ROOT / "rotherham").all[0].needs_second(groups, names=names) is expected
