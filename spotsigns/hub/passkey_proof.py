"""What a passkey proves. The only file that speaks `webauthn`: challenges, reading what a browser sends, checking it.

A challenge is 16 random bytes, the second it ends and an HMAC over both and its purpose: nothing is written when a stranger asks for one.
The first use is written down, so that there is no second one, whatever else was right or wrong.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    decode_credential_public_key,
    decoded_public_key_to_cryptography,
    options_to_json_dict,
    parse_attestation_object,
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    RegistrationCredential,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from spotsigns.errors import HubError
from spotsigns.hub.passkey_model import LONGEST_CREDENTIAL, LONGEST_PUBLIC, Passkey, PasskeyUse, is_behind
from spotsigns.hub.room import Hub
from spotsigns.hub.sessions import OpenSession

CHALLENGE_SECONDS = 300
# The browser gives up before the question ends here.
_MILLISECONDS = (CHALLENGE_SECONDS - 60) * 1_000
LOG_IN, REGISTER = "log-in", "register"
_NONCE, _ENDS, _MARK = 16, 8, 32
# A statement about who built the authenticator is neither asked for nor believed; these two say nothing that needs believing.
_STATEMENTS = ("none", "packed")


Credential = TypeVar("Credential", AuthenticationCredential, RegistrationCredential)


@dataclass(frozen=True)
class Given(Generic[Credential]):
    """What a browser sends, read and not checked yet."""

    credential: Credential
    challenge: bytes


Assertion = Given[AuthenticationCredential]
Attestation = Given[RegistrationCredential]


@dataclass(frozen=True)
class Proven:
    """A signature that was right: whose passkey, and what its authenticator counts. `is_copied`: it counts less than before."""

    passkey: Passkey
    use: PasskeyUse
    is_copied: bool


def new_challenge(hub: Hub, purpose: str, bound: str = "") -> bytes:
    """56 bytes that are good for five minutes, for this purpose and whatever they are bound to."""
    body = secrets.token_bytes(_NONCE) + (hub.now() + CHALLENGE_SECONDS).to_bytes(_ENDS, "big")
    return body + _mark(hub, purpose, bound, body)


def take_challenge(hub: Hub, challenge: bytes, purpose: str, bound: str = "") -> bool:
    """True once for a challenge of ours that has not ended."""
    body, mark = challenge[:-_MARK], challenge[-_MARK:]
    if len(body) != _NONCE + _ENDS or not hmac.compare_digest(mark, _mark(hub, purpose, bound, body)):
        return False
    ends, now = int.from_bytes(body[_NONCE:], "big"), hub.now()
    return now < ends and hub.store.use_challenge(body[:_NONCE], ends, now)


def is_at_home(hub: Hub, origin: str) -> bool:
    """Whether passkeys of this hub can be used at `origin`: a browser binds each to its host name."""
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.hostname == hub.host and (parts.scheme == "https" or hub.host == "localhost")


def needs_home(hub: Hub, origin: str) -> None:
    """Raises HubError 409 where no passkey can work."""
    if not is_at_home(hub, origin):
        raise HubError(409, "host", f"Passkeys work only at {hub.host}. Here, use the code from your authenticator.")


def log_in_options(hub: Hub) -> dict[str, Any]:
    """PublicKeyCredentialRequestOptionsJSON. It names no passkey, so that it tells nothing about anybody: the browser finds them."""
    challenge = new_challenge(hub, LOG_IN)
    options = generate_authentication_options(rp_id=hub.host, challenge=challenge, timeout=_MILLISECONDS, user_verification=UserVerificationRequirement.REQUIRED)
    return options_to_json_dict(options)


def new_passkey_options(hub: Hub, found: OpenSession, issuer: str, kept: list[Passkey]) -> dict[str, Any]:
    """PublicKeyCredentialCreationOptionsJSON for this session; an authenticator with one of `kept` on it makes no second."""
    selection = AuthenticatorSelectionCriteria(resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED)
    options = generate_registration_options(
        rp_id=hub.host, rp_name=issuer, user_name=found.staff.name, user_id=found.staff.id.encode(), challenge=new_challenge(hub, REGISTER, _bound(found)),
        timeout=_MILLISECONDS, authenticator_selection=selection, exclude_credentials=[PublicKeyCredentialDescriptor(id=one.credential) for one in kept],
    )  # fmt: skip
    return options_to_json_dict(options)


def read_assertion(document: dict[str, Any]) -> Assertion:
    """A log-in's passkey, as AuthenticationResponseJSON. Raises HubError 400."""
    try:
        credential = parse_authentication_credential_json(document)
        return Given(credential, parse_client_data_json(credential.response.client_data_json).challenge)
    except Exception as error:  # the library lets out whatever base64, JSON and enums throw
        raise _unreadable() from error


