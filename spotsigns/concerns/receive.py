"""Take an envelope in: check its key, sign for it, keep it. The receipt goes out only after COMMIT."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric import ec

from spotsigns.concerns.model import ConcernStore, Envelope
from spotsigns.errors import EnvelopeRefused
from spotsigns.sealing.receipt import sign_receipt, utc_minute


@dataclass(frozen=True)
class Received:
    """`status` 201 for the first time, 200 for the same again; `receipt` is the JSON text, byte for byte the first."""

    status: int
    receipt: str


@dataclass(frozen=True)
class Intake:
    """Everything receiving needs, handed in. `wake` tells staff that something new is here, with no content."""

    store: ConcernStore
    receipt_key: ec.EllipticCurvePrivateKey
    clock: Callable[[], datetime]
    wake: Callable[[], None]

    def receive(self, envelope: Envelope, *, slow: bool = False) -> Received:
        """Keep `envelope`. Raises EnvelopeRefused (409, 422) or StoreUnavailable."""
        if not self.store.is_key_ours(envelope.key):
            raise EnvelopeRefused(422, "unknown_key", "This envelope is sealed to a key that is not ours.")
        receipt = sign_receipt(self.receipt_key, envelope.id, envelope.digest, utc_minute(self.clock()))
        kept = self.store.keep_envelope(envelope, json.dumps(receipt, separators=(",", ":")), slow=slow)
        if kept.receipt is None:
            raise EnvelopeRefused(409, "different", "Something else is here under this id. Both are kept for people to look at.")
        if kept.is_new:
            self.wake()
        return Received(201 if kept.is_new else 200, kept.receipt)
