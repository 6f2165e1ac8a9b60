"""A demonstration hub in an empty store: what the browsers' ceremony does, done here for throw-away keys."""

from __future__ import annotations

import json
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import pyotp
from cryptography.hazmat.primitives.asymmetric import ec

from spotsigns.concerns.model import ConcernStore, read_envelope
from spotsigns.concerns.receive import Intake
from spotsigns.errors import HubError
from spotsigns.hub.first import first_link
from spotsigns.hub.invite import read_invitation
from spotsigns.hub.join import Offered, confirm_totp, finish_joining, start_joining
from spotsigns.hub.keys import DESK_KEY_BYTES, lock_private, seal_copy
from spotsigns.hub.ledger import LINE
from spotsigns.hub.model import RECOVERY, HubSecrets, HubStore
from spotsigns.hub.passphrase import SALT_BYTES, auth_of, stretch, wrap_of
from spotsigns.hub.room import Hub, make_hub
from spotsigns.hub.sample_figures import add_sample_figures
from spotsigns.hub.samples import SAMPLES, Sample
from spotsigns.hub.slow import Slowdown
from spotsigns.hub.words import RECOVERY_BYTES, random_words
from spotsigns.sealing.encoding import to_base64url
from spotsigns.sealing.envelope import derive_key_pair, new_private_key, public_bytes, seal_concern

NAME = "Demonstration keyholder"


class Store(HubStore, ConcernStore, Protocol):
    """Both rooms' rows."""


class Keys(HubSecrets, Protocol):
    """The hub's secrets and the key that signs receipts."""

    @property
    def receipt(self) -> ec.EllipticCurvePrivateKey: ...


@dataclass(frozen=True)
class DemonstrationStaff:
    """Printed by the command: `totp` is base32. `hub_key` opens the sample concerns in tests."""

    name: str
    passphrase: str
    totp: str
    hub_key: ec.EllipticCurvePrivateKey


def make_demonstration(store: Store, keys: Keys, now: datetime) -> DemonstrationStaff:
    """One keyholder, a live line and sample concerns. Raises HubError when somebody works at this hub already."""
    link = first_link(store, now)
    if link is None:
        raise HubError(409, "not_empty", "Somebody works at this hub already. A demonstration needs an empty directory.")
    # The code that confirms the second factor is of a minute ago, so that the one shown now still works to log in.
    hub = make_hub(store, keys, lambda: now - timedelta(minutes=1), Slowdown(lambda seconds: None))
    staff = _join(hub, link.partition("#")[2])
    holder = next(person for person in store.all_staff() if person.name == NAME)
    store.set_line(True, hub.ledger.entry(holder.id, LINE, "open", now))
    for sample in SAMPLES:
        _tell(store, keys.receipt, sample, now - timedelta(minutes=sample.minutes_ago), public_bytes(staff.hub_key))
    add_sample_figures(store, now)
    return staff


def _join(hub: Hub, token: str) -> DemonstrationStaff:
    begun = start_joining(hub, token)
    confirm_totp(hub, token, pyotp.TOTP(begun.totp).at(hub.clock()))
    passphrase, salt = random_words(), secrets.token_bytes(SALT_BYTES)
    stretched = stretch(passphrase, salt)
    own, hub_key, desk_key = new_private_key(), new_private_key(), secrets.token_bytes(DESK_KEY_BYTES)
    recovery = derive_key_pair(secrets.token_bytes(RECOVERY_BYTES))
    _, person = read_invitation(hub.store, token, hub.clock())
    copies = [seal_copy(hub_key, desk_key, holder, public_bytes(private)) for holder, private in ((person.id, own), (RECOVERY, recovery))]
    finish_joining(
        hub,
        token,
        Offered(
            nonce=begun.nonce, name=NAME, salt=salt, auth=auth_of(stretched), public=public_bytes(own),
            private=lock_private(wrap_of(stretched, begun.share), own),
            hub_public=public_bytes(hub_key), recovery_public=public_bytes(recovery),
            copies=tuple((copy.holder, copy.hub_sealed, copy.desk_sealed) for copy in copies),
        ),
    )  # fmt: skip
    return DemonstrationStaff(NAME, passphrase, begun.totp, hub_key)


def _tell(store: ConcernStore, receipt: ec.EllipticCurvePrivateKey, sample: Sample, at: datetime, public: bytes) -> None:
    """Seal one sample as a phone does and take it in as the server does. Nobody holds a code for it."""
    plaintext: dict[str, Any] = {
        "v": 1, "kind": "concern", "form": "2026-11", "lang": sample.lang, "made_at": at.isoformat(timespec="minutes"),
        "practice": sample.practice, "unfinished": False, "answers": sample.answers,
        "reply": to_base64url(public_bytes(new_private_key())), "mac": to_base64url(secrets.token_bytes(32)),
    }  # fmt: skip
    envelope = seal_concern(plaintext, str(uuid.uuid4()), secrets.token_hex(16), public)
    intake = Intake(store, receipt, lambda: at, wake=lambda: None)
    intake.receive(read_envelope(envelope["id"], json.dumps(envelope).encode()))
