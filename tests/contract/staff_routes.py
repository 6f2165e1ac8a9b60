"""Who may use which route of staff, keys and accounts: the table that the tests hold the hub to."""

from __future__ import annotations

from spotsigns.hub.model import DESK_ROLES, ROLES

KEYHOLDERS = ("keyholder",)
STAFF_ROUTES: dict[tuple[str, str], tuple[str, ...]] = {
    ("GET", "/hub/staff"): KEYHOLDERS,
    ("GET", "/hub/recovery"): KEYHOLDERS,
    ("GET", "/hub/me"): ROLES,
    ("GET", "/hub/api/staff"): KEYHOLDERS,
    ("POST", "/hub/api/staff/invite"): KEYHOLDERS,
    ("POST", "/hub/api/staff/<staff_id>/admit"): KEYHOLDERS,
    ("POST", "/hub/api/staff/<staff_id>/disable"): KEYHOLDERS,
    ("POST", "/hub/api/staff/<staff_id>/reset"): KEYHOLDERS,
    ("POST", "/hub/api/me/vouch"): KEYHOLDERS,
    ("POST", "/hub/api/me/accepted"): DESK_ROLES,
    ("POST", "/hub/api/keys/rotate"): KEYHOLDERS,
    ("GET", "/hub/api/reseal"): KEYHOLDERS,
    ("POST", "/hub/api/reseal/next"): KEYHOLDERS,
    ("POST", "/hub/api/reseal"): KEYHOLDERS,
    ("GET", "/hub/api/recovery"): KEYHOLDERS,
    ("POST", "/hub/api/recovery/test"): KEYHOLDERS,
    ("POST", "/hub/api/recovery/admit"): KEYHOLDERS,
    ("GET", "/hub/api/me"): ROLES,
    ("POST", "/hub/api/me/share"): ROLES,
    ("POST", "/hub/api/me/passphrase"): ROLES,
    ("POST", "/hub/api/me/end-others"): ROLES,
    ("POST", "/hub/api/me/codes"): ROLES,
    ("POST", "/hub/api/me/second-factor"): ROLES,
    ("POST", "/hub/api/me/second-factor/confirm"): ROLES,
    ("GET", "/hub/api/me/passkeys"): ROLES,
    ("POST", "/hub/api/me/passkeys"): ROLES,
    ("POST", "/hub/api/me/passkeys/offer"): ROLES,
    ("POST", "/hub/api/me/passkeys/remove"): ROLES,
}
