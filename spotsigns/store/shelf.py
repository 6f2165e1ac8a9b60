"""A directory of backups: names that tell their second, and which have expired. Nothing else in it is ever touched."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

DAYS_BEYOND_RETENTION = 7
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
    """Backups of the database older than N + 7 days, by their names: copying a file changes its times, not its name."""
    limits = {_NAME: timedelta(days=retention_days + DAYS_BEYOND_RETENTION), _HALF: timedelta(days=1)}
    return [path for path in sorted(directory.iterdir()) if any(_is_older(rule.fullmatch(path.name), limit, now) for rule, limit in limits.items())]


def prune(directory: Path, retention_days: int, now: datetime) -> list[str]:
    """Delete what has expired; the names of what went."""
    gone = expired(directory, retention_days, now)
    for path in gone:
        path.unlink(missing_ok=True)
    return [path.name for path in gone]


def _is_older(match: re.Match[str] | None, limit: timedelta, now: datetime) -> bool:
    if match is None:
        return False
    try:
        made = datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return False
    return now - made > limit
