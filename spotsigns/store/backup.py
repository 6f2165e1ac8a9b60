"""Backing up: a verified copy of one moment, sealed to the recovery words' public key, written whole or not at all.

The secrets file goes into a file of its own: whoever holds one backup and what opens it must not hold both at once by accident.
"""

from __future__ import annotations

import contextlib
import fcntl
import io
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from spotsigns.errors import BackupRefused, StoreUnavailable
from spotsigns.hub.ledger import utc_second
from spotsigns.sealing.backup import DATABASE, SECRETS, BackupHeader
from spotsigns.sealing.envelope import key_id
from spotsigns.settings import Settings
from spotsigns.store.backup_file import Contents, contents_of, refuse_existing, write_sealed
from spotsigns.store.copy import (
    GROWING,
    Examined,
    copy_database,
    count_growing,
    examine,
    note_backup,
    recovery_public,
)
from spotsigns.store.secrets import FILE_NAME, load_secrets, refuse_lost_secrets

# In the data directory: a copy that is not sealed yet lies where the database itself lies, never where backups go.
COPY, LOCK = "backup-copy.tmp", "backup.lock"


def back_up(settings: Settings, target: Path, now: datetime) -> Contents:
    """Write a backup of the database to the new file `target`. Raises SpotSignsError; then there is no `target`."""
    refuse_lost_secrets(settings)
    public = _public(settings)
    refuse_existing(target)
    key = load_secrets(settings).ledger
    with _one_at_a_time(settings) as copy:
        before = count_growing(settings.database_path)
        copy_database(settings.database_path, copy)
        examined = examine(copy, key)
        _refuse_shrunk(before, examined, count_growing(settings.database_path))
        header = BackupHeader(DATABASE, utc_second(now), key_id(public))
        with copy.open("rb") as source:
            contents = contents_of(source, header, examined, key)
            source.seek(0)
            write_sealed(target, public, header, contents, source)
    note_backup(settings.database_path, int(now.timestamp()))
    return contents


def back_up_secrets(settings: Settings, target: Path, now: datetime) -> Contents:
    """Write a backup of the secrets file to the new file `target`."""
    refuse_lost_secrets(settings)
    public = _public(settings)
    refuse_existing(target)
    key = load_secrets(settings).ledger
    octets = io.BytesIO((settings.data_directory / FILE_NAME).read_bytes())
    header = BackupHeader(SECRETS, utc_second(now), key_id(public))
    contents = contents_of(octets, header, Examined({}, ""), key)
    octets.seek(0)
    write_sealed(target, public, header, contents, octets)
    return contents


def _public(settings: Settings) -> bytes:
    if not settings.database_path.exists():
        raise BackupRefused(f"There is no database at {settings.database_path}. Name its directory with --data, or start the server once.")
    public = recovery_public(settings.database_path)
    if public is None:
        raise BackupRefused(
            "There are no recovery words yet, so nobody could ever open a backup. Let the first keyholder finish the link that 'spotsigns serve' prints, then back up."
        )
    return public


@contextlib.contextmanager
def _one_at_a_time(settings: Settings) -> Iterator[Path]:
    """Where the copy goes; what an earlier backup that was killed left there is taken away."""
    copy = settings.data_directory / COPY
    with (settings.data_directory / LOCK).open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BackupRefused("Another backup of this database is being made. Wait until it is done.") from error
        try:
            copy.unlink(missing_ok=True)
            os.close(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            yield copy
        finally:
            for left in (copy, *(copy.with_name(copy.name + end) for end in ("-journal", "-wal", "-shm"))):
                left.unlink(missing_ok=True)


def _refuse_shrunk(before: dict[str, int], examined: Examined, after: dict[str, int]) -> None:
    wrong = [table for table in GROWING if not before[table] <= examined.counts[table] <= after[table]]
    if wrong:
        raise StoreUnavailable(f"The copy does not hold what the database holds ({', '.join(wrong)}). Nothing was written. Check the disk, then back up again.")
