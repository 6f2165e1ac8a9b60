"""Take an envelope in: check its key, weigh it, sign for it, keep it. The receipt goes out only after COMMIT."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric import ec

from spotsigns.concerns.limits import FLOOD, USUAL, Limits, Sender
from spotsigns.concerns.model import ConcernStore, Envelope
from spotsigns.concerns.space import FULL, RESERVED_FROM, Space, extra_bits
from spotsigns.errors import EnvelopeRefused, LineBusy, StoreUnavailable
from spotsigns.sealing.receipt import sign_receipt, utc_minute

FULL_QUEUE = 256


@dataclass(frozen=True)
class Received:
    """`status` 201 for the first time, 200 for the same again; `receipt` is the JSON text, byte for byte the first."""

    status: int
    receipt: str


@dataclass(frozen=True)
class Intake:
    """Everything receiving needs, handed in. `wake` tells staff that something new is here, with no content.

    `limits` and `space` are None only where nobody outside can send; `full_queue` is how many writes may wait before phones are asked to.
    """

    store: ConcernStore
    receipt_key: ec.EllipticCurvePrivateKey
    clock: Callable[[], datetime]
    wake: Callable[[], None]
    limits: Limits | None = None
    space: Space | None = None
    full_queue: int = FULL_QUEUE

    def receive(self, envelope: Envelope, *, sender: Sender | None = None, slow: bool = False) -> Received:
        """Keep `envelope`. Raises EnvelopeRefused (409, 422), LineBusy (429) or StoreUnavailable (503)."""
        if not self.store.is_key_ours(envelope.key):
            raise EnvelopeRefused(422, "unknown_key", "This envelope is sealed to a key that is not ours.")
        if self.store.waiting() > self.full_queue:
            raise LineBusy
        slow = self._weigh(envelope, sender) or slow
        receipt = sign_receipt(self.receipt_key, envelope.id, envelope.digest, utc_minute(self.clock()))
        kept = self.store.keep_envelope(envelope, json.dumps(receipt, separators=(",", ":")), slow=slow)
        if kept.is_new:
            self.wake()
        if kept.receipt is None:
            raise EnvelopeRefused(409, "different", "Something else is here under this id. Both are kept for people to look at.")
        return Received(201 if kept.is_new else 200, kept.receipt)

    def _weigh(self, envelope: Envelope, sender: Sender | None) -> bool:
        """True when it is to be marked slow. Raises LineBusy with a puzzle under a flood, unless one was solved."""
        if self.limits is None or sender is None:
            return False
        pace = self.limits.weigh(sender.address)
        fullness = self.space.fullness() if self.space else 0.0
        asked = extra_bits(fullness) if sender.is_scripted else None
        extra, mint = asked or 0, self.limits.mint
        if (pace == FLOOD or asked is not None) and not mint.is_solved(sender.puzzle, envelope.id, envelope.digest, extra):
            raise LineBusy(mint.make(extra))
        if fullness >= RESERVED_FROM:
            self._ask_for_reserve(envelope, sender.address, is_full=fullness >= FULL)
        return pace != USUAL

    def _ask_for_reserve(self, envelope: Envelope, address: str, *, is_full: bool) -> None:
        """What is here already takes no room. Raises StoreUnavailable where a new one may have none: it stays on its phone."""
        if self.store.is_kept(envelope) or (not is_full and self.limits is not None and self.limits.may_use_reserve(address)):
            return
        raise StoreUnavailable("little room is left, and it is kept for whoever had none of it today")
