"""The ledger: who was handed what, each row chained to the one before by an HMAC that a database writer cannot make."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable
from datetime import UTC, datetime

from spotsigns.hub.chained import Entry, Head, LedgerRow
from spotsigns.hub.model import HubStore

# Acts, so that a reader of the ledger and the code agree on their names.
LISTED, OPENED, SEEN, MOVED = "listed", "opened", "seen", "moved"
NOTED, NOTES_READ, FINISHED, RESTRICTED = "noted", "notes_read", "finished", "restricted"
ASKED, RELEASED, GLASS, REVIEWED = "hand_over_asked", "hand_over_released", "glass_broken", "glass_reviewed"
TAKEN, CONFIRMED, WITHDRAWN, LICENSED = "hand_over_taken", "hand_over_confirmed", "hand_over_withdrawn", "licensing_opened"
TOLD = "told"
REVEALED, EXTRACTED = "revealed", "extracted"
LOGGED_IN, LOGGED_OUT, JOINED, LINE = "logged_in", "logged_out", "joined", "line"
INVITED, ADMITTED, DISABLED, RESET, RECOVERED = "invited", "admitted", "disabled", "reset", "recovered"
ROTATION_DUE, ROTATED, RESEALED, RECOVERY_TESTED = "rotation_due", "rotated", "resealed", "recovery_tested"
PASSPHRASE, SECOND_FACTOR, CODES, SESSIONS = "passphrase", "second_factor", "codes", "sessions"
PASSKEY_ADDED, PASSKEY_REMOVED, PASSKEY_STOPPED = "passkey_added", "passkey_removed", "passkey_stopped"
RESTORED = "restored"


class Ledger:
    """Makes entries that only this server could have made."""

    def __init__(self, key: bytes) -> None:
        self.key = key

    def entry(self, staff_id: str, act: str, subject: str, now: datetime) -> Entry:
        """A row for `act` by `staff_id`; the store chains it when it writes."""
        at = utc_second(now)
        return Entry(at, staff_id, act, subject, lambda before, n: chain(self.key, before, n, at, staff_id, act, subject))


def utc_second(now: datetime) -> str:
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def chain(key: bytes, before: str, n: int, at: str, staff_id: str, act: str, subject: str) -> str:
    """HMAC-SHA256 hex over the JSON list of the chain before and this row: a list leaves no doubt where a field ends."""
    row = json.dumps([before, n, at, staff_id, act, subject], ensure_ascii=True, separators=(",", ":"))
    return hmac.digest(key, row.encode(), "sha256").hex()


def verify_ledger(store: HubStore, key: bytes) -> int | None:
    """The number of the first row that is not as it was written (or is missing), else None."""
    return first_broken(store.ledger_rows(), key)


def first_broken(rows: Iterable[LedgerRow], key: bytes) -> int | None:
    """The same of rows in their order, wherever they come from."""
    before, expected = "", 1
    for row in rows:
        if row.n != expected or not hmac.compare_digest(row.chain, chain(key, before, row.n, row.at, row.staff, row.act, row.subject)):
            return expected
        before, expected = row.chain, expected + 1
    return None


def ledger_head(store: HubStore) -> Head | None:
    """The newest row, to be written down elsewhere: rows cut off the end leave a chain that is whole, but another head."""
    return store.ledger_head()
