"""Envelopes and their rules; pure. What the room needs from a store is `ConcernStore`."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from spotsigns.errors import EnvelopeRefused, SealingError
from spotsigns.sealing.encoding import from_base64url
from spotsigns.sealing.envelope import SEALED_SIZES, envelope_digest

LARGEST_BODY = 65_536
MOST_VARIANTS = 3
SLOW_THREAD = 200

_UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\Z")
_THREAD = re.compile(r"[0-9a-f]{32}\Z")
_KEY = re.compile(r"[0-9a-f]{16}\Z")
_FIELDS = {"v", "id", "thread", "key", "sealed"}


@dataclass(frozen=True)
class Envelope:
    """Sealed bytes with the id, thread and key they are bound to."""

    id: str
    thread: str
    key: str
    sealed: bytes

    @cached_property
    def digest(self) -> str:
        return envelope_digest(self.id, self.thread, self.key, self.sealed)


@dataclass(frozen=True)
class Kept:
    """What the store did: `receipt` is the JSON text of the first receipt, None if this one differs from it."""

    receipt: str | None
    is_new: bool


@dataclass(frozen=True)
class HubKey:
    """A key that phones may seal to: `public` is the 65-byte point; `seal` is true for the one to use now."""

    id: str
    public: bytes
    seal: bool


@dataclass(frozen=True)
class SealedAnswer:
    """An answer sealed to the reply key; `at` is a UTC minute."""

    id: str
    at: str
    sealed: bytes


@dataclass(frozen=True)
class Thread:
    """`state` is received, read or closed."""

    state: str
    answers: tuple[SealedAnswer, ...]


class ConcernStore(Protocol):
    """What this room asks of a store."""

    def hub_keys(self) -> list[HubKey]: ...

    def is_live(self) -> bool: ...

    def is_key_ours(self, key_id: str) -> bool: ...

    def is_kept(self, envelope: Envelope) -> bool: ...

    def keep_envelope(self, envelope: Envelope, receipt: str, *, slow: bool) -> Kept: ...

    def thread(self, thread: str) -> Thread | None: ...

    def is_alive(self) -> bool: ...

    def waiting(self) -> int: ...


def is_concern_id(text: object) -> bool:
    """True for a lower-case version 4 UUID."""
    return isinstance(text, str) and _UUID4.match(text) is not None


def is_thread_id(text: object) -> bool:
    """True for 32 lower-case hex digits."""
    return isinstance(text, str) and _THREAD.match(text) is not None


def read_envelope(path_id: str, body: bytes) -> Envelope:
    """The envelope in a request body, its shape checked in the contract's order. Raises EnvelopeRefused."""
    document = _object(body)
    version = document.get("v")
    if not isinstance(version, int) or isinstance(version, bool):
        raise _malformed("v is missing or is no whole number")
    if version != 1:
        raise EnvelopeRefused(422, "unknown_version", "This version of envelope is not known here.")
    if set(document) != _FIELDS or isinstance(document, _Doubled):
        raise _malformed("a field is missing, unknown or stands twice")
    if document["id"] != path_id or not is_concern_id(path_id):
        raise _malformed("the id is not the one in the path, or no version 4 UUID in lower case")
    if not is_thread_id(document["thread"]):
        raise _malformed("the thread is not 32 hex digits in lower case")
    if not isinstance(document["key"], str) or not _KEY.match(document["key"]):
        raise _malformed("the key is not 16 hex digits in lower case")
    return Envelope(path_id, document["thread"], document["key"], _sealed(document["sealed"]))


class _Doubled(dict[str, Any]):
    """An object in which a field stands twice: told only after the version, which may be one that allows it."""


def _object(body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body.decode("utf-8"), object_pairs_hook=_pairs)
    except (ValueError, RecursionError) as error:
        raise _malformed("the body is not JSON") from error
    if not isinstance(document, dict):
        raise _malformed("the body is not a JSON object")
    return document


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    return document if len(document) == len(pairs) else _Doubled(document)


def _sealed(text: object) -> bytes:
    if not isinstance(text, str):
        raise _malformed("sealed is no text")
    try:
        sealed = from_base64url(text)
    except (SealingError, UnicodeEncodeError) as error:
        raise _malformed("sealed is not canonical base64url without padding") from error
    if len(sealed) not in SEALED_SIZES:
        raise _malformed("sealed has the wrong length")
    if sealed[0] != 4:
        raise _malformed("sealed does not start with an uncompressed point")
    return sealed


def _malformed(what: str) -> EnvelopeRefused:
    return EnvelopeRefused(400, "malformed", f"This is not an envelope: {what}.")
