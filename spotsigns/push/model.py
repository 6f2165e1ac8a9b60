"""Subscriptions and wake-ups: things and rules, pure. What the room needs from a store is `PushStore`.

A wake-up carries nothing: it says only that there may be something new. Nothing here is linked to a concern or a thread.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from spotsigns.errors import PushRefused, SealingError
from spotsigns.sealing.encoding import from_base64url

STAFF, REPORTER, GUIDANCE = "staff", "reporter", "guidance"
# What anybody may ask for; staff subscribe on their own side.
PUBLIC_KINDS = (REPORTER, GUIDANCE)
LONGEST_ENDPOINT = 1_000
MOST_SUBSCRIPTIONS = 50_000
POINT_BYTES, AUTH_BYTES = 65, 16
# Seconds until the next try; after the last one the wake-up is given up, the subscription stays.
WAITS = (60, 300, 900, 3_600, 3 * 3_600, 6 * 3_600, 12 * 3_600)
# By day, in the hub's own time: a buzz at night wakes whoever sleeps beside the phone.
ZONE = ZoneInfo("Europe/London")
FIRST_HOUR, DAY_MINUTES = 9, 12 * 60

_NAME = re.compile(r"(?=.{4,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]\Z")
# What a network without IPv4 leads to IPv4 by (RFC 6052).
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
_NEAR = (".local", ".localhost", ".internal", ".lan", ".home", ".corp", ".intranet", ".home.arpa", ".onion", ".test")


@dataclass(frozen=True)
class Subscription:
    """Where a browser's push service takes messages, and what they are sealed with: a 65-byte point and 16 bytes."""

    endpoint: str
    p256dh: bytes
    auth: bytes


@dataclass(frozen=True)
class Wake:
    """One to be sent. `asked` counts the reasons so far: one more while it is on its way keeps it in the box."""

    subscription: Subscription
    asked: int
    tries: int
    is_urgent: bool


class PushStore(Protocol):
    """What this room asks of a store. Times are Unix seconds."""

    def subscribe(self, subscription: Subscription, kind: str, staff_id: str | None, most: int) -> bool: ...

    def unsubscribe(self, endpoint: str, kind: str | None) -> None: ...

    def is_subscribed(self, endpoint: str, staff_id: str) -> bool: ...

    def call_to_wake(self, kinds: tuple[str, ...]) -> None: ...

    def spread_calls(self, now: int) -> None: ...

    def take_wakes(self, now: int, until: int, most: int) -> list[Wake]: ...

    def wake_done(self, wake: Wake, again: int) -> None: ...

    def wake_later(self, wake: Wake, due: int | None) -> None: ...

    def push_day(self, name: str) -> str | None: ...

    def turn_push_day(self, was: str | None, day: Mapping[str, str], kinds: tuple[str, ...]) -> bool: ...

    def was_answered_since(self, minute: str) -> bool: ...


def read_subscription(given: Mapping[str, object]) -> Subscription:
    """`endpoint`, `p256dh`, `auth` as a browser gives them. Raises PushRefused with what is wrong."""
    endpoint = given.get("endpoint")
    if not isinstance(endpoint, str) or not is_public_endpoint(endpoint):
        raise PushRefused("endpoint is no https address of a push service")
    point, auth = _octets(given.get("p256dh"), "p256dh"), _octets(given.get("auth"), "auth")
    if len(point) != POINT_BYTES or point[0] != 4:
        raise PushRefused("p256dh is no uncompressed point")
    if len(auth) != AUTH_BYTES:
        raise PushRefused("auth has not 16 bytes")
    return Subscription(endpoint, point, auth)


def is_public_endpoint(endpoint: str) -> bool:
    """Whether this may be an address of a push service: https, the usual port, a name of the public net, and nothing that
    different readers of addresses read differently. Where the name leads is looked at again when something is sent."""
    if len(endpoint) > LONGEST_ENDPOINT or not re.fullmatch(r"[!-~]+", endpoint) or "\\" in endpoint or "#" in endpoint:
        return False
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return False
    name = parts.hostname or ""
    is_plain = parts.scheme == "https" and port in (None, 443) and "@" not in parts.netloc and "[" not in parts.netloc and not parts.netloc.endswith(":")
    return is_plain and _NAME.match(name) is not None and not name.endswith(_NEAR)


def is_public_address(address: str) -> bool:
    """Whether this IP address is one of the public net; everything else is our own house."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if found in _TRANSLATED:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return inner.is_global and not inner.is_multicast
    return found.is_global and not found.is_multicast


def next_try(tries: int, now: int, wanted: int) -> int | None:
    """When to try again after `tries` failures; None: not any more. `wanted` seconds is what the push service asks for."""
    if tries > len(WAITS):
        return None
    return now + max(WAITS[tries - 1], min(wanted, WAITS[-1]))


def daily_minute(after: datetime, drawn: int) -> datetime:
    """The day's one moment: minute `drawn` (0 to 719) of the first 9-to-21 stretch of a day after `after`'s day."""
    tomorrow = after.astimezone(ZONE).date() + timedelta(days=1)
    begins = datetime(tomorrow.year, tomorrow.month, tomorrow.day, FIRST_HOUR, tzinfo=ZONE)
    return (begins + timedelta(minutes=drawn % DAY_MINUTES)).astimezone(UTC)


def _octets(text: object, name: str) -> bytes:
    try:
        return from_base64url(text if isinstance(text, str) else "?")
    except (SealingError, UnicodeEncodeError) as error:
        raise PushRefused(f"{name} is not base64url") from error
