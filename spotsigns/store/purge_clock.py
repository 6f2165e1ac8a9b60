"""When words that were dealt with may be deleted: a UTC date on each envelope."""

from __future__ import annotations

import sqlite3


def wind_clock(db: sqlite3.Connection, concern_id: str, variant: int, purge_after: str | None) -> None:
    """Keep the first date that was set; without one stop the clock, unless a hand-over was confirmed."""
    if purge_after is not None:
        db.execute("UPDATE envelopes SET purge_after = coalesce(purge_after, ?) WHERE id = ? AND variant = ?", (purge_after, concern_id, variant))
        return
    db.execute(
        """UPDATE envelopes SET purge_after = NULL WHERE id = ? AND variant = ? AND purge_after IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM hand_overs WHERE concern = envelopes.id AND state = 'confirmed')""",
        (concern_id, variant),
    )
