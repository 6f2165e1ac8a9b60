"""Answers that staff give under a thread: things and rules, pure. What this part needs from a store is `AnswerStore`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from spotsigns.hub.chained import Entry, Head
from spotsigns.sealing.envelope import PLAINTEXT_SIZES

# The desk's copy is padded like the envelope, so that its length says as little: 12-byte iv, padded text, 16-byte tag.
LOCKED_SIZES = tuple(12 + size + 16 for size in PLAINTEXT_SIZES)
FIRST_ENVELOPES = 20


@dataclass(frozen=True)
class Given:
    """An answer as a browser hands it over: sealed to the reply key, and locked with the desk key for the desk itself.

    `seq` is its number in the thread, from 1. It stands inside both texts as well; in the clear it lets the store refuse that
    two people who answer at once give one number to two answers, and it says no more than the count of the rows does.
    """

    id: str
    thread: str
    seq: int
    author: str
    sealed: bytes
    locked: bytes


@dataclass(frozen=True)
class DeskAnswer:
    """What the desk kept of an answer; `at` is a UTC minute, `by` the author's name, `seq` and `locked` None where the desk has no copy."""

    id: str
    at: str
    seq: int | None
    author: str
    by: str
    locked: bytes | None


@dataclass(frozen=True)
class FirstEnvelope:
    """One of the first envelopes of a thread, as the desk asks for its bytes."""

    id: str
    variant: int
    received: str


@dataclass(frozen=True)
class Answered:
    """What stands under a thread: its state as the reporter is told, its first envelopes, every answer by its number, the ledger's head.

    Without any answer nothing was handed out, and there is no new head.
    """

    state: str
    first: tuple[FirstEnvelope, ...]
    answers: tuple[DeskAnswer, ...]
    head: Head | None


@dataclass(frozen=True)
class AnswerKept:
    """What the store did: `refused` is '' or why not (`unknown_thread`, `purged`, `different`, `seq`); `at` is when it was kept first."""

    refused: str
    at: str = ""
    is_new: bool = False


class AnswerStore(Protocol):
    """A method that takes an Entry writes it in the same transaction."""

    def keep_answer(self, given: Given, at: str, entry: Entry) -> AnswerKept: ...

    def hand_out_answers(self, thread: str, entry: Entry) -> Answered | None: ...

    def oldest_of_thread(self, thread: str, after: str, limit: int) -> tuple[FirstEnvelope, ...]: ...