def read_attestation(document: dict[str, Any]) -> Attestation:
    """A new passkey, as RegistrationResponseJSON. Raises HubError 400."""
    try:
        credential = parse_registration_credential_json(document)
        return Given(credential, parse_client_data_json(credential.response.client_data_json).challenge)
    except Exception as error:  # as above
        raise _unreadable() from error


def check_attestation(hub: Hub, found: OpenSession, given: Attestation, origin: str) -> tuple[bytes, bytes, int] | None:
    """Credential id, public key and count of a passkey made on an offer to this session; None when anything is wrong. The challenge is used up either way."""
    if not take_challenge(hub, given.challenge, REGISTER, _bound(found)):
        return None
    try:
        if parse_attestation_object(given.credential.response.attestation_object).fmt not in _STATEMENTS:
            return None
        made = verify_registration_response(
            credential=given.credential, expected_challenge=given.challenge, expected_rp_id=hub.host, expected_origin=origin, require_user_verification=True
        )
        # A point off the curve would be noticed at the first log-in only.
        decoded_public_key_to_cryptography(decode_credential_public_key(made.credential_public_key))
    except Exception:  # whatever CBOR, keys and signatures throw: all of it means no
        return None
    fits = len(made.credential_id) <= LONGEST_CREDENTIAL and len(made.credential_public_key) <= LONGEST_PUBLIC and made.credential_id == given.credential.raw_id
    return (made.credential_id, made.credential_public_key, made.sign_count) if fits else None


def check_assertion(hub: Hub, given: Assertion, origin: str) -> Proven | None:
    """Whose passkey signed a challenge of ours here and now; None when anything is wrong. The challenge is used up either way."""
    is_ours = take_challenge(hub, given.challenge, LOG_IN)
    if not is_ours or not is_at_home(hub, origin) or len(given.credential.raw_id) > LONGEST_CREDENTIAL:
        return None
    passkey = hub.store.passkey_by_credential(given.credential.raw_id)
    if passkey is None or passkey.stopped:
        return None
    try:
        # Counted from 0 here: the library would refuse a copied passkey before it looks at the signature, and a stranger could stop anybody's.
        checked = verify_authentication_response(
            credential=given.credential, expected_challenge=given.challenge, expected_rp_id=hub.host, expected_origin=origin,
            credential_public_key=passkey.public, credential_current_sign_count=0, require_user_verification=True,
        )  # fmt: skip
    except Exception:  # whatever keys and signatures throw: all of it means no
        return None
    if given.credential.response.user_handle != passkey.staff.encode():
        return None
    use = PasskeyUse(passkey.id, passkey.count, checked.new_sign_count, hub.now())
    return Proven(passkey, use, is_behind(passkey.count, checked.new_sign_count))


def _bound(found: OpenSession) -> str:
    # The passphrase was asked for in this session: an offer is worth nothing in another one.
    return f"{found.staff.id} {found.session.digest}"


def _unreadable() -> HubError:
    return HubError(400, "malformed", "This cannot be read: it is no passkey.")


def _mark(hub: Hub, purpose: str, bound: str, body: bytes) -> bytes:
    # The same key makes up salts for names; no tidy name has a line break, so nobody can ask for this HMAC there.
    return hmac.digest(hub.names, f"passkey\n{purpose}\n{bound}\n".encode() + body, "sha256")
