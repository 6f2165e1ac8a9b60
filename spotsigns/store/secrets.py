"""The secrets file: made once with mode 0600, apart from the database, so that a stolen database alone opens nothing."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from spotsigns.errors import DataDirectoryError, SealingError
from spotsigns.sealing.encoding import from_base64url, to_base64url
from spotsigns.sealing.envelope import load_pkcs8, new_private_key, private_pkcs8
from spotsigns.settings import Settings
from spotsigns.store.sqlite import make_private_directory

FILE_NAME = "secrets.json"


@dataclass(frozen=True)
class Secrets:
    """`receipt` signs receipts, `push` is the VAPID key; `box` encrypts shares and TOTP secrets, `names` makes up salts
    for unknown names, `ledger` chains the ledger, `limits` keys the rate limits: 32 bytes each."""

    receipt: ec.EllipticCurvePrivateKey
    push: ec.EllipticCurvePrivateKey
    box: bytes
    names: bytes
    ledger: bytes
    limits: bytes


def load_secrets(settings: Settings) -> Secrets:
    """The secrets of a data directory, made at the first start. Raises DataDirectoryError when they cannot be read."""
    make_private_directory(settings.data_directory)
    path = settings.data_directory / FILE_NAME
    if not path.exists():
        _make(path)
    return read_secrets(path)


def read_secrets(path: Path) -> Secrets:
    """The secrets of a file that is there. Raises DataDirectoryError when they cannot be read."""
    try:
        kept = {name: from_base64url(value) for name, value in json.loads(path.read_text("ascii")).items()}
        keys = {name: kept[name] for name in ("box", "names", "ledger", "limits")}
        return Secrets(receipt=load_pkcs8(kept["receipt"]), push=load_pkcs8(kept["push"]), **keys)
    except (OSError, ValueError, KeyError, SealingError, AttributeError) as error:
        raise DataDirectoryError(f"{path} cannot be read ({error}). Restore it from its backup: receipts and staff keys depend on it.") from error


def refuse_lost_secrets(settings: Settings) -> None:
    """New secrets beside an old database would lock every keyholder out without a word. Raises DataDirectoryError."""
    path = settings.data_directory / FILE_NAME
    if settings.database_path.exists() and not path.exists():
        raise DataDirectoryError(f"{path} is missing though there is a database. Restore it from its backup: receipts and staff keys depend on it.")


def _make(path: Path) -> None:
    made = {name: private_pkcs8(new_private_key()) for name in ("receipt", "push")}
    made |= {name: secrets.token_bytes(32) for name in ("box", "names", "ledger", "limits")}
    text = json.dumps({name: to_base64url(octets) for name, octets in made.items()})
    # Written beside and linked into place: of two processes that start at once one wins, and nobody reads half a file.
    beside = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(beside, path)
    except FileExistsError:
        pass
    finally:
        beside.unlink()
