"""The recovery words: typed in a browser, proven here by what only they open, so that no word is ever sent."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass

from spotsigns.errors import HubError, SealingError
from spotsigns.hub.admit import read_admission, read_copy, refuse
from spotsigns.hub.key_model import DAY_SECONDS
from spotsigns.hub.ledger import RECOVERED, RECOVERY_TESTED
from spotsigns.hub.model import RECOVERY, HeldKey, Staff
from spotsigns.hub.room import Hub
from spotsigns.sealing.encoding import to_base64url
from spotsigns.sealing.envelope import seal

PROOF = "recovery-proof"
PROOF_BYTES = 32
PROOF_SECONDS = 600


@dataclass(frozen=True)
class Challenge:
    """`sealed` holds a nonce that only the words open; `token` is the same nonce under the secrets file, to be handed back with it."""

    copies: list[HeldKey]
    sealed: bytes
    token: str


@dataclass(frozen=True)
class Recovered:
    """What the browser made with the words: copies (key id, hub, desk) sealed to the person's own key, and their record."""

    public: bytes
    copies: list[tuple[str, bytes, bytes]]
    record: tuple[str, bytes]


def challenge(hub: Hub, actor: Staff) -> Challenge:
    """The copies that the words open, and a nonce to prove it with. Raises HubError 409 while there is no key."""
    known = next((key for key in hub.store.known_keys() if key.seal and key.recovery), None)
    if known is None or known.recovery is None:
        raise HubError(409, "no_key", "There is no key yet that recovery words could open.")
    nonce = secrets.token_bytes(PROOF_BYTES)
    token = hub.box.lock(PROOF, actor.id, nonce + hub.now().to_bytes(8, "big"))
    return Challenge(hub.store.held_keys(RECOVERY), seal(known.recovery, f"spotsigns/v1/{PROOF}|{actor.id}".encode(), nonce), to_base64url(token))


def check_proof(hub: Hub, actor: Staff, token: bytes, nonce: bytes) -> None:
    """Raises HubError 403 unless the nonce is the one of a challenge to this person, at most ten minutes ago."""
    try:
        kept = hub.box.unlock(PROOF, actor.id, token)
    except SealingError:
        kept = bytes(PROOF_BYTES + 8)
    age = hub.now() - int.from_bytes(kept[PROOF_BYTES:], "big")
    if not hmac.compare_digest(kept[:PROOF_BYTES], nonce) or not 0 <= age <= PROOF_SECONDS:
        raise HubError(403, "proof", "The words did not open what they must, or it took longer than ten minutes. Look again and type them once more.")


def mark_tested(hub: Hub, actor: Staff) -> None:
    """The words were typed from paper and opened the real copy: what is kept is the day."""
    hub.store.mark_recovery_tested(hub.now() // DAY_SECONDS, hub.ledger.entry(actor.id, RECOVERY_TESTED, "", hub.clock()))


def recover(hub: Hub, actor: Staff, recovered: Recovered) -> None:
    """Somebody who joined as keyholder gets copies by the words alone. Raises HubError."""
    openable = {held.key.id: held.key.seal for held in hub.store.held_keys(RECOVERY)}
    given = [key for key, _, _ in recovered.copies]
    if not set(given) <= set(openable) or len(set(given)) != len(given):
        raise HubError(400, "malformed", "The words do not open all of these keys.")
    now = hub.clock()
    sealing = next((key for key, seals in openable.items() if seals), "")
    admission = read_admission(actor.id, actor.id, sealing, recovered.record, now)
    copies = tuple(read_copy(key, actor.id, hub_sealed, desk_sealed) for key, hub_sealed, desk_sealed in recovered.copies)
    refuse(hub.store.admit(recovered.public, copies, admission, hub.ledger.entry(actor.id, RECOVERED, " ".join(given), now)))
    mark_tested(hub, actor)
