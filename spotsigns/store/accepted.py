"""Rows of which desk keys somebody accepted: one list a person, locked under their own key."""

from __future__ import annotations

from spotsigns.store.rows import Rows


class AcceptedRows(Rows):
    """Implements the part of `hub.key_model.KeyStore` that remembers what somebody accepted."""

    def accepted(self, staff_id: str) -> bytes | None:
        row = self.read().execute("SELECT locked FROM accepted_keys WHERE staff = ?", (staff_id,)).fetchone()
        return row["locked"] if row else None

    def keep_accepted(self, staff_id: str, locked: bytes) -> None:
        """In the place of the one before."""
        job = "INSERT INTO accepted_keys (staff, locked) VALUES (?, ?) ON CONFLICT (staff) DO UPDATE SET locked = excluded.locked"
        self.write(lambda db: db.execute(job, (staff_id, locked)).rowcount)
