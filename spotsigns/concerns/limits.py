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
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from spotsigns.concerns.puzzle import PuzzleMint

USUAL, SLOW, FLOOD = "usual", "slow", "flood"


@dataclass(frozen=True)
class Rates:
    """`usual`: what comes in without a mark; `flood`: what no shop, school or estate sends; `misses`: codes that lead to
    nothing; `trickle`: what a hot neighbourhood may still ask; `wakes`: how often somebody may ask to be woken."""

    usual: str = "30/hour"
    flood: str = "120/minute"
    misses: str = "60/10 minutes"
    trickle: str = "1/second"
    wakes: str = "30/hour"


@dataclass(frozen=True)
class Sender:
    """Where an envelope came from, for as long as its request lasts; `puzzle` is the header's `<salt>:<nonce>`."""

    address: str
    puzzle: str | None = None


class Limits:
    """Counts by neighbourhood. `secret` has 32 bytes."""

    def __init__(self, secret: bytes, clock: Callable[[], datetime], rates: Rates | None = None) -> None:
        rates = rates or Rates()
        self.mint = PuzzleMint(secret, clock)
        self._secret, self._clock = secret, clock
        self._counter = FixedWindowRateLimiter(MemoryStorage())
        self._usual, self._flood, self._misses, self._trickle = map(parse, (rates.usual, rates.flood, rates.misses, rates.trickle))
        self._wakes = parse(rates.wakes)

    def weigh(self, address: str) -> str:
        """Count one envelope: USUAL, SLOW or FLOOD."""
        name = self._name(address)
        is_usual = self._counter.hit(self._usual, "envelope", name)
        if not self._counter.hit(self._flood, "envelope", name) and not is_loopback(address):
            return FLOOD
        return USUAL if is_usual else SLOW

    def may_look(self, address: str) -> bool:
        """Whether a code may be looked up now. After many that led to nothing only a trickle may, so guessing is slow."""
        name = self._name(address)
        if is_loopback(address) or self._counter.test(self._misses, "miss", name):
            return True
        return self._counter.hit(self._trickle, "look", name)

    def note_miss(self, address: str) -> None:
        """Count a code that led to nothing."""
        self._counter.hit(self._misses, "miss", self._name(address))

    def may_be_woken(self, address: str) -> bool:
        """Count one who asks to be woken; False after too many."""
        return self._counter.hit(self._wakes, "wake", self._name(address)) or is_loopback(address)

    def _name(self, address: str) -> str:
        text = f"{self._clock():%Y-%m-%d}|{neighbourhood(address)}"
        return hmac.digest(self._secret, text.encode(), "sha256").hex()[:32]


def neighbourhood(address: str) -> str:
    """The /24 or /48 an address lies in; an IPv4 address in IPv6 clothes counts as what it is."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address):
        found = found.ipv4_mapped or found
    return str(ipaddress.ip_network((found, 24 if found.version == 4 else 48), strict=False))


def is_loopback(address: str) -> bool:
    """True where the address says nothing about who sends: a proxy that no setting names would be everybody at once."""
    if address == "127.0.0.1":
        return True
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return True
    return found.is_loopback or bool(isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped and found.ipv4_mapped.is_loopback)
