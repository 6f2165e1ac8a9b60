"""What must be true before a hub goes live; each check says what to do."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from spotsigns.contacts.edits import edit_directory
from spotsigns.contacts.model import load_directory
from spotsigns.partnerships.model import load_partnership
from spotsigns.partnerships.working_days import HOLIDAYS_FILE, load_calendar
from spotsigns.settings import Settings
from spotsigns.store import SqliteStore
from spotsigns.translation.catalogue import complete_languages, load_catalogue

LEAST_FREE_BYTES = 2_000_000_000
LEAST_KEYHOLDERS = 2


@dataclass(frozen=True)
class Check:
    name: str
    is_green: bool
    remedy: str


def red_lines(settings: Settings, store: SqliteStore) -> list[str]:
    """What is missing, a line each; empty when this hub may go live."""
    return [f"{check.name}: {check.remedy}" for check in checks(settings, store) if not check.is_green]


def checks(settings: Settings, store: SqliteStore) -> Iterator[Check]:
    """Every check, in the order in which a hub would mend them."""
    partnership = load_partnership(settings.partnership)
    directory = edit_directory(load_directory(partnership.folder), store.edits_in_force(), partnership.hub_contact)
    yield Check("hours known", partnership.hours.known, f"Ask the partnership when the hub reads, and set [hours] in {partnership.folder.name}/partnership.toml")
    yield Check(
        "hub's own number confirmed", directory.contacts[partnership.hub_contact].is_confirmed,
        f"Call it, then set `confirmed = true` and `checked` for {partnership.hub_contact!r}",
    )  # fmt: skip
    unconfirmed = [contact.id for contact in directory.contacts.values() if not contact.is_confirmed]
    yield Check("all contacts confirmed", not unconfirmed, f"{len(unconfirmed)} are not: {', '.join(unconfirmed[:5])} …")
    calendar = load_calendar()
    yield Check("bank holidays known for a year", calendar.known_until >= date.today() + timedelta(days=365), f"Add the next ones to {HOLIDAYS_FILE.name}, from gov.uk/bank-holidays")  # noqa: DTZ011 - a local day is meant
    unread = [language.tag for language in complete_languages() if not language.is_source and load_catalogue(language).is_any_unchecked]
    yield Check("translations read by fluent people", not unread, f"Have these read: {', '.join(unread)}")
    yield Check("two host names", bool(settings.public_host and settings.hub_host), "Set SPOTSIGNS_PUBLIC_HOST and SPOTSIGNS_HUB_HOST")
    yield Check("TLS in front", bool(settings.trusted_proxies), "Put a proxy with TLS in front and name it in SPOTSIGNS_PROXIES")
    yield Check("a key that phones can seal to", any(key.seal for key in store.hub_keys()), "Let the first keyholder finish the link that 'spotsigns serve' prints")
    keyholders = [person for person in store.all_staff() if person.role == "keyholder" and store.held_keys(person.id)]
    yield Check("two keyholders", len(keyholders) >= LEAST_KEYHOLDERS, "Run 'spotsigns staff add NAME --role keyholder'")
    yield Check("no rotation of keys due", not store.is_rotation_due(), "Let a keyholder make a new key under 'Staff and keys'")
    free = shutil.disk_usage(settings.data_directory).free
    yield Check("disk", free >= LEAST_FREE_BYTES, "Free some space: under two gigabytes are left for the data directory")
