"""One backup file on a disk: what its first sealed line says, written whole or not at all, read back before it counts."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import io
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from spotsigns.errors import BackupRefused, SealingError
from spotsigns.sealing.backup import BackupHeader, begin, new_file_key, open_chunks, seal_chunks
from spotsigns.store.copy import Examined

PIECE = 1 << 20
LONGEST_LINE = 65_536


@dataclass(frozen=True)
class Contents:
    """The first sealed line of a backup. `proof` is an HMAC under the secrets file: sealing alone says nothing about who sealed."""

    size: int
    sha256: str
    schema: str
    counts: dict[str, int]
    proof: str

    def line(self) -> bytes:
        return json.dumps(asdict(self), separators=(",", ":"), sort_keys=True).encode() + b"\n"


def contents_of(source: BinaryIO, header: BackupHeader, examined: Examined, key: bytes) -> Contents:
    """What `source` holds from where it stands to its end, proven with the secrets file's `key`."""
    digest, size = hashlib.sha256(), 0
    while piece := source.read(PIECE):
        digest.update(piece)
        size += len(piece)
    bare = Contents(size, digest.hexdigest(), examined.schema, examined.counts, "")
    return replace(bare, proof=proof_of(bare, header, key))


def proof_of(contents: Contents, header: BackupHeader, key: bytes) -> str:
    """HMAC-SHA256 hex over the header and everything the contents say."""
    return hmac.digest(key, b"spotsigns/v1/backup-proof|" + header.line() + replace(contents, proof="").line(), "sha256").hex()


def write_sealed(target: Path, public: bytes, header: BackupHeader, contents: Contents, source: BinaryIO) -> None:
    """Seal contents and source into the new file `target`, mode 0600, there only when all of it is on disk and was read back."""
    file_key = new_file_key()
    part = target.with_name(f".{target.name}.{secrets.token_hex(8)}.part")
    try:
        with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            front = begin(public, header, file_key)
            file.write(front)
            for sealed in seal_chunks(file_key, _Joined(contents.line(), source)):
                file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
            file.seek(len(front))
            _read_back(file, file_key, contents)
        put_in_place(part, target)
    except OSError as error:
        raise BackupRefused(f"{target} cannot be written ({error.strerror}). Choose another place, or free some space there. Nothing is left behind.") from error
    finally:
        part.unlink(missing_ok=True)


def put_in_place(part: Path, target: Path) -> None:
    """Give a finished file its name, never over another one. Raises BackupRefused when something is there."""
    try:
        os.link(part, target)
    except FileExistsError:
        refuse_existing(target)
    except OSError:  # a disk without hard links
        refuse_existing(target)
        part.rename(target)
    directory = os.open(target.parent, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # a network disk may not know how
            os.fsync(directory)
    finally:
        os.close(directory)


def refuse_existing(target: Path) -> None:
    if target.exists() or target.is_symlink():
        raise BackupRefused(f"{target} is there already and is not overwritten. Choose another name, or move it away first.")
    if not target.parent.is_dir():
        raise BackupRefused(f"{target.parent} is no directory. Make it first, or choose another place.")


def read_contents(chunks: Iterator[bytes]) -> tuple[Contents, Iterator[bytes]]:
    """The first line and the bytes behind it. The bytes raise SealingError at their end unless they are the ones that the line tells of."""
    front = b""
    for chunk in chunks:
        front += chunk
        if b"\n" in chunk or len(front) > LONGEST_LINE:
            break
    line, _, first = front.partition(b"\n")
    try:
        contents = Contents(**json.loads(line))
    except (ValueError, TypeError, RecursionError) as error:
        raise SealingError("does not say what is in it. Take another backup") from error
    return contents, _counted(contents, first, chunks)


def _counted(contents: Contents, first: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    digest, size = hashlib.sha256(), 0
    for piece in chain((first,), chunks):
        digest.update(piece)
        size += len(piece)
        yield piece
    if (size, digest.hexdigest()) != (contents.size, contents.sha256):
        raise SealingError("does not hold what it says. Take another backup")


def _read_back(file: BinaryIO, file_key: bytes, contents: Contents) -> None:
    try:
        told, pieces = read_contents(open_chunks(file_key, file))
        for _ in pieces:
            pass
    except SealingError as error:
        raise BackupRefused(f"What was written does not read back: it {error}. The disk may be broken. Nothing is left behind.") from error
    if told != contents:
        raise BackupRefused("What was written does not read back. The disk may be broken. Nothing is left behind.")


class _Joined:
    """The contents' line, then the source, as one thing to read from."""

    def __init__(self, line: bytes, source: BinaryIO) -> None:
        self._line, self._source = io.BytesIO(line), source

    def read(self, size: int) -> bytes:
        return self._line.read(size) or self._source.read(size)
