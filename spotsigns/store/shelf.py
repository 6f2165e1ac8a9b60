"""A directory of backups: names that tell their second, and which have expired. Nothing else in it is ever touched."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

DAYS_BEYOND_RETENTION = 7
ALL_KEPT = timedelta(days=2)
_NAME = re.compile(r"spotsigns-(\d{8}T\d{6}Z)\.backup")
# A backup that was killed half way leaves this beside the others; nobody writes one for a day.
_HALF = re.compile(r"\.spotsigns-(\d{8}T\d{6}Z)\.backup\.[0-9a-f]{16}\.part")
_STAMP = "%Y%m%dT%H%M%SZ"


def name_of(now: datetime) -> str:
    return f"spotsigns-{now.astimezone(UTC).strftime(_STAMP)}.backup"


def secrets_name_of(now: datetime) -> str:
    """Another name, so that these never expire: without them no backup is of any use."""
    return f"spotsigns-secrets-{now.astimezone(UTC).strftime(_STAMP)}.backup"


def expired(directory: Path, retention_days: int, now: datetime) -> list[Path]:
    """Backups of the database older than N + 7 days, by their names: copying a file changes its times, not its name.

    Of each day that is over for two days only the newest stays: else a backup every hour would keep nine hundred.
    """
    found = sorted(directory.iterdir())
    half = [path for path in found if now - (_made(_HALF, path) or now) > timedelta(days=1)]
    dated = [(made, path) for path in found if (made := _made(_NAME, path))]
    newest = {made.date(): path for made, path in sorted(dated)}
    limit = timedelta(days=retention_days + DAYS_BEYOND_RETENTION)
    return half + [path for made, path in dated if now - made > limit or (now.date() - made.date() > ALL_KEPT and newest[made.date()] != path)]


def prune(directory: Path, retention_days: int, now: datetime) -> list[str]:
    """Delete what has expired; the names of what went. `now` is in UTC."""
    gone = expired(directory, retention_days, now)
    for path in gone:
        path.unlink(missing_ok=True)
    return [path.name for path in gone]


def _made(rule: re.Pattern[str], path: Path) -> datetime | None:
    match = rule.fullmatch(path.name)
    try:
        return datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC) if match else None
    except ValueError:
        return None
