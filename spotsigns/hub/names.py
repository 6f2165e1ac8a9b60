"""What people read where an id travels and is kept: roles and states. Pure."""

from __future__ import annotations

ROLE_NAMES = {
    "keyholder": "keyholder",
    "practitioner": "practitioner",
    "licensing": "licensing officer",
    "content-editor": "content editor",
    "auditor": "auditor",
}
STATE_NAMES = {"new": "New", "seen": "Read", "in_hand": "In hand", "closed": "Closed"}
