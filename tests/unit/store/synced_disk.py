"""What SQLite itself has synced: its file methods, listened to, so that a power cut can be replayed.

SQLite reaches every file through a table of functions (https://www.sqlite.org/vfs.html). While `listening`, opening hands out a copy of that
table whose `xSync` also remembers what the file held then. Everything written since the last sync may be lost, in any order.
"""

from __future__ import annotations

import _sqlite3
import ctypes
import random
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import POINTER, Structure, c_char_p, c_int, c_int64, c_void_p
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SECTOR = 512
OPEN = ctypes.CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, POINTER(c_int))
SYNC = ctypes.CFUNCTYPE(c_int, c_void_p, c_int)
READ = ctypes.CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
SIZE = ctypes.CFUNCTYPE(c_int, c_void_p, POINTER(c_int64))
SHORT_READ = 522


class Vfs(Structure):
    """The beginning of `struct sqlite3_vfs`."""

    _fields_ = (("version", c_int), ("file_size", c_int), ("longest_path", c_int), ("next", c_void_p), ("name", c_char_p), ("app", c_void_p), ("open", c_void_p))


class Methods(Structure):
    """`struct sqlite3_io_methods` of version 3."""

    _fields_ = (("version", c_int), ("close", c_void_p), ("read", c_void_p), ("write", c_void_p), ("truncate", c_void_p), ("sync", c_void_p), ("size", c_void_p), ("more", c_void_p * 12))


def sqlite_library() -> Any:
    """The SQLite that Python's own module uses: another copy of the library would have tables of its own."""
    maps = Path("/proc/self/maps").read_text()
    found = re.search(r"\S*/libsqlite3\.so\S*", maps)
    library = ctypes.CDLL(found[0] if found else _sqlite3.__file__)
    library.sqlite3_vfs_find.restype = POINTER(Vfs)
    return library


@dataclass
class Disk:
    """By path: what was synced last. `files` are open ones, by the address of SQLite's own file object."""

    synced: dict[str, bytes] = field(default_factory=dict)
    files: dict[int, tuple[str, Methods]] = field(default_factory=dict)
    syncs: int = 0
    lock: Any = field(default_factory=threading.RLock)

    def held(self, file: int) -> bytes:
        """What a file holds now, read as SQLite reads it: another descriptor, closed, would let go of its locks."""
        _, original = self.files[file]
        size = c_int64()
        SIZE(original.size)(file, ctypes.byref(size))
        buffer = ctypes.create_string_buffer(max(size.value, 1))
        status = READ(original.read)(file, buffer, size.value, 0) if size.value else 0
        assert status in (0, SHORT_READ), status
        return buffer.raw[: size.value]

    def after_a_power_cut(self, directory: Path, chance: random.Random) -> Path:
        """Files as they may lie there afterwards: all that was synced, and of what was written since any sectors at all."""
        directory.mkdir()
        with self.lock:
            # By path: closing these lets go of SQLite's locks, which nobody but another process would heed.
            now = {path: Path(path).read_bytes() for path in self.synced if Path(path).exists()}
            synced = dict(self.synced)
        for path, old in synced.items():
            (directory / Path(path).name).write_bytes(_mixed(old, now.get(path, b""), chance))
        return directory


def _mixed(old: bytes, new: bytes, chance: random.Random) -> bytes:
    share = chance.choice((0.0, 0.5, 0.9))
    pieces = []
    for at in range(0, max(len(old), len(new)), SECTOR):
        before, after = old[at : at + SECTOR], new[at : at + SECTOR]
        pieces.append(after if len(after) >= len(before) and chance.random() < share else before or (b"\xa5" * len(after) if share else b""))
        if not pieces[-1]:
            break
    return b"".join(pieces)


@contextmanager
def listening(directory: Path) -> Iterator[Disk]:
    """Every file of `directory` that SQLite opens meanwhile is listened to, until it is closed."""
    disk, vfs = Disk(), sqlite_library().sqlite3_vfs_find(None).contents
    original_open = OPEN(vfs.open)
    tables: dict[int, Methods] = {}

    def synced(file: int, flags: int) -> int:
        with disk.lock:
            path, original = disk.files[file]
            content = disk.held(file)
            status: int = SYNC(original.sync)(file, flags)
            if status == 0:
                disk.synced[path], disk.syncs = content, disk.syncs + 1
            return status

    heard = SYNC(synced)

    def opened(own: int, name: int | None, file: int, flags: int, out: Any) -> int:
        # The name goes on as the address it came as: SQLite reads it again when it maps the log's index.
        status: int = original_open(own, name, file, flags, out)
        slot = c_void_p.from_address(file)
        path = ctypes.string_at(name).decode() if name else ""
        if status == 0 and slot.value and path and Path(path).parent == directory:
            with disk.lock:
                original = Methods.from_address(slot.value)
                table = tables.setdefault(slot.value, Methods.from_buffer_copy(original))
                table.sync = ctypes.cast(heard, c_void_p).value
                disk.files[file] = (path, original)
                disk.synced.setdefault(path, disk.held(file))
                slot.value = ctypes.addressof(table)
        return status

    hook, before = OPEN(opened), vfs.open
    vfs.open = ctypes.cast(hook, c_void_p).value
    _ALIVE.extend((hook, heard, tables))
    try:
        yield disk
    finally:
        vfs.open = before


# A connection that is closed later than `listening` ends still calls these.
_ALIVE: list[object] = []
