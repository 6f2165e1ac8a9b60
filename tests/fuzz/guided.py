"""The parsers again, led by coverage: atheris keeps the inputs that reach new lines and changes those further."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import atheris

with atheris.instrument_imports(include=["spotsigns"]):
    from tests.fuzz.parsers import parsers


class BytesRandom(Random):
    """Draws from the bytes of one input, so that a change of a byte changes one decision; then only zeros."""

    def __new__(cls, octets: bytes) -> BytesRandom:
        return super().__new__(cls)

    def __init__(self, octets: bytes) -> None:
        super().__init__()
        self._octets, self._at = octets, 0

    def getrandbits(self, k: int, /) -> int:
        size = (k + 7) // 8
        taken = self._octets[self._at : self._at + size].ljust(size, b"\0")
        self._at += size
        return int.from_bytes(taken, "big") >> (8 * size - k) if k else 0

    def random(self) -> float:
        return self.getrandbits(53) / 2**53


def guided(folder: Path, runs: int, seed: int) -> None:
    """Make `runs` inputs and end the process, as libFuzzer does; what went wrong is written into `folder`, one file an input."""
    kinds = [parse for _, parse in parsers().values()]

    def one_input(octets: bytes) -> None:
        random = BytesRandom(octets[1:])
        kinds[(octets[0] if octets else 0) % len(kinds)](random)

    options = [f"-runs={runs}", f"-seed={seed % 2**32 or 1}", "-max_len=4096", "-timeout=30", "-print_final_stats=1", "-verbosity=0", f"-artifact_prefix={folder}/"]
    atheris.Setup([sys.argv[0], *options], one_input)
    atheris.Fuzz()
