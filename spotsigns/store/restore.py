"""Restoring: every chunk proven, the copy examined as when it was made, and only then given its name; never over anything."""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from spotsigns.errors import BackupRefused, DatabaseNewer, DataDirectoryError, SealingError, StoreUnavailable
from spotsigns.hub.key_model import OPERATOR
from spotsigns.hub.ledger import RESTORED, Ledger
from spotsigns.sealing.backup import DATABASE, BackupHeader, open_chunks, open_file_key, read_header
from spotsigns.settings import Settings
from spotsigns.store.backup_file import Contents, proof_of, put_in_place, read_contents, refuse_existing
from spotsigns.store.copy import end_sessions, examine, from_later_release
from spotsigns.store.secrets import FILE_NAME, load_secrets, read_secrets
from spotsigns.store.sqlite import make_private_directory


@dataclass(frozen=True)
class Restored:
    """What was restored, or would be; `path` is where it lies now."""

    header: BackupHeader
    contents: Contents
    path: Path


def look_at(source: Path) -> BackupHeader:
    """What a backup says of itself before it is opened. Raises BackupRefused when it is none."""
    try:
        with source.open("rb") as file:
            return read_header(file)[0]
    except OSError as error:
        raise BackupRefused(f"{source} cannot be read ({error.strerror}). Check the path and its rights.") from error
    except SealingError as error:
        raise BackupRefused(f"{source} {error}.") from error


def refuse_to_overwrite(settings: Settings, header: BackupHeader) -> Path:
    """Where the backup goes. Raises BackupRefused when something is there, or its secrets are not."""
    path = _place(settings, header)
    make_private_directory(path.parent)
    for there in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal"))):
        refuse_existing(there)
    if header.kind == DATABASE:
        _needs_secrets(settings)
    return path


def restore(settings: Settings, source: Path, private: ec.EllipticCurvePrivateKey, now: datetime, *, keep: bool = True) -> Restored:
    """Open `source` with the recovery words' key and put it in place; with `keep` False only check it, and leave nothing.

    Raises SpotSignsError; then nothing is in place and nothing half written is left.
    """
    header = look_at(source)
    path = refuse_to_overwrite(settings, header) if keep else _place(settings, header)
    if header.kind == DATABASE:
        _needs_secrets(settings)
    make_private_directory(path.parent)
    part = path.with_name(f"{path.name}.{secrets.token_hex(8)}.part")
    try:
        contents = _unseal(source, private, part)
        if header.kind == DATABASE:
            _check_database(settings, header, contents, part)
            if keep:
                ledger = Ledger(load_secrets(settings).ledger)
                end_sessions(part, lambda: ledger.entry(OPERATOR, RESTORED, header.made, now))
        elif not _is_proven(contents, header, read_secrets(part).ledger):
            raise BackupRefused(f"{source} does not hold what it says. Take another backup.")
        if keep:
            _sync(part)
            put_in_place(part, path)
        return Restored(header, contents, path)
    except SealingError as error:
        raise BackupRefused(f"{source} {error}. Nothing was restored.") from error
    except (StoreUnavailable, DataDirectoryError) as error:
        raise BackupRefused(f"{source} opens, but cannot be used: {error}. Nothing was restored. Take another backup.") from error
    except OSError as error:
        raise BackupRefused(f"{path} cannot be written ({error.strerror}). Check the rights and the disk. Nothing was restored.") from error
    finally:
        for left in (part, *(part.with_name(part.name + end) for end in ("-journal", "-wal", "-shm"))):
            left.unlink(missing_ok=True)


def _place(settings: Settings, header: BackupHeader) -> Path:
    return settings.database_path if header.kind == DATABASE else settings.data_directory / FILE_NAME


def _needs_secrets(settings: Settings) -> None:
    if not (settings.data_directory / FILE_NAME).exists():
        raise BackupRefused(
            f"The secrets are not at {settings.data_directory / FILE_NAME}, and without them nobody can check this backup or log in afterwards. "
            "Restore their backup first: 'spotsigns restore' takes it in the same way."
        )


def _unseal(source: Path, private: ec.EllipticCurvePrivateKey, part: Path) -> Contents:
    with source.open("rb") as file:
        header, head = read_header(file)
        file_key = open_file_key(private, header, head, file)
        contents, pieces = read_contents(open_chunks(file_key, file))
        _write(part, pieces)
    return contents


def _write(part: Path, pieces: Iterable[bytes]) -> None:
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for piece in pieces:
            file.write(piece)


def _check_database(settings: Settings, header: BackupHeader, contents: Contents, part: Path) -> None:
    key = load_secrets(settings).ledger
    if not _is_proven(contents, header, key):
        raise StoreUnavailable("it was not made with the secrets file that lies here. Restore the secrets of the same hub first")
    foreign = from_later_release(part)
    if foreign:
        raise DatabaseNewer(f"This backup was made by a later release (it has {', '.join(foreign)}). Restore it with that release. Nothing was restored.")
    examined = examine(part, key)
    if (examined.counts, examined.schema) != (contents.counts, contents.schema):
        raise StoreUnavailable("it does not hold what it held when it was made")


def _is_proven(contents: Contents, header: BackupHeader, key: bytes) -> bool:
    return hmac.compare_digest(contents.proof.encode(), proof_of(contents, header, key).encode())


def _sync(part: Path) -> None:
    descriptor = os.open(part, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
