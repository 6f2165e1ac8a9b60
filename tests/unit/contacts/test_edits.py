"""Edits laid over the directory: what two people agreed on shows, and the loader's promises still hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spotsigns.contacts.edits import (
    EVERYBODY,
    POLICE,
    ContactEdit,
    as_it_is,
    edit_directory,
    left_alone,
    problem_of,
)
from spotsigns.contacts.live import LOOK_SECONDS, LiveDirectory
from spotsigns.contacts.model import Contact, Directory, is_uk_number, load_directory
from spotsigns.errors import StoreUnavailable
from spotsigns.partnerships.model import ROOT

SHIPPED = load_directory(ROOT / "rotherham")
HUB = "mash"
OUT = ContactEdit(is_out_of_use=True, checked="2026-11-23")
LANGUAGES = ("en", "ur", "pl")


def out(*ids: str) -> dict[str, ContactEdit]:
    return dict.fromkeys(ids, OUT)


def edited(edits: Mapping[str, ContactEdit]) -> Directory:
    return edit_directory(SHIPPED, edits, HUB)


def assert_sound(directory: Directory) -> None:
    """What the content loader promises of what ships."""
    for row in directory.rows:
        assert any(contact.can_be_reached for contact in row.contacts), row.id
        assert len({contact.id for contact in row.contacts}) == len(row.contacts), row.id
        assert all(directory.contacts[contact.id] == contact for contact in row.contacts), row.id
    for contact in directory.contacts.values():
        assert contact.can_be_reached or directory.contacts[contact.via].can_be_reached, contact.id
        assert not contact.via or contact.via in directory.contacts, contact.id
    assert {"police-emergency", POLICE, HUB} <= set(directory.contacts)


@pytest.mark.parametrize("contact", sorted(SHIPPED.contacts))
def test_contact_not_in_use_is_nowhere_and_the_helper_still_ends_on_somebody(contact: str) -> None:
    directory = edited(out(contact))
    assert_sound(directory)
    always = contact in ("police-emergency", POLICE, HUB)
    shown = {one.id for row in directory.rows for one in row.contacts} | {one.id for power in directory.powers for one in power.contacts} | set(directory.contacts)
    assert (contact in shown) == always
    assert all(one.via != contact or always for one in directory.contacts.values())


@settings(deadline=None)
@given(st.sets(st.sampled_from(sorted(SHIPPED.contacts))))
def test_helper_holds_whatever_is_taken_out_together(gone: set[str]) -> None:
    assert_sound(edited(out(*gone)))


def test_row_that_lost_everybody_falls_back_on_the_hub_and_the_police_line() -> None:
    row = next(row for row in SHIPPED.rows if row.id == "picture-seen")
    directory = edited(out(*(contact.id for contact in row.contacts)))
    assert [contact.id for contact in next(one for one in directory.rows if one.id == row.id).contacts] == [HUB, POLICE]


def test_pages_that_name_a_contact_not_in_use_leave_it_out() -> None:
    directory = edited(out("nspcc", "childline"))
    assert [one.id for one in directory.named(("nspcc", "crimestoppers"))] == ["crimestoppers"]
    assert [one.id for one in directory.named(("nspcc", "childline"))] == [HUB, POLICE]
    with pytest.raises(KeyError):
        directory.named(("nobody",))


def test_worry_about_somebody_with_power_never_falls_back_on_them() -> None:
    police = next(power for power in SHIPPED.powers if power.id == "police")
    without = [contact.id for contact in police.contacts if contact.id != "crimestoppers"]
    left = next(power for power in edited(out(*without)).powers if power.id == "police")
    assert [contact.id for contact in left.contacts] == ["crimestoppers"]
    nobody = edited(out(*(contact.id for contact in police.contacts)))
    assert [contact.id for contact in next(power for power in nobody.powers if power.id == "police").contacts] == ["nspcc"]
    assert left_alone(nobody) == []
    everyone = out("nspcc", "crimestoppers", "iopc", "stovewood")
    assert "police" in left_alone(edited(everyone))


def test_number_hours_and_day_are_the_new_ones() -> None:
    edit = ContactEdit("01709 111222", "weekdays", "08:30", "17:00", source="rotherham.gov.uk/contact", checked="2026-11-23")
    mash = edited({HUB: edit}).contacts[HUB]
    assert (mash.tel, mash.hours, mash.hours_values, mash.checked, mash.is_confirmed) == ("01709 111222", "weekdays", {"opens": "08:30", "closes": "17:00"}, date(2026, 11, 23), True)
    assert mash.sources == ("rotherham.gov.uk/contact",)
    assert edited({HUB: replace(edit, source="")}).contacts[HUB].sources == ()


def test_same_again_says_only_that_it_was_checked() -> None:
    mash = SHIPPED.contacts[HUB]
    found = edited({HUB: replace(as_it_is(mash), checked="2026-11-23")}).contacts[HUB]
    assert found == replace(mash, checked=date(2026, 11, 23), is_confirmed=True)


def test_number_makes_whoever_stood_in_needless() -> None:
    assert SHIPPED.contacts["licensing"].via == HUB
    found = edited({"licensing": ContactEdit("01709 111222", checked="2026-11-23")}).contacts["licensing"]
    assert (found.tel, found.via) == ("01709 111222", "")


def test_later_release_knows_better_than_an_older_edit() -> None:
    edit = ContactEdit("01709 111222", notice={"en": "Closed today."}, checked="2021-01-01")
    mash = edited({HUB: edit}).contacts[HUB]
    assert (mash.tel, mash.checked, dict(mash.notice)) == (SHIPPED.contacts[HUB].tel, SHIPPED.contacts[HUB].checked, {"en": "Closed today."})


def test_edit_of_a_contact_that_no_longer_ships_does_nothing() -> None:
    assert edited({"gone": OUT}).contacts == SHIPPED.contacts


@pytest.mark.parametrize("tel", sorted({contact.tel for contact in SHIPPED.contacts.values() if contact.tel}))
def test_every_number_that_ships_is_one(tel: str) -> None:
    assert is_uk_number(tel)


@pytest.mark.parametrize("tel", ["01709 336080", "0114 250 1234", "020 7946 0000", "07700 900123", "0300 123 4567", "116 123", "105", "0800 1111"])
def test_numbers_of_the_uk_are_taken(tel: str) -> None:
    assert is_uk_number(tel)


@pytest.mark.parametrize(
    "tel",
    ["", " ", "01709  336080", " 01709 336080", "01709 336080 ", "01709-336080", "(01709) 336080", "+44 1709 336080", "01709 33608O", "01709\u00a0336080", "01709\u200b336080", "\u202e01709 336080",
     "٠١٧٠٩٣٣٦٠٨٠", "０１７０９ ３３６０８０", "0909 879 0000", "070 1234 5678", "0871 234 5678", "1", "123", "00441709336080", "01709 336080 9999", "01709 336080,,1", "*#06#", "tel:999", "999;ext=1", "01709\t336080", "01709\n336080"],
)  # fmt: skip
def test_what_is_no_number_or_costs_a_caller_dear_is_refused(tel: str) -> None:
    assert not is_uk_number(tel)


def test_edit_that_changes_nothing_is_always_allowed() -> None:
    assert [one.id for one in SHIPPED.contacts.values() if problem_of(as_it_is(one), one, LANGUAGES)] == []


@pytest.mark.parametrize(
    "edit",
    [
        ContactEdit(tel="01709-336080"), ContactEdit(tel="01709 336080", hours="sometimes"), ContactEdit(tel="01709 336080", hours="weekdays"),
        ContactEdit(tel="01709 336080", hours="weekdays", opens="17:00", closes="09:00"), ContactEdit(tel="01709 336080", hours="weekdays", opens="9:00", closes="17:00"),
        ContactEdit(tel="01709 336080", hours="always", opens="09:00", closes="17:00"), ContactEdit(tel="01709 336080", hours="daily-9-17", opens="24:00", closes="25:00"),
        ContactEdit(tel="01709 336080", source="https://rotherham.gov.uk"), ContactEdit(tel="01709 336080", source="javascript:alert(1)"),
        ContactEdit(tel="01709 336080", source="a.b?x=1"), ContactEdit(tel="01709 336080", source="Jane told me"),
        ContactEdit(tel="01709 336080", notice={"ur": "آج بند ہے"}), ContactEdit(tel="01709 336080", notice={"en": "Closed.", "xx": "?"}),
        ContactEdit(tel="01709 336080", notice={"en": "Closed \u202etoday."}), ContactEdit(tel="01709 336080", notice={"en": "Closed\ntoday."}),
        ContactEdit(tel="01709 336080", notice={"en": "x" * 201}), ContactEdit(tel="01709 336080", notice={"en": "Call 01709 336 081 instead."}),
    ],
)  # fmt: skip
def test_edit_with_something_odd_is_refused(edit: ContactEdit) -> None:
    assert problem_of(edit, SHIPPED.contacts[HUB], LANGUAGES)


def test_police_lines_cannot_be_changed_and_nobody_is_left_without_a_way() -> None:
    for one in ("police-emergency", POLICE):
        contact = SHIPPED.contacts[one]
        assert problem_of(replace(as_it_is(contact), tel="101 999"), contact, LANGUAGES)
        assert problem_of(replace(as_it_is(contact), tel="105"), contact, LANGUAGES)
        assert problem_of(replace(as_it_is(contact), is_out_of_use=True), contact, LANGUAGES)
    only_tel = next(one for one in SHIPPED.contacts.values() if one.tel and not (one.sms or one.web or one.email or one.textphone or one.via) and one.id not in ("police-emergency", POLICE))
    assert problem_of(replace(as_it_is(only_tel), tel=""), only_tel, LANGUAGES)


def test_notice_to_everybody_is_a_notice_only() -> None:
    assert problem_of(ContactEdit(notice={"en": "Our phone is down today."}), None, LANGUAGES) is None
    for edit in (ContactEdit(tel="999"), ContactEdit(is_out_of_use=True), ContactEdit(source="a.b")):
        assert problem_of(edit, None, LANGUAGES)
    assert edited({EVERYBODY: ContactEdit(notice={"en": "Our phone is down today."}, checked="2026-11-23")}).notice == {"en": "Our phone is down today."}


class Source:
    """Edits in memory."""

    def __init__(self) -> None:
        self.number, self.edits, self.is_here, self.looks = 0, dict[str, ContactEdit](), True, 0

    def edit_number(self) -> int:
        self.looks += 1
        if not self.is_here:
            raise StoreUnavailable("gone")
        return self.number

    def edits_in_force(self) -> dict[str, ContactEdit]:
        return self.edits


def test_live_directory_shows_an_edit_of_another_process_within_seconds() -> None:
    source, now = Source(), [100.0]
    live = LiveDirectory(SHIPPED, source, HUB, lambda: now[0])
    holders: list[Contact] = [live.contacts["nspcc"]]
    source.number, source.edits = 1, out("nspcc")
    assert (live.edition(), "nspcc" in live.contacts) == ("0", True)
    looks = source.looks
    for _ in range(50):
        live.edition()
    assert source.looks == looks  # readers do not cost a query each
    now[0] += LOOK_SECONDS
    assert (live.edition(), "nspcc" in live.contacts) == ("1", False)
    assert live.named(("nspcc", "mash")) == (live.contacts["mash"],)
    assert holders[0].id == "nspcc"


def test_live_directory_stays_as_it_is_without_a_store() -> None:
    source, now = Source(), [100.0]
    live = LiveDirectory(SHIPPED, source, HUB, lambda: now[0])
    source.is_here, now[0] = False, 200.0
    assert (live.edition(), live.contacts) == ("0", SHIPPED.contacts)


def test_every_pair_of_contacts_may_go_together() -> None:
    for pair in combinations(("crimestoppers", "nspcc", "childline", "modern-slavery", "napac", "domestic-abuse", "iwf"), 2):
        assert_sound(edited(out(*pair)))
