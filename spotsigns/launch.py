"""What must be true before a hub goes live; each check says what to do.

`stand` looks at everything once; `checks` judges what it saw and looks at nothing.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from spotsigns.concerns.space import WARN_FROM, Space
from spotsigns.contacts.edits import edit_directory
from spotsigns.contacts.model import load_directory
from spotsigns.hub.key_model import DAY_SECONDS, RECOVERY_DAYS
from spotsigns.partnerships.model import load_partnership
from spotsigns.partnerships.working_days import HOLIDAYS_FILE, load_calendar
from spotsigns.settings import Settings
from spotsigns.store import SqliteStore
from spotsigns.store.secrets import FILE_NAME
from spotsigns.translation.catalogue import complete_languages, load_catalogue
from spotsigns.translation.read_first import unread_first

LEAST_FREE_BYTES = 2_000_000_000
LEAST_KEYHOLDERS = 2
OLDEST_BACKUP_HOURS = 26
CLOCK_MINUTES = 2
LOOK_BACK_DAYS = 7


@dataclass(frozen=True)
class Check:
    name: str
    is_green: bool
    remedy: str


@dataclass(frozen=True)
class Standing:
    """How a hub stands at `now`. Unix seconds and days since 1970 where a number is a time; None: never."""

    now: datetime
    partnership: str
    hours_known: bool
    hub_contact: str
    hub_confirmed: bool
    unconfirmed: tuple[str, ...]
    holidays_until: date
    unread_first: dict[str, int]
    public_host: str
    hub_host: str
    has_proxies: bool
    has_sealing_key: bool
    keyholders: int
    rotation_due: bool
    recovery_day: int | None
    newest_moment: str
    steps_back: int
    free_bytes: int
    fullness: float
    open_to_others: tuple[str, ...]
    backed_up: int | None
    overdue: int


def red_lines(settings: Settings, store: SqliteStore, now: datetime) -> list[str]:
    """What is missing, a line each; empty when this hub may go live."""
    return [f"{check.name}: {check.remedy}" for check in checks(stand(settings, store, now)) if not check.is_green]


def stand(settings: Settings, store: SqliteStore, now: datetime) -> Standing:
    """Look at settings, content, catalogues, store and disk."""
    partnership = load_partnership(settings.partnership)
    directory = edit_directory(load_directory(partnership.folder), store.edits_in_force(), partnership.hub_contact)
    keyholders = [person for person in store.all_staff() if person.role == "keyholder" and person.state == "active" and store.held_keys(person.id)]
    wanted = settings.language_tags
    served = [language for language in complete_languages() if not language.is_source and (not wanted or language.tag in wanted)]
    today = now.astimezone(UTC).date()
    return Standing(
        now=now, partnership=partnership.folder.name, hours_known=partnership.hours.known, hub_contact=partnership.hub_contact,
        hub_confirmed=directory.contacts[partnership.hub_contact].is_confirmed,
        unconfirmed=tuple(contact.id for contact in directory.contacts.values() if not contact.is_confirmed),
        holidays_until=load_calendar().known_until,
        unread_first={language.tag: unread_first(load_catalogue(language)) for language in served},
        public_host=settings.public_host, hub_host=settings.hub_host, has_proxies=bool(settings.trusted_proxies),
        has_sealing_key=any(key.seal for key in store.hub_keys()), keyholders=len(keyholders),
        rotation_due=store.is_rotation_due(), recovery_day=store.recovery_tested(),
        newest_moment=store.newest_moment(), steps_back=store.steps_back((today - timedelta(days=LOOK_BACK_DAYS)).isoformat()),
        free_bytes=min(shutil.disk_usage(path).free for path in (settings.data_directory, settings.database_path.parent)),
        fullness=Space(store.space, settings.quota_bytes, lambda: now).fullness(),
        open_to_others=_open_to_others(settings), backed_up=store.backed_up(), overdue=store.due((today - timedelta(days=1)).isoformat()),
    )  # fmt: skip


def checks(seen: Standing) -> Iterator[Check]:
    """Every check, in the order in which a hub would mend them."""
    yield from _words_checks(seen)
    yield from _place_checks(seen)
    yield from _key_checks(seen)
    yield from _machine_checks(seen)


def _words_checks(seen: Standing) -> Iterator[Check]:
    yield Check("hours known", seen.hours_known, f"Ask the partnership when the hub reads, and set [hours] in {seen.partnership}/partnership.toml")
    yield Check("hub's own number confirmed", seen.hub_confirmed, f"Call it, then set `confirmed = true` and `checked` for {seen.hub_contact!r}")
    named = ", ".join(seen.unconfirmed[:5]) + (" …" if len(seen.unconfirmed) > 5 else "")
    yield Check("all contacts confirmed", not seen.unconfirmed, f"{len(seen.unconfirmed)} are not: {named}. Call each, then confirm it under Contacts")
    is_known = seen.holidays_until >= seen.now.date() + timedelta(days=365)
    yield Check("bank holidays known for a year", is_known, f"Add the next ones to {HOLIDAYS_FILE.name}, from gov.uk/bank-holidays")
    unread = {tag: count for tag, count in seen.unread_first.items() if count}
    told = ", ".join(f"{tag} ({count})" for tag, count in unread.items())
    yield Check(
        "words of danger read by fluent people", not unread,
        f"Have the strings of translation/read_first.toml read in: {told}. Or serve fewer languages with SPOTSIGNS_LANGUAGES",
    )  # fmt: skip


def _place_checks(seen: Standing) -> Iterator[Check]:
    has_names = bool(seen.public_host and seen.hub_host) and seen.public_host != seen.hub_host
    yield Check("two host names", has_names, "Set SPOTSIGNS_PUBLIC_HOST and SPOTSIGNS_HUB_HOST, each a name of its own")
    yield Check("TLS in front", seen.has_proxies, "Put a proxy with TLS in front and name it in SPOTSIGNS_PROXIES; docs/deploy/Caddyfile is one")


def _key_checks(seen: Standing) -> Iterator[Check]:
    yield Check("a key that phones can seal to", seen.has_sealing_key, "Let the first keyholder finish the link that 'spotsigns serve' prints")
    yield Check("two keyholders", seen.keyholders >= LEAST_KEYHOLDERS, "Run 'spotsigns staff add NAME --role keyholder'")
    yield Check("no rotation of keys due", not seen.rotation_due, "Let a keyholder make a new key under 'Staff and keys'")
    days = None if seen.recovery_day is None else int(seen.now.timestamp()) // DAY_SECONDS - seen.recovery_day
    is_tried = days is not None and days < RECOVERY_DAYS
    yield Check("recovery words tried", is_tried, f"Nobody typed them from the paper for {RECOVERY_DAYS} days. Let a keyholder do so under 'Recovery words'")


def _machine_checks(seen: Standing) -> Iterator[Check]:
    limit = (seen.now.astimezone(UTC) + timedelta(minutes=CLOCK_MINUTES)).strftime("%Y-%m-%dT%H:%M:%SZ")
    is_right = seen.newest_moment <= limit and not seen.steps_back
    went_back = "the ledger went back in time within a week" if seen.steps_back else f"a row is from {seen.newest_moment}"
    yield Check("clock", is_right, f"It says {limit[:16]}Z, but {went_back}. Turn time synchronisation on and look at 'timedatectl'")
    yield Check("disk", seen.free_bytes >= LEAST_FREE_BYTES, "Free some space: under two gigabytes are left where the database is")
    yield Check("room for concerns", seen.fullness < WARN_FROM, f"{seen.fullness:.0%} of it is used. Raise SPOTSIGNS_QUOTA, on a larger disk if need be, or see what 'spotsigns purge' deletes")
    yield Check("files for their owner only", not seen.open_to_others, f"Others may read {', '.join(seen.open_to_others)}. Run 'chmod go=' on them")
    hours = None if seen.backed_up is None else (int(seen.now.timestamp()) - seen.backed_up) / 3600
    age = "There is no backup" if hours is None else f"The last backup is {hours:.0f} hours old"
    is_fresh = hours is not None and hours <= OLDEST_BACKUP_HOURS
    yield Check("backups", is_fresh, f"{age}. Run 'spotsigns backup DIRECTORY' and turn its timer on; docs/operations.md says how")
    yield Check("retention", not seen.overdue, f"{seen.overdue} envelopes should have been deleted by yesterday. Run 'spotsigns purge', and look why the server does not")


def _open_to_others(settings: Settings) -> tuple[str, ...]:
    paths: list[Path] = [settings.data_directory, settings.database_path, settings.data_directory / FILE_NAME]
    return tuple(str(path) for path in paths if path.exists() and path.stat().st_mode & 0o077)
