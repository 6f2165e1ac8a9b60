"""Edits of contacts that two people agreed on, laid over what the release ships. Pure.

What is not in use disappears; whatever pointed there falls back on the hub's own number and the police line, which always stay.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from spotsigns.contacts.model import HOURS, Contact, Directory, HelperRow, Power, is_uk_number

# Stands in the place of a contact's id: a notice at the top of the pages.
EVERYBODY = "everybody"
LONGEST_NOTICE = 200
LONGEST_SOURCE = 120
EMERGENCY, POLICE = "police-emergency", "police-non-emergency"
# Not part of police or council: who stays for a worry about somebody with power.
INDEPENDENT = ("crimestoppers", "nspcc")

_CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d\Z")
_ADDRESS = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[A-Za-z0-9._~/%-]*)?\Z")
_NUMBER_IN_WORDS = re.compile(r"\d(?:[\s().-]*\d){4}")


@dataclass(frozen=True)
class ContactEdit:
    """Everything that may be edited of one contact, whole. `notice` has a text by language tag, English where there is any;
    `source` is a web address, empty when they were asked themselves; `checked` is the day of the second person's word."""

    tel: str = ""
    hours: str = ""
    opens: str = ""
    closes: str = ""
    is_out_of_use: bool = False
    notice: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    checked: str = ""


def as_it_is(contact: Contact) -> ContactEdit:
    """The edit that changes nothing."""
    values = contact.hours_values
    return ContactEdit(contact.tel, contact.hours, values.get("opens", ""), values.get("closes", ""), notice=dict(contact.notice))


def problem_of(edit: ContactEdit, contact: Contact | None, languages: tuple[str, ...]) -> str | None:
    """Why this edit cannot be; None when it can. `contact` is the shipped one, None for the notice to everybody."""
    if contact is None and edit != ContactEdit(notice=edit.notice):
        return "For everybody there is a notice only."
    if edit.tel and not is_uk_number(edit.tel):
        return "This is no number that a phone in the UK can call: digits with single spaces, no premium rate."
    if edit.hours not in HOURS or (edit.hours in ("", "always")) != (not edit.opens and not edit.closes):
        return "Give opening hours with a beginning and an end, or none."
    if edit.opens and not (_CLOCK.match(edit.opens) and _CLOCK.match(edit.closes) and edit.opens < edit.closes):
        return "Write times as 09:00, the earlier one first."
    if edit.source and (len(edit.source) > LONGEST_SOURCE or not _ADDRESS.match(edit.source)):
        return "Write the web address without https:// and without anything after a question mark."
    return _problem_of_notice(edit.notice, languages) or _problem_of_reach(edit, contact)


def _problem_of_notice(notice: Mapping[str, str], languages: tuple[str, ...]) -> str | None:
    if not set(notice) <= set(languages):
        return "A notice is in a language that is not served here."
    if notice and not notice.get("en"):
        return "Write the notice in English too: it stands wherever another language has none."
    for text in notice.values():
        if not text or text != " ".join(text.split()) or not text.isprintable() or len(text) > LONGEST_NOTICE:
            return f"A notice is one line of at most {LONGEST_NOTICE} letters, without hidden marks."
        if _NUMBER_IN_WORDS.search(text):
            return "Put a telephone number into its own field: in a notice nobody checks it and nobody can tap it."
    return None


def _problem_of_reach(edit: ContactEdit, contact: Contact | None) -> str | None:
    if contact is None:
        return None
    if contact.id in (EMERGENCY, POLICE) and (edit.tel != contact.tel or edit.is_out_of_use):
        return "This number is the same everywhere in the country and cannot be changed here."
    left = replace(contact, tel=edit.tel)
    if contact.tel and not edit.tel and not (left.can_be_reached or left.via):
        return "Nobody could reach them any more. Mark them as not to be used instead."
    return None


def edit_directory(shipped: Directory, edits: Mapping[str, ContactEdit], hub_contact: str) -> Directory:
    """The directory with `edits` over it. An edit of a contact that no longer ships does nothing."""
    always = (EMERGENCY, POLICE, hub_contact)
    out = frozenset(one for one, edit in edits.items() if edit.is_out_of_use and one in shipped.contacts and one not in always)
    fallback = tuple(one for one in (hub_contact, POLICE) if one in shipped.contacts)
    kept = {one.id: _edited(one, edits.get(one.id)) for one in shipped.contacts.values() if one.id not in out}
    kept = {one.id: replace(one, via=fallback[0]) if one.via in out else one for one in kept.values()}
    edited = replace(
        shipped, contacts=kept, withdrawn=shipped.withdrawn | out, fallback=fallback,
        notice=edits[EVERYBODY].notice if EVERYBODY in edits else {},
    )  # fmt: skip
    return replace(
        edited,
        rows=tuple(_row(row, edited) for row in shipped.rows),
        powers=tuple(_power(power, edited) for power in shipped.powers),
    )


def left_alone(directory: Directory) -> list[str]:
    """Ids of powers that nobody independent of them is left for; the content loader never lets one ship."""
    return [power.id for power in directory.powers if not any(contact.can_be_reached or contact.via for contact in power.contacts)]


def _edited(contact: Contact, edit: ContactEdit | None) -> Contact:
    if edit is None or edit.is_out_of_use:  # who always stays takes nothing from a mark that may not be
        return contact
    contact = replace(contact, notice=edit.notice)
    checked = date.fromisoformat(edit.checked)
    if checked < contact.checked:  # a later release knows better
        return contact
    is_other = edit.tel != contact.tel
    return replace(
        contact, tel=edit.tel, hours=edit.hours, hours_values={"opens": edit.opens, "closes": edit.closes} if edit.opens else {},
        via="" if edit.tel else contact.via, checked=checked, is_confirmed=True,
        sources=(edit.source,) if edit.source else () if is_other else contact.sources,
    )  # fmt: skip


def _row(row: HelperRow, edited: Directory) -> HelperRow:
    return replace(row, contacts=edited.named(tuple(contact.id for contact in row.contacts)))


def _power(power: Power, edited: Directory) -> Power:
    left = [edited.contacts[contact.id] for contact in power.contacts if contact.id in edited.contacts]
    if len(left) < len(power.contacts) and not any(contact.can_be_reached for contact in left):
        # Never the hub and the police here: the worry may be about them.
        left += [edited.contacts[one] for one in INDEPENDENT if one in edited.contacts]
    return replace(power, contacts=tuple(left))
