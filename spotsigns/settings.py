"""One frozen Settings. Every field has help text; all problems are reported at once."""

from __future__ import annotations

import ipaddress
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from spotsigns.errors import SettingsError

PREFIX = "SPOTSIGNS_"


def _setting(default: str, help_text: str) -> str:
    value: str = field(default=default, metadata={"help": help_text})
    return value


@dataclass(frozen=True)
class Settings:
    """What an operator may choose. Values are kept as text; properties give them their type."""

    partnership: str = _setting("rotherham", "Which folder of spotsigns/partnerships/ this hub belongs to.")
    languages: str = _setting("", "Language tags to serve, separated by commas. Empty: every complete one.")
    data: str = _setting("spotsigns-data", "Directory for the database and secrets. Made with mode 0700.")
    database: str = _setting("", "Path of the SQLite file. Empty: spotsigns.db in the data directory.")
    sides: str = _setting("both", "Which side this process serves: public, hub or both.")
    public_host: str = _setting("", "Host name of the public side, for example signs.example.org.")
    hub_host: str = _setting("", "Host name of the staff side. It must differ from the public one.")
    proxies: str = _setting("", "Addresses or networks of proxies whose X-Forwarded-* headers are believed.")
    leave_url: str = _setting("https://www.bbc.co.uk/weather", "Where 'Leave now' goes when there is signal.")
    offline: str = _setting("on", "on, or off: takes the service worker and the language packs away from every phone that comes by.")
    quota: str = _setting("10000", "Megabytes the database may have. From 70 % on phones are asked for a puzzle; the last 10 % is one envelope a sender a day.")
    retention_days: str = _setting("30", "Days after hand-over until a concern's words are to be purged.")
    contact: str = _setting("", "mailto: or https: address for push services (VAPID). Empty: push stays off.")
    security_contact: str = _setting("", "mailto: or https: address for /.well-known/security.txt. Empty: the one of SPOTSIGNS_CONTACT.")

    duty_mailbox: str = _setting("", "Mailbox that gets an e-mail without content when a concern waits unread too long. Empty: none is sent.")
    mail_relay: str = _setting("", "The partnership's own mail relay, smtp://host:port or smtps://host:port. Needed for the duty mailbox.")
    duty_manager: str = _setting("", "Name of the member of staff who is woken after the next person. Empty: only those who hold keys.")

    @property
    def data_directory(self) -> Path:
        return Path(self.data).expanduser().absolute()

    @property
    def database_path(self) -> Path:
        return Path(self.database).expanduser().absolute() if self.database else self.data_directory / "spotsigns.db"

    @property
    def quota_bytes(self) -> int:
        return int(self.quota) * 1_000_000

    @property
    def language_tags(self) -> tuple[str, ...]:
        return tuple(tag.strip() for tag in self.languages.split(",") if tag.strip())

    @property
    def trusted_proxies(self) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
        return tuple(ipaddress.ip_network(hop.strip()) for hop in self.proxies.split(",") if hop.strip())

    @property
    def serves_public(self) -> bool:
        return self.sides in ("public", "both")

    @property
    def serves_hub(self) -> bool:
        return self.sides in ("hub", "both")


def described() -> list[tuple[str, str, str]]:
    """(environment name, default, help) of every setting, in order."""
    return [(PREFIX + f.name.upper(), str(f.default), str(f.metadata["help"])) for f in fields(Settings)]


def load_settings(environ: Mapping[str, str], config: Path | None = None, **chosen: str | None) -> Settings:
    """Settings from defaults, then `config` (TOML), then SPOTSIGNS_* of `environ`, then `chosen`.

    Raises SettingsError naming every problem at once.
    """
    problems: list[str] = []
    values: dict[str, str] = {}
    names = {f.name for f in fields(Settings)}
    for name, value in _read_config(config, problems).items():
        if name.lower() in names:
            values[name.lower()] = ",".join(map(str, value)) if isinstance(value, list) else str(value)
        else:
            problems.append(f"{config}: there is no setting {name!r}. Run 'spotsigns settings' to see them all.")
    for key, value in environ.items():
        if key.startswith(PREFIX):
            name = key[len(PREFIX) :].lower()
            if name in names:
                values[name] = value
            else:
                problems.append(f"{key}: there is no such setting. Run 'spotsigns settings' to see them all.")
    values.update({name: value for name, value in chosen.items() if value is not None})
    settings = Settings(**values)
    problems += _problems(settings)
    if problems:
        raise SettingsError(problems)
    return settings


