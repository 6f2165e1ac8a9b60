"""Backup files: whatever is changed, left out, swapped or cut off, nothing but the very bytes ever comes out to the end."""

from __future__ import annotations

import base64
import io
import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from spotsigns.errors import SealingError
from spotsigns.hub.words import recovery_entropy
from spotsigns.sealing.backup import (
    CHUNK_BYTES,
    DATABASE,
    MAGIC,
    SEALED_KEY_BYTES,
    BackupHeader,
    begin,
    new_file_key,
    open_chunks,
    open_file_key,
    read_header,
    seal_chunks,
)
from spotsigns.sealing.envelope import TAG_BYTES, derive_key_pair, key_id, public_bytes

VECTOR = json.loads((Path(__file__).parents[1] / "backup-vector.json").read_text("utf-8"))
WORDS = derive_key_pair(recovery_entropy(VECTOR["words"]))
OTHERS = derive_key_pair(b"\x02" * 32)
HEADER = BackupHeader(DATABASE, "2026-11-23T20:15:42Z", key_id(public_bytes(WORDS)))
SEALED_CHUNK = CHUNK_BYTES + TAG_BYTES
seldom = how(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def sealed(octets: bytes) -> bytes:
    file_key = new_file_key()
    return begin(public_bytes(WORDS), HEADER, file_key) + b"".join(seal_chunks(file_key, io.BytesIO(octets)))


def opened(file: bytes, words: object = WORDS) -> bytes:
    source = io.BytesIO(file)
    header, head = read_header(source)
    return b"".join(open_chunks(open_file_key(words, header, head, source), source))  # type: ignore[arg-type]


THREE = bytes(CHUNK_BYTES) + b"\1" * CHUNK_BYTES + b"\2" * 1_000
WHOLE = sealed(THREE)
FRONT = len(WHOLE) - len(THREE) - 3 * TAG_BYTES


@pytest.mark.parametrize("size", [0, 1, 4_096, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES])
def test_what_goes_in_comes_out(size: int) -> None:
    octets = bytes(at % 251 for at in range(1_000)) * (size // 1_000 + 1)
    assert opened(sealed(octets[:size])) == octets[:size]


def test_a_file_of_the_first_release_opens_for_ever() -> None:
    """The vector: a whole file, its words and what it holds. A change of the format needs another number in its first line."""
    file = base64.b64decode(VECTOR["file"])
    assert file.startswith(MAGIC)
    assert opened(file) == VECTOR["contents"].encode()


@seldom
@given(st.integers(0, len(WHOLE) - 1))
def test_a_file_that_was_cut_off_anywhere_is_refused(length: int) -> None:
    with pytest.raises(SealingError):
        opened(WHOLE[:length])


@pytest.mark.parametrize("chunks", [1, 2])
def test_a_file_cut_off_between_two_chunks_is_refused(chunks: int) -> None:
    with pytest.raises(SealingError, match="cut off"):
        opened(WHOLE[: FRONT + chunks * SEALED_CHUNK])


@seldom
@given(st.one_of(st.integers(0, FRONT + 40), st.integers(0, len(WHOLE) - 1)), st.integers(1, 255))
def test_a_changed_byte_anywhere_is_refused(at: int, change: int) -> None:
    spoilt = bytearray(WHOLE)
    spoilt[at] ^= change
    with pytest.raises(SealingError):
        opened(bytes(spoilt))


@seldom
@given(st.permutations((0, 1, 2)), st.lists(st.integers(0, 2), max_size=4))
def test_chunks_in_another_order_or_number_are_refused(order: list[int], more: list[int]) -> None:
    pieces = [WHOLE[FRONT + at * SEALED_CHUNK : FRONT + (at + 1) * SEALED_CHUNK] for at in range(3)]
    chosen = [*order, *more]
    if chosen == [0, 1, 2]:
        assert opened(WHOLE[:FRONT] + b"".join(pieces)) == THREE
        return
    with pytest.raises(SealingError):
        opened(WHOLE[:FRONT] + b"".join(pieces[at] for at in chosen))


def test_chunks_of_two_backups_cannot_be_mixed() -> None:
    other = sealed(THREE)
    with pytest.raises(SealingError):
        opened(WHOLE[:FRONT] + other[FRONT:])


def test_other_words_do_not_open_it() -> None:
    with pytest.raises(SealingError, match="other recovery words"):
        opened(WHOLE, OTHERS)


def test_the_same_bytes_sealed_twice_share_nothing() -> None:
    one, other = sealed(b"the same"), sealed(b"the same")
    assert one[FRONT:] != other[FRONT:]
    assert one[len(MAGIC) + len(HEADER.line()) :][:SEALED_KEY_BYTES] != other[len(MAGIC) + len(HEADER.line()) :][:SEALED_KEY_BYTES]


@seldom
@given(st.binary(max_size=300))
def test_what_is_no_backup_is_refused_in_words(octets: bytes) -> None:
    for file in (octets, MAGIC + octets, MAGIC + HEADER.line() + octets):
        with pytest.raises(SealingError):
            opened(file)


@pytest.mark.parametrize("front", [b"spotsigns/backup/v2\n", b"SQLite format 3\0    ", b"spotsigns/backup/v1\n[]\n", b'spotsigns/backup/v1\n{"kind": "database"}\n', b"spotsigns/backup/v1\n" + b"[" * 4_000])
def test_another_format_is_named(front: bytes) -> None:
    with pytest.raises(SealingError, match=r"another format|no backup|first lines"):
        read_header(io.BytesIO(front))


class Zeros:
    """So many bytes that were never in memory at once."""

    def __init__(self, left: int) -> None:
        self.left = left

    def read(self, size: int, /) -> bytes:
        size = min(size, self.left)
        self.left -= size
        return bytes(size)


class Piped:
    """Sealed chunks, read as from a pipe: never more than 64 KiB at a time."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self.chunks, self.held = chunks, b""

    def read(self, size: int, /) -> bytes:
        self.held = self.held or next(self.chunks, b"")
        part, self.held = self.held[: min(size, 65_536)], self.held[min(size, 65_536) :]
        return part


def test_a_big_database_needs_no_more_memory_than_a_few_chunks() -> None:
    size, file_key = 64 * CHUNK_BYTES, new_file_key()
    tracemalloc.start()
    total = sum(len(chunk) for chunk in open_chunks(file_key, Piped(seal_chunks(file_key, Zeros(size)))))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert total == size
    assert peak < 12 * CHUNK_BYTES
