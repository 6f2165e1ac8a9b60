"""Rows of staff's passkeys, and of the challenges that were used up."""

from __future__ import annotations

import sqlite3

from spotsigns.hub.chained import Entry
from spotsigns.hub.passkey_model import MOST_PASSKEYS, Passkey
from spotsigns.store.ledger import append
from spotsigns.store.rows import Rows

_PASSKEYS = "SELECT id, staff, credential, public, count, name, made, used, stopped FROM passkeys"


class PasskeyRows(Rows):
    """Implements `hub.passkey_model.PasskeyStore`."""

    def add_passkey(self, passkey: Passkey, entry: Entry) -> str | None:
        """`taken` when somebody has it already, `enough` past the limit, `changed` when its person was shut out meanwhile; None else."""

        def job(db: sqlite3.Connection) -> str | None:
            if db.execute("SELECT 1 FROM staff WHERE id = ? AND state = 'active'", (passkey.staff,)).fetchone() is None:
                return "changed"
            if db.execute("SELECT count(*) FROM passkeys WHERE staff = ?", (passkey.staff,)).fetchone()[0] >= MOST_PASSKEYS:
                return "enough"
            row = (passkey.id, passkey.staff, passkey.credential, passkey.public, passkey.count, passkey.name, passkey.made)
            if db.execute("INSERT OR IGNORE INTO passkeys (id, staff, credential, public, count, name, made) VALUES (?, ?, ?, ?, ?, ?, ?)", row).rowcount != 1:
                return "taken"
            append(db, entry)
            return None

        return self.write(job)

    def passkeys_of(self, staff_id: str) -> list[Passkey]:
        """Oldest first."""
        return [_passkey(row) for row in self.read().execute(f"{_PASSKEYS} WHERE staff = ? ORDER BY made, id", (staff_id,))]

    def passkey_by_credential(self, credential: bytes) -> Passkey | None:
        row = self.read().execute(f"{_PASSKEYS} WHERE credential = ?", (credential,)).fetchone()
        return _passkey(row) if row else None

    def remove_passkey(self, staff_id: str, passkey_id: str, entry: Entry) -> bool:
        """False when this person has none of that id."""

        def job(db: sqlite3.Connection) -> bool:
            done = db.execute("DELETE FROM passkeys WHERE staff = ? AND id = ?", (staff_id, passkey_id)).rowcount
            if done:
                append(db, entry)
            return done == 1

        return self.write(job)

    def stop_passkey(self, passkey_id: str, entry: Entry) -> None:
        """It stays on the list, so that its person learns of it, and logs nobody in any more."""

        def job(db: sqlite3.Connection) -> None:
            if db.execute("UPDATE passkeys SET stopped = 1 WHERE id = ? AND stopped = 0", (passkey_id,)).rowcount:
                append(db, entry)

        self.write(job)

    def use_challenge(self, nonce: bytes, ends: int, now: int) -> bool:
        """False when it was used before. One that has ended needs no remembering: its end stands in it."""

        def job(db: sqlite3.Connection) -> bool:
            db.execute("DELETE FROM used_challenges WHERE ends <= ?", (now,))
            return db.execute("INSERT OR IGNORE INTO used_challenges (nonce, ends) VALUES (?, ?)", (nonce, ends)).rowcount == 1

        return self.write(job)


def _passkey(row: sqlite3.Row) -> Passkey:
    return Passkey(**{**row, "stopped": bool(row["stopped"])})