def _read_config(config: Path | None, problems: list[str]) -> dict[str, object]:
    if config is None:
        return {}
    try:
        return tomllib.loads(config.read_text("utf-8"))
    except OSError as error:
        problems.append(f"{config}: cannot be read ({error.strerror}). Check the path given to --config.")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.append(f"{config}: is not valid TOML ({error}). Mend that line and start again.")
    return {}


def _problems(settings: Settings) -> list[str]:
    found = []
    if settings.sides not in ("public", "hub", "both"):
        found.append(f"SPOTSIGNS_SIDES is {settings.sides!r}. Use public, hub or both.")
    if settings.offline not in ("on", "off"):
        found.append(f"SPOTSIGNS_OFFLINE is {settings.offline!r}. Use on, or off to take the worker away.")
    if bool(settings.public_host) != bool(settings.hub_host) and settings.sides == "both":
        found.append("Give both SPOTSIGNS_PUBLIC_HOST and SPOTSIGNS_HUB_HOST, or neither (demonstration only).")
    if settings.public_host and settings.public_host == settings.hub_host:
        found.append("SPOTSIGNS_PUBLIC_HOST and SPOTSIGNS_HUB_HOST are the same. Give the staff side a name of its own.")
    if not settings.leave_url.startswith("https://"):
        found.append(f"SPOTSIGNS_LEAVE_URL is {settings.leave_url!r}. Use an https:// address that explains itself.")
    if settings.contact and not settings.contact.startswith(("mailto:", "https://")):
        found.append(f"SPOTSIGNS_CONTACT is {settings.contact!r}. Start it with mailto: or https://.")
    if settings.security_contact and not re.fullmatch(r"(?:mailto:|https://)[!-~]+", settings.security_contact):
        found.append(f"SPOTSIGNS_SECURITY_CONTACT is {settings.security_contact!r}. Start it with mailto: or https://.")
    found += [*_number_problems(settings), *_mail_problems(settings)]
    try:
        _ = settings.trusted_proxies
    except ValueError as error:
        found.append(f"SPOTSIGNS_PROXIES: {error}. Use addresses or networks such as 127.0.0.1 or 10.0.0.0/8.")
    return found


def _number_problems(settings: Settings) -> list[str]:
    found = []
    if not settings.retention_days.isdecimal() or len(settings.retention_days) > 4 or not 1 <= int(settings.retention_days) <= 3650:
        found.append(f"SPOTSIGNS_RETENTION_DAYS is {settings.retention_days!r}. Use a whole number of days, 1 to 3650.")
    if not settings.quota.isdecimal() or len(settings.quota) > 9 or int(settings.quota) < 1:
        found.append(f"SPOTSIGNS_QUOTA is {settings.quota!r}. Use a whole number of megabytes, 1 or more.")
    return found


def _mail_problems(settings: Settings) -> list[str]:
    found = []
    if bool(settings.duty_mailbox) != bool(settings.mail_relay):
        found.append("Give both SPOTSIGNS_DUTY_MAILBOX and SPOTSIGNS_MAIL_RELAY, or neither: a mailbox needs a relay of your own.")
    if settings.duty_mailbox and not re.fullmatch(r"[!-?A-~]+@[A-Za-z0-9.-]+", settings.duty_mailbox):
        found.append(f"SPOTSIGNS_DUTY_MAILBOX is {settings.duty_mailbox!r}. Use one address such as duty@example.org.")
    if settings.mail_relay and not re.fullmatch(r"smtps?://[A-Za-z0-9.-]+(:\d{1,5})?", settings.mail_relay):
        found.append(f"SPOTSIGNS_MAIL_RELAY is {settings.mail_relay!r}. Use smtp://host:port or smtps://host:port, without a name or password.")
    return found
