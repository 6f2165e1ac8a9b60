"""Invitations: 128 random bits in the link's fragment, kept only as their SHA-256, for one use within 24 hours."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from spotsigns.errors import HubError, SealingError
from spotsigns.hub.model import INVITATION_SECONDS, HubStore, Invitation, Staff
from spotsigns.sealing.encoding import from_base64url, to_base64url

TOKEN_BYTES = 16


def invite(store: HubStore, staff_id: str, now: datetime) -> str:
    """A fresh link path for somebody; earlier links of theirs stop working."""
    link, digest, ends = new_link(now)
    store.put_invitation(Invitation(digest, staff_id, ends, is_used=False))
    return link


def new_link(now: datetime) -> tuple[str, str, int]:
    """A link path, the digest to keep of it, and when it ends in Unix seconds."""
    token = secrets.token_bytes(TOKEN_BYTES)
    return f"/hub/join#{to_base64url(token)}", token_digest(token), int(link_end(now).timestamp())


def link_end(now: datetime) -> datetime:
    """When a link made `now` stops working."""
    return now + timedelta(seconds=INVITATION_SECONDS)


def read_invitation(store: HubStore, token: str, now: datetime) -> tuple[Invitation, Staff]:
    """The invitation behind a link and whom it is for. Raises HubError when it was used, has ended or never was."""
    try:
        octets = from_base64url(token)
    except (SealingError, UnicodeEncodeError):
        octets = b""
    found = store.invitation(token_digest(octets)) if len(octets) == TOKEN_BYTES else None
    staff = store.staff_member(found.staff) if found else None
    if found is None or staff is None or found.is_used or found.ends <= now.timestamp() or staff.state != "invited":
        raise HubError(403, "invitation", "This link was used, or is older than a day. If you have joined, log in. Else ask for a new one.")
    return found, staff


def token_digest(token: bytes) -> str:
    return hashlib.sha256(token).hexdigest()
