"""Log in: two questions. Nothing in an answer or its time tells whether a name is known."""

from __future__ import annotations

import hmac
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from spotsigns.errors import HubError, SealingError
from spotsigns.hub.account_model import code_digest
from spotsigns.hub.ledger import LOGGED_IN, PASSKEY_STOPPED
from spotsigns.hub.model import LONGEST_NAME, Staff, tidy_name
from spotsigns.hub.passkey_proof import Assertion, check_assertion
from spotsigns.hub.passphrase import SALT_BYTES
from spotsigns.hub.room import Hub
from spotsigns.hub.sessions import new_session
from spotsigns.hub.slow import busy

# OWASP's first choice for Argon2id. What is hashed has 256 bits already, so memory is not what keeps it.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_AT_ONCE = threading.Semaphore(2)
# A thread that waited longer would be missing where phones are served.
_PATIENCE_SECONDS = 1.0

SHARE, TOTP = "share", "totp"
STEP_SECONDS = 30
# The cookie's token, who it is and their share.
LoggedIn = tuple[str, Staff, bytes]


def start_log_in(hub: Hub, name: str) -> bytes:
    """The salt to stretch the passphrase with: 16 bytes, made up for a name that is not here."""
    name = _typed(name)
    made_up = hmac.digest(hub.names, name.encode("utf-8", "surrogatepass"), "sha256")[:SALT_BYTES]
    staff = hub.store.staff_named(name)
    return staff.salt if staff is not None and staff.state == "active" and staff.salt else made_up


def finish_log_in(hub: Hub, name: str, auth: bytes, totp: str) -> LoggedIn:
    """Raises HubError 401 when anything is wrong, without saying what; 429 unchecked."""
    name = _typed(name)
    with hub.slowdown.seat():
        return _let_in(hub, name, _check(hub, name, auth, totp), "Name, passphrase or code are not right. A code works only once. After several wrong codes, wait before the next try.")


def finish_with_passkey(hub: Hub, name: str, auth: bytes, given: Assertion, origin: str) -> LoggedIn:
    """The same with a passkey that was used at `origin`. Raises HubError 403 too, once for a passkey that was copied."""
    name = _typed(name)
    with hub.slowdown.seat():
        return _let_in(hub, name, _check_passkey(hub, name, auth, given, origin), "Name, passphrase or passkey are not right. Try again, or type the code from your authenticator.")


def _let_in(hub: Hub, name: str, logged_in: LoggedIn | None, refusal: str) -> LoggedIn:
    if logged_in is None:
        hub.slowdown.fail(name)
        raise HubError(401, "log_in", refusal)
    hub.slowdown.succeed(name, logged_in[1].id)
    return logged_in


def _passphrase_of(hub: Hub, name: str, auth: bytes) -> tuple[Staff | None, bool]:
    """Who has this name here, and whether `auth` grew from their passphrase: as much work for a name that nobody has."""
    staff = hub.store.staff_named(name)
    known = staff if staff is not None and staff.state == "active" and staff.auth and staff.totp and staff.share else None
    return known, verify_auth(known.auth if known and known.auth else _nobodys_hash(), auth)


def _check_passkey(hub: Hub, name: str, auth: bytes, given: Assertion, origin: str) -> LoggedIn | None:
    proven = check_assertion(hub, given, origin)
    known, is_auth = _passphrase_of(hub, name, auth)
    if known is None or not is_auth or not hub.slowdown.takes_codes(known.id, hub.now()):
        return None
    token, session = new_session(hub, known.id)
    if proven is None or proven.passkey.staff != known.id:
        hub.slowdown.wrong_code(known.id, hub.now())
        return None
    if proven.is_copied:
        hub.slowdown.wrong_code(known.id, hub.now())
        hub.store.stop_passkey(proven.passkey.id, hub.ledger.entry(known.id, PASSKEY_STOPPED, proven.passkey.id, hub.clock()))
        raise HubError(403, "copied", "This passkey may have been copied, so it is stopped. Log in with a code, remove it under Your account, and tell a keyholder.")
    entry = hub.ledger.entry(known.id, LOGGED_IN, f"passkey {proven.passkey.id}", hub.clock())
    if not hub.store.put_session_by_passkey(session, proven.use, entry):
        return None
    return token, known, hub.box.unlock(SHARE, known.id, known.share or b"")


def _check(hub: Hub, name: str, auth: bytes, totp: str) -> LoggedIn | None:
    known, is_auth = _passphrase_of(hub, name, auth)
    step = totp_step(hub, _totp_secret(hub, known), totp)
    if known is None or not is_auth or not hub.slowdown.takes_codes(known.id, hub.now()):
        return None
    spare = code_digest(known.id, totp)
    if step is None and spare is None:
        hub.slowdown.wrong_code(known.id, hub.now())
        return None
    token, session = new_session(hub, known.id)
    entry = hub.ledger.entry(known.id, LOGGED_IN, "" if spare is None else "spare code", hub.clock())
    if spare is not None and not hub.store.put_session_by_code(session, spare, entry):
        hub.slowdown.wrong_code(known.id, hub.now())
        return None
    if step is not None and not hub.store.put_session(session, step, entry):
        return None
    return token, known, hub.box.unlock(SHARE, known.id, known.share or b"")


def totp_step(hub: Hub, secret: str, typed: str) -> int | None:
    """The 30-second step whose code was typed: this one, the one before or the one after. None for any other code."""
    digits = "".join(typed.split())
    code = pyotp.TOTP(secret)
    now = hub.now() // STEP_SECONDS
    fitting = [step for step in (now - 1, now, now + 1) if hmac.compare_digest(code.generate_otp(step).encode(), digits.encode("utf-8", "replace"))]
    return fitting[-1] if fitting else None


def hash_auth(auth: bytes) -> str:
    """Argon2id hash to store. Raises HubError 429 when too many ask at once."""
    with _hashing():
        return _HASHER.hash(auth)


def verify_auth(stored: str, auth: bytes) -> bool:
    """Against its Argon2id hash. Raises HubError 429 when too many ask at once."""
    with _hashing():
        try:
            return _HASHER.verify(stored, auth)
        except (Argon2Error, InvalidHashError):
            return False


@contextmanager
def _hashing() -> Iterator[None]:
    # Two at once at most: each takes 19 MB, and a crowd at the door must not push the process over its limit.
    if not _AT_ONCE.acquire(timeout=_PATIENCE_SECONDS):
        raise busy()
    try:
        yield
    finally:
        _AT_ONCE.release()


def _typed(name: str) -> str:
    # No name is longer, and what NFKC makes of 4,096 characters from a stranger can be many times that.
    return tidy_name(name[:LONGEST_NAME])


def _totp_secret(hub: Hub, staff: Staff | None) -> str:
    if staff is None or staff.totp is None:
        return _nobodys_secret()
    try:
        return hub.box.unlock(TOTP, staff.id, staff.totp).decode("ascii")
    except SealingError:
        return _nobodys_secret()


@cache
def _nobodys_hash() -> str:
    return hash_auth(pyotp.random_base32(64).encode())


@cache
def _nobodys_secret() -> str:
    return pyotp.random_base32()
