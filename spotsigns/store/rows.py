"""What the rows of every room stand on."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")


class Rows:
    """Reads on a connection per thread; writes go through the one writer."""

    def read(self) -> sqlite3.Connection:
        raise NotImplementedError

    def write(self, job: Callable[[sqlite3.Connection], Result], *, intake: bool = False) -> Result:
        raise NotImplementedError
