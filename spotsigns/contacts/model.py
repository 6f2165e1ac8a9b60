"""Contacts and the decision helper, loaded with the one rule that matters: no number without a source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from spotsigns.errors import ContentError
from spotsigns.translation.content import Block, read_content
from spotsigns.translation.words import Words

CONTENT = Path(__file__).resolve().parent / "content"
GROUPS = ("danger", "police", "children", "talk", "online", "work", "missing", "worry", "adults", "survivors", "local")
REGIONS = ("uk", "england", "south-yorkshire", "rotherham", "local")
ANONYMITY = ("anonymous", "choose", "confidential", "named", "unknown")
HOURS = ("", "always", "daily-9-17", "weekdays")
COSTS = ("free", "local-rate", "network", "unknown")
STALE_MONTHS = 12
# Short ones, then those that begin with 0: no premium rates (09, 087), no personal numbers (070), which cost a caller dear.
_UK_NUMBER = re.compile(r"(?:999|101|105|111|112|116\d{3}|0800\d{4}|0(?!70|87|9)[1-8]\d{8,9})\Z")


@dataclass(frozen=True)
class Contact:
    """Somebody to call. `via` names the contact that stands in where no number is confirmed."""

    id: str
    name: Words
    group: str
    region: str
    when: Words
    notes: tuple[Words, ...]
    anonymity: str
    cost: str
    hours: str
    hours_values: dict[str, str]
    tel: str
    sms: str
    web: str
    email: str
    textphone: str
    is_in_call_log: bool
    via: str
    sources: tuple[str, ...]
    checked: date
    is_confirmed: bool
    notice: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_name_translated(self) -> bool:
        """A proper name has no context: it stays as it is in every language."""
        return bool(self.name.context)

    @property
    def can_be_reached(self) -> bool:
        return bool(self.tel or self.sms or self.web or self.email or self.textphone)

    def is_stale(self, today: date) -> bool:
        """Checked more than 12 months ago."""
        return (today.year - self.checked.year) * 12 + today.month - self.checked.month > STALE_MONTHS


@dataclass(frozen=True)
class HelperRow:
    """If this, call those: `contacts` has the best first."""

    id: str
    case: Words
    why: Words
    picture: str
    contacts: tuple[Contact, ...]


@dataclass(frozen=True)
class CardLine:
    """A line to read out; the English stays visible in every language."""

    id: str
    say: Words
    purpose: str


@dataclass(frozen=True)
class Power:
    """Somebody with power a concern may be about, and routes independent of them."""

    id: str
    label: Words
    text: Words
    contacts: tuple[Contact, ...]


@dataclass(frozen=True)
class Directory:
    """Everything about who to call. `withdrawn` are ids not in use now; `fallback` who stands in; `notice` a text by language."""

    title: Words
    summary: Words
    contacts: dict[str, Contact]
    rows: tuple[HelperRow, ...]
    card: tuple[CardLine, ...]
    powers: tuple[Power, ...]
    withdrawn: frozenset[str]
    fallback: tuple[str, ...]
    notice: Mapping[str, str]

    def named(self, ids: tuple[str, ...]) -> tuple[Contact, ...]:
        """Without those that are not in use now; where nobody is left who can be reached, those who always can."""
        found = tuple(self.contacts[contact_id] for contact_id in ids if contact_id not in self.withdrawn)
        if len(found) == len(ids) or any(contact.can_be_reached for contact in found):
            return found
        return found + tuple(self.contacts[contact_id] for contact_id in self.fallback if contact_id not in ids)

    def by_group(self) -> Iterator[tuple[str, list[Contact]]]:
        for group in GROUPS:
            found = [contact for contact in self.contacts.values() if contact.group == group]
            if found:
                yield group, found


def load_directory(partnership_folder: Path, content: Path = CONTENT) -> Directory:
    """National and local contacts with helper, card and independent routes. Raises ContentError."""
    name = f"partnerships/{partnership_folder.name}/contacts"
    contacts: dict[str, Contact] = {}
    for path, context in ((content / "national.toml", "contacts/national"), (partnership_folder / "contacts.toml", name)):
        for block in read_content(path, context).blocks("contact"):
            contact = _contact(block)
            if contact.id in contacts:
                raise block.problem(f"the contact {contact.id!r} is in two files.", "Keep it in one.")
            contacts[contact.id] = contact
    helper = read_content(content / "helper.toml", "contacts/helper")
    return Directory(
        title=helper.words("title"),
        summary=helper.words("summary"),
        contacts=contacts,
        rows=tuple(_row(block, contacts) for block in helper.blocks("row")),
        card=tuple(
            CardLine(block.text("id"), block.words("say"), block.one_of("for", ("emergency", "police", "hub")))
            for block in read_content(content / "card.toml", "contacts/card").blocks("line")
        ),
        powers=tuple(_power(block, contacts) for block in read_content(content / "independent.toml", "contacts/independent").blocks("power")),
        withdrawn=frozenset(),
        fallback=(),
        notice={},
    )


def _contact(block: Block) -> Contact:
    contact = Contact(
        id=block.text("id"),
        name=block.words("name") if block.flag("name_translatable") else Words("", block.text("name")),
        group=block.one_of("group", GROUPS),
        region=block.one_of("region", REGIONS),
        when=block.words("when"),
        notes=block.words_list("notes"),
        anonymity=block.one_of("anonymity", ANONYMITY),
        cost=block.one_of("cost", COSTS),
        hours=block.one_of("hours", HOURS, ""),
        hours_values={name: str(value) for name, value in block.table("hours_values", {}).items()},
        tel=block.text("tel", ""),
        sms=block.text("sms", ""),
        web=block.text("web", ""),
        email=block.text("email", ""),
        textphone=block.text("textphone", ""),
        is_in_call_log=block.flag("call_log"),
        via=block.text("via", ""),
        sources=block.texts("sources"),
        checked=block.day("checked"),
        is_confirmed=block.flag("confirmed"),
    )
    without_number = block.flag("without_number")
    block.done()
    if contact.tel and not is_uk_number(contact.tel):
        raise block.problem(f"{contact.tel!r} is no number that a phone in the UK can call.", "Write digits with single spaces.")
    if (contact.tel or contact.sms or contact.textphone or contact.email) and not contact.sources:
        raise block.problem("it has a number or address but no source.", "Add the page it was read on to `sources`, or take the number out.")
    if without_number and contact.tel:
        raise block.problem("it says `without_number` but has one.", "Take one of the two out.")
    if not contact.can_be_reached and not contact.via:
        raise block.problem("nobody can reach it.", "Add a confirmed number, or `via` with the contact that stands in.")
    return contact


def _row(block: Block, contacts: dict[str, Contact]) -> HelperRow:
    row = HelperRow(block.text("id"), block.words("if"), block.words("why"), block.text("picture"), _named(block, contacts))
    block.done()
    if not any(contact.can_be_reached for contact in row.contacts):
        raise block.problem("it ends on nobody who can be reached.", "Name a contact with a confirmed number, such as 'mash'.")
    return row


def _power(block: Block, contacts: dict[str, Contact]) -> Power:
    power = Power(block.text("id"), block.words("label"), block.words("text"), _named(block, contacts))
    block.done()
    return power


def _named(block: Block, contacts: dict[str, Contact]) -> tuple[Contact, ...]:
    for contact_id in block.texts("contacts"):
        if contact_id not in contacts:
            raise block.problem(f"there is no contact {contact_id!r}.", "Use the id of a [[contact]].")
    return tuple(contacts[contact_id] for contact_id in block.texts("contacts"))


def is_uk_number(tel: str) -> bool:
    """True for plain digits with single spaces that a phone in the UK can call without a fright on the bill."""
    digits = tel.replace(" ", "")
    return digits.isascii() and digits.isdigit() and tel == " ".join(tel.split()) and _UK_NUMBER.match(digits) is not None


def unknown_contacts(ids: tuple[str, ...], directory: Directory, where: str) -> None:
    """Raise ContentError if a content file names a contact that does not ship."""
    for contact_id in ids:
        if contact_id not in directory.contacts and contact_id not in directory.withdrawn:
            raise ContentError(f"{where}: there is no contact {contact_id!r}. Use the id of a [[contact]].")
