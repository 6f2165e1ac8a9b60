"""How much is usual from one neighbourhood of addresses. Over it a concern is still taken, marked slow; nobody is shut out.

No address is kept: a neighbourhood (/24 or /48) is known only by its HMAC, in memory, with another one each day.
"""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from limits import parse
from limits.strategies import FixedWindowRateLimiter

from spotsigns.concerns.counts import Counts
from spotsigns.concerns.puzzle import PuzzleMint

USUAL, SLOW, FLOOD = "usual", "slow", "flood"


@dataclass(frozen=True)
class Rates:
    """`usual`: what comes in without a mark; `flood`: what no shop, school or estate sends; `misses`: codes that lead to
    nothing; `trickle`: what a hot neighbourhood may still ask; `wakes`: how often somebody may ask to be woken; `reserve`: what
    each may have of the last room that is left."""

    usual: str = "30/hour"
    flood: str = "120/minute"
    misses: str = "60/10 minutes"
    trickle: str = "1/second"
    wakes: str = "30/hour"
    reserve: str = "1/day"


@dataclass(frozen=True)
class Sender:
    """Where an envelope came from, for as long as its request lasts; `puzzle` is the header's `<salt>:<nonce>`.

    `is_scripted` is False for a page without JavaScript, which can solve nothing.
    """

    address: str
    puzzle: str | None = None
    is_scripted: bool = True


class Limits:
    """Counts by neighbourhood. `secret` has 32 bytes."""

    def __init__(self, secret: bytes, clock: Callable[[], datetime], rates: Rates | None = None) -> None:
        rates = rates or Rates()
        self.mint = PuzzleMint(secret, clock)
        self._secret, self._clock = secret, clock
        self._counter = FixedWindowRateLimiter(Counts(lambda: clock().timestamp()))
        self._usual, self._flood, self._misses, self._trickle = map(parse, (rates.usual, rates.flood, rates.misses, rates.trickle))
        self._wakes, self._reserve = parse(rates.wakes), parse(rates.reserve)

    def weigh(self, address: str) -> str:
        """Count one envelope: USUAL, SLOW or FLOOD."""
        place = place_of(address)
        name = self._name(place)
        is_usual = self._counter.hit(self._usual, "envelope", name)
        if not self._counter.hit(self._flood, "envelope", name) and not place.is_loopback:
            return FLOOD
        return USUAL if is_usual else SLOW

    def may_use_reserve(self, address: str) -> bool:
        """Count one envelope of the room kept for whoever has had none of it today. Where the address says nothing, all may."""
        place = place_of(address)
        return place.is_loopback or self._counter.hit(self._reserve, "reserve", self._name(place))

    def may_look(self, address: str) -> bool:
        """Whether a code may be looked up now. After many that led to nothing only a trickle may, so guessing is slow."""
        place = place_of(address)
        if place.is_loopback or self._counter.test(self._misses, "miss", self._name(place)):
            return True
        return self._counter.hit(self._trickle, "look", self._name(place))

    def note_miss(self, address: str) -> None:
        """Count a code that led to nothing."""
        self._counter.hit(self._misses, "miss", self._name(place_of(address)))

    def may_be_woken(self, address: str) -> bool:
        """Count one who asks to be woken; False after too many."""
        place = place_of(address)
        return self._counter.hit(self._wakes, "wake", self._name(place)) or place.is_loopback

    def _name(self, place: Place) -> str:
        day = self._clock().date().toordinal()
        return hmac.digest(self._secret, b"%d|%s" % (day, place.network), "sha256").hex()[:32]


@dataclass(frozen=True)
class Place:
    """`network`: the first three bytes of an IPv4 address (a /24), the first six of an IPv6 one (a /48), none of what is neither.

    `is_loopback` where the address says nothing about who sends: a proxy that no setting names would be everybody at once.
    """

    network: bytes
    is_loopback: bool


def place_of(address: str) -> Place:
    """The neighbourhood an address lies in; an IPv4 address in IPv6 clothes counts as what it is."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return Place(b"", is_loopback=True)
    if isinstance(found, ipaddress.IPv6Address):
        found = found.ipv4_mapped or found
    return Place(found.packed[: 3 if found.version == 4 else 6], found.is_loopback)
