"""Sessions: a 32-byte token in the cookie, its SHA-256 in the store, and a page key that only a live session is given."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from spotsigns.errors import SealingError
from spotsigns.hub.ledger import LOGGED_OUT
from spotsigns.hub.model import SESSION_SECONDS, Session, Staff
from spotsigns.hub.room import Hub
from spotsigns.sealing.encoding import from_base64url, to_base64url

TOKEN_BYTES = PAGE_KEY_BYTES = 32
# Each request would be a write otherwise; idle ends at most this much early.
TOUCH_SECONDS = 20
PAGE_KEY = "page-key"


@dataclass(frozen=True)
class OpenSession:
    """A live session and whose it is."""

    session: Session
    staff: Staff


def new_session(hub: Hub, staff_id: str) -> tuple[str, Session]:
    """The cookie's token and the session to keep."""
    token = secrets.token_bytes(TOKEN_BYTES)
    page_key = hub.box.lock(PAGE_KEY, staff_id, secrets.token_bytes(PAGE_KEY_BYTES))
    now = hub.now()
    return to_base64url(token), Session(_digest(token), staff_id, page_key, now, now + SESSION_SECONDS)


def read_session(hub: Hub, cookie: str | None, *, stirs: bool = True) -> OpenSession | None:
    """Who asks, or None. A session that has ended is forgotten here and now, with its page key. `stirs`: a person did this."""
    try:
        token = from_base64url(cookie or "")
    except (SealingError, UnicodeEncodeError):
        return None
    session = hub.store.session(_digest(token)) if len(token) == TOKEN_BYTES else None
    if session is None:
        return None
    staff = hub.store.staff_member(session.staff)
    now = hub.now()
    if not session.is_live(now) or staff is None or staff.state != "active":
        end_session(hub, session)
        return None
    if stirs and now - session.seen >= TOUCH_SECONDS:
        hub.store.touch_session(session.digest, now)
    return OpenSession(session, staff)


def end_session(hub: Hub, session: Session) -> None:
    hub.store.end_session(session.digest, hub.ledger.entry(session.staff, LOGGED_OUT, "", hub.clock()))


def page_key(hub: Hub, session: Session) -> bytes:
    """32 bytes that lock this person's key in their browser for as long as the session lives."""
    return hub.box.unlock(PAGE_KEY, session.staff, session.page_key)


def _digest(token: bytes) -> str:
    return hashlib.sha256(token).hexdigest()
