"""Rows of what somebody changes about their own account."""

from __future__ import annotations

import sqlite3

from spotsigns.hub.account_model import NewPassphrase, OwnSession
from spotsigns.hub.chained import Entry
from spotsigns.store.ledger import append
from spotsigns.store.rows import Rows


class AccountRows(Rows):
    """Implements `hub.account_model.AccountStore`."""

    def sessions_of(self, staff_id: str, now: int) -> list[OwnSession]:
        """Newest first; one that has ended by the clock is left out."""
        rows = self.read().execute("SELECT digest, seen, ends FROM sessions WHERE staff = ? AND ends > ? ORDER BY ends DESC, digest", (staff_id, now))
        return [OwnSession(**row) for row in rows]

    def end_other_sessions(self, staff_id: str, digest: str, entry: Entry) -> int:
        """All but the one with `digest`; how many those were."""

        def job(db: sqlite3.Connection) -> int:
            ended = _end_others(db, staff_id, digest)
            append(db, entry)
            return ended

        return self.write(job)

    def change_passphrase(self, staff_id: str, before: str, new: NewPassphrase, digest: str, entry: Entry) -> bool:
        """The other sessions end with the old passphrase. False when that was changed meanwhile: `before` is the hash it had."""

        def job(db: sqlite3.Connection) -> bool:
            done = db.execute(
                "UPDATE staff SET salt = ?, auth = ?, private = ? WHERE id = ? AND auth = ? AND state = 'active'",
                (new.salt, new.auth, new.private, staff_id, before),
            ).rowcount
            if done:
                _end_others(db, staff_id, digest)
                append(db, entry)
            return done == 1

        return self.write(job)

    def change_totp(self, staff_id: str, totp: bytes, step: int, entry: Entry) -> None:
        """`step` is that of the code which confirmed it: that code is used up."""

        def job(db: sqlite3.Connection) -> None:
            db.execute("UPDATE staff SET totp = ?, totp_step = ? WHERE id = ? AND state = 'active'", (totp, step, staff_id))
            append(db, entry)

        self.write(job)

    def put_codes(self, staff_id: str, digests: tuple[str, ...], entry: Entry) -> None:
        """New codes for a lost phone; the ones before stop working."""

        def job(db: sqlite3.Connection) -> None:
            db.execute("DELETE FROM spare_codes WHERE staff = ?", (staff_id,))
            db.executemany("INSERT INTO spare_codes (staff, digest) VALUES (?, ?)", [(staff_id, digest) for digest in digests])
            append(db, entry)

        self.write(job)

    def codes_left(self, staff_id: str) -> int:
        left: int = self.read().execute("SELECT count(*) FROM spare_codes WHERE staff = ?", (staff_id,)).fetchone()[0]
        return left


def _end_others(db: sqlite3.Connection, staff_id: str, digest: str) -> int:
    return db.execute("DELETE FROM sessions WHERE staff = ? AND digest <> ?", (staff_id, digest)).rowcount
