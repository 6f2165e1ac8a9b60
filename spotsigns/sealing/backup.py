"""Backup files: bytes of any length, sealed to the recovery words' public key chunk by chunk. docs/backup-format.md is the format.

A file key is sealed with HPKE; the bytes follow as AES-256-GCM chunks whose nonce is a counter and a mark on the last one, so that
chunks cannot be swapped, left out or cut off. Nothing here holds more than two chunks in memory.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from spotsigns.errors import SealingError
from spotsigns.sealing.envelope import ENC_BYTES, TAG_BYTES, key_id, open_sealed, public_bytes, seal

MAGIC = b"spotsigns/backup/v1\n"
DATABASE, SECRETS = "database", "secrets"
KINDS = (DATABASE, SECRETS)
CHUNK_BYTES = 1 << 20
KEY_BYTES = 32
SEALED_KEY_BYTES = ENC_BYTES + KEY_BYTES + TAG_BYTES
LONGEST_HEADER = 4_096
_MADE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_KEY = re.compile(r"[0-9a-f]{16}")


class Readable(Protocol):
    """What bytes are read from: a file, a pipe, several after one another."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class BackupHeader:
    """What may be read without the words. `made` is a UTC second, `key` the id of the public key it is sealed to."""

    kind: str
    made: str
    key: str

    def line(self) -> bytes:
        return json.dumps(asdict(self), separators=(",", ":")).encode("ascii") + b"\n"


def new_file_key() -> bytes:
    return os.urandom(KEY_BYTES)


def begin(public: bytes, header: BackupHeader, file_key: bytes) -> bytes:
    """Everything in front of the chunks. Raises SealingError when `public` is no key."""
    head = MAGIC + header.line()
    return head + seal(public, _info(head), file_key)


def seal_chunks(file_key: bytes, source: Readable) -> Iterator[bytes]:
    """Sealed chunks of all that `source` still has; the last is marked as last, and is there even when nothing is to be sealed."""
    aead, number = AESGCM(file_key), 0
    chunk = _read_whole(source, CHUNK_BYTES)
    while True:
        following = _read_whole(source, CHUNK_BYTES) if len(chunk) == CHUNK_BYTES else b""
        yield aead.encrypt(_nonce(number, is_last=not following), chunk, None)
        if not following:
            return
        chunk, number = following, number + 1


def read_header(source: BinaryIO) -> tuple[BackupHeader, bytes]:
    """The header, and the bytes it was read from. Raises SealingError when this is no backup of ours."""
    head = source.read(len(MAGIC))
    if head != MAGIC:
        if head.startswith(b"spotsigns/backup/"):
            raise SealingError("is a backup of another format. Restore it with the release that made it")
        raise SealingError("is no backup of Spot the Signs")
    line = source.readline(LONGEST_HEADER)
    try:
        told: dict[str, Any] = json.loads(line)
        header = BackupHeader(**told)
        is_good = header.kind in KINDS and _MADE.fullmatch(header.made) is not None and _KEY.fullmatch(header.key) is not None
    except (ValueError, TypeError, RecursionError):
        is_good = False
    if not is_good or header.line() != line:
        raise SealingError("is spoilt in its first lines. Take another backup")
    return header, head + line


def open_file_key(private: ec.EllipticCurvePrivateKey, header: BackupHeader, head: bytes, source: BinaryIO) -> bytes:
    """The file key, `source` standing behind the header. Raises SealingError when it was sealed to other words."""
    if key_id(public_bytes(private)) != header.key:
        raise SealingError("was sealed to other recovery words. Type the words that were in force when it was made")
    try:
        return open_sealed(private, _info(head), _read_whole(source, SEALED_KEY_BYTES))
    except SealingError as error:
        raise SealingError("is spoilt in its first lines. Take another backup") from error


def open_chunks(file_key: bytes, source: Readable) -> Iterator[bytes]:
    """The bytes, chunk by chunk, each handed out only once it was proven. Raises SealingError where one is changed, missing or cut off.

    Whoever reads must not use anything before the last came: a file that was cut off is noticed at its end.
    """
    aead, number = AESGCM(file_key), 0
    sealed = _read_whole(source, CHUNK_BYTES + TAG_BYTES)
    while True:
        following = _read_whole(source, CHUNK_BYTES + TAG_BYTES)
        is_last = not following
        try:
            chunk = aead.decrypt(_nonce(number, is_last=is_last), sealed, None)
        except (InvalidTag, ValueError) as error:
            raise SealingError(f"is spoilt or cut off at piece {number + 1}. Take another backup") from error
        if is_last and number and not chunk:
            raise SealingError(f"is spoilt at piece {number + 1}. Take another backup")
        yield chunk
        if is_last:
            return
        sealed, number = following, number + 1


def _nonce(number: int, *, is_last: bool) -> bytes:
    """11 bytes of counter, one that marks the last chunk. The file key is never used for another file."""
    return number.to_bytes(11, "big") + (b"\1" if is_last else b"\0")


def _info(head: bytes) -> bytes:
    return b"spotsigns/v1/backup|" + hashlib.sha256(head).hexdigest().encode()


def _read_whole(source: Readable, size: int) -> bytes:
    """`size` bytes unless the source ends before: a pipe may hand out fewer at a time."""
    parts: list[bytes] = []
    while size and (part := source.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
