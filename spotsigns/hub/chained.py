"""Rows of the ledger: what one holds, one about to be written, the newest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class LedgerRow:
    """`at` is UTC to the second; `chain` is an HMAC over this row and the one before."""

    n: int
    at: str
    staff: str
    act: str
    subject: str
    chain: str


@dataclass(frozen=True)
class Head:
    """The newest row of the ledger: with its chain every row before it is fixed."""

    n: int
    chain: str


@dataclass(frozen=True)
class Entry:
    """A ledger row about to be written; `link` gives its chain from the chain before it and its number."""

    at: str
    staff: str
    act: str
    subject: str
    link: Callable[[str, int], str]
