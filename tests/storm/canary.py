"""What every concern of a storm says, and where nobody may ever read it."""

from __future__ import annotations

import base64
import re
from contextlib import suppress
from pathlib import Path

MARK = "kanarienvogel-storm"
NUMBER = re.compile(rf"{MARK}-(\d+)-")


def text_of(number: int) -> str:
    """The words of one concern, told apart from all others by its number."""
    return f"{MARK}-{number}- A grey van waits behind the shop, the girl gets in."


def number_of(text: str) -> int | None:
    """Which concern these words are; None for words that are not ours."""
    found = NUMBER.search(text)
    return int(found[1]) if found and text_of(int(found[1])) == text else None


def _disguises() -> tuple[bytes, ...]:
    plain = MARK.encode()
    # In base64 the same bytes look different at each of three places; the letters at the edges belong to their neighbours too.
    wrapped = [base64.b64encode(b"\0" * shift + plain)[4:-4] for shift in range(3)]
    return (plain, MARK.encode("utf-16-le"), plain.hex().encode(), *wrapped)


DISGUISES = _disguises()


def is_readable_in(octets: bytes) -> bool:
    """Whether somebody who looks at these bytes finds a concern: as it is, as browsers keep long text, in hex, in base64."""
    return any(disguise in octets for disguise in DISGUISES)


def readable_files(folder: Path) -> list[Path]:
    """Every file below `folder` that a concern can be read in. What a running browser takes away meanwhile is no file any more."""
    found = []
    for path in sorted(folder.rglob("*")):
        with suppress(OSError):
            if path.is_file() and not path.is_symlink() and is_readable_in(path.read_bytes()):
                found.append(path)
    return found
