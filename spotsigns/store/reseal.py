"""Rows of old envelopes that a holder's browser seals again to the newest key; digest, receipt and state stay as they are."""

from __future__ import annotations

import sqlite3

from spotsigns.hub.chained import Entry
from spotsigns.hub.key_model import OldEnvelope
from spotsigns.store.ledger import append
from spotsigns.store.rows import Rows

# What is restricted, or came later on such a thread, is nobody's to hand out here.
_OLD = """FROM envelopes WHERE sealed IS NOT NULL AND thread NOT IN (SELECT thread FROM restricted) AND key IN (SELECT id FROM hub_keys WHERE seal = 0)
          AND key IN (SELECT key FROM held_keys WHERE holder = ?)"""


class ResealRows(Rows):
    """Implements the part of `hub.key_model.KeyStore` that has to do with sealing again."""

    def count_old_envelopes(self, holder: str) -> int:
        """How many are sealed to a key of before that `holder` can open."""
        count: int = self.read().execute(f"SELECT count(*) {_OLD}", (holder,)).fetchone()[0]
        return count

    def old_envelopes(self, holder: str, after: tuple[str, int], limit: int, entry: Entry) -> list[OldEnvelope]:
        """The next ones after (id, variant), with their sealed bytes; no ledger row when there is none."""

        def job(db: sqlite3.Connection) -> list[OldEnvelope]:
            rows = db.execute(f"SELECT id, variant, thread, key, sealed {_OLD} AND (id, variant) > (?, ?) ORDER BY id, variant LIMIT ?", (holder, *after, limit)).fetchall()
            if rows:
                append(db, entry)
            return [OldEnvelope(**row) for row in rows]

        return self.write(job)

    def reseal(self, resealed: list[OldEnvelope], key: str, entry: Entry) -> int | None:
        """Put the new bytes in place of the old; `key` of each is the one it was sealed to. How many, None unless `key` seals now.

        One that changed meanwhile (purged, sealed again by somebody else) is left alone.
        """

        def job(db: sqlite3.Connection) -> int | None:
            if db.execute("SELECT 1 FROM hub_keys WHERE id = ? AND seal = 1", (key,)).fetchone() is None:
                return None
            done = sum(
                db.execute(
                    "UPDATE envelopes SET sealed = ?, key = ? WHERE id = ? AND variant = ? AND thread = ? AND key = ? AND length(sealed) = ?",
                    (one.sealed, key, one.id, one.variant, one.thread, one.key, len(one.sealed)),
                ).rowcount
                for one in resealed
            )
            append(db, entry)
            return done

        return self.write(job)
