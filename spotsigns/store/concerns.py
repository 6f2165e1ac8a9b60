"""Rows of the concerns room: keys that phones seal to, envelopes, threads."""

from __future__ import annotations

import sqlite3

from spotsigns.concerns.model import MOST_VARIANTS, SLOW_THREAD, Envelope, HubKey, Kept, SealedAnswer, Thread
from spotsigns.push.model import STAFF
from spotsigns.store.push import call
from spotsigns.store.rows import Rows

THREAD_STATES = {"new": "received", "seen": "read", "in_hand": "read", "closed": "closed"}


class ConcernRows(Rows):
    """Implements `concerns.model.ConcernStore`."""

    _own_keys: set[str]

    def hub_keys(self) -> list[HubKey]:
        rows = self.read().execute("SELECT id, public, seal FROM hub_keys ORDER BY made, id")
        return [HubKey(row["id"], row["public"], bool(row["seal"])) for row in rows]

    def is_live(self) -> bool:
        row = self.read().execute("SELECT value FROM switches WHERE name = 'live'").fetchone()
        return row is not None and bool(row["value"])

    def set_live(self, live: bool) -> None:
        self.write(lambda db: db.execute("INSERT INTO switches VALUES ('live', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (live,)).rowcount)

    def is_key_ours(self, key_id: str) -> bool:
        if key_id in self._own_keys:  # a key that was ever ours stays ours
            return True
        is_ours = self.read().execute("SELECT 1 FROM hub_keys WHERE id = ?", (key_id,)).fetchone() is not None
        if is_ours:
            self._own_keys.add(key_id)
        return is_ours

    def is_kept(self, envelope: Envelope) -> bool:
        """Whether this very envelope, or what a purge left of it, is here already."""
        row = self.read().execute("SELECT 1 FROM envelopes WHERE id = ? AND digest = ?", (envelope.id, envelope.digest)).fetchone()
        return row is not None

    def keep_envelope(self, envelope: Envelope, receipt: str, *, slow: bool) -> Kept:
        """Keep it once. The same again gets the first receipt; something else under the id is kept beside it."""
        return self.write(lambda db: _keep_and_call(db, envelope, receipt, slow), intake=True)

    def thread(self, thread: str) -> Thread | None:
        db = self.read()
        newest = db.execute("SELECT state FROM envelopes WHERE thread = ? ORDER BY received DESC, rowid DESC LIMIT 1", (thread,)).fetchone()
        if newest is None:
            return None
        answers = db.execute("SELECT id, at, sealed FROM answers WHERE thread = ? ORDER BY at, rowid", (thread,))
        return Thread(THREAD_STATES[newest["state"]], tuple(SealedAnswer(row["id"], row["at"], row["sealed"]) for row in answers))


def _keep_and_call(db: sqlite3.Connection, envelope: Envelope, receipt: str, slow: bool) -> Kept:
    kept = _keep(db, envelope, receipt, slow)
    if kept.is_new:
        # In the same transaction: whatever breaks off afterwards, somebody is woken for it.
        call(db, (STAFF,))
    return kept


def _keep(db: sqlite3.Connection, envelope: Envelope, receipt: str, slow: bool) -> Kept:
    # Insert first: of two that arrive at once the unique key lets one win and the other read what won.
    if _insert(db, envelope, 0, receipt, slow):
        return Kept(receipt, is_new=True)
    others = db.execute("SELECT variant, digest, receipt FROM envelopes WHERE id = ? ORDER BY variant", (envelope.id,)).fetchall()
    if others[0]["digest"] == envelope.digest:
        return Kept(others[0]["receipt"], is_new=False)
    if len(others) <= MOST_VARIANTS and envelope.digest not in {row["digest"] for row in others}:
        _insert(db, envelope, len(others), receipt, slow)
        return Kept(None, is_new=True)
    return Kept(None, is_new=False)


def _insert(db: sqlite3.Connection, envelope: Envelope, variant: int, receipt: str, slow: bool) -> bool:
    done = db.execute(
        """INSERT OR IGNORE INTO envelopes (id, variant, thread, key, sealed, digest, receipt, received, slow)
           SELECT :id, :variant, :thread, :key, :sealed, :digest, :receipt, json_extract(:receipt, '$.received'),
               :slow OR (SELECT count(*) FROM (SELECT 1 FROM envelopes WHERE thread = :thread LIMIT :crowd)) >= :crowd""",
        {
            "id": envelope.id, "variant": variant, "thread": envelope.thread, "key": envelope.key, "sealed": envelope.sealed,
            "digest": envelope.digest, "receipt": receipt, "slow": slow, "crowd": SLOW_THREAD,
        },
    )  # fmt: skip
    return done.rowcount == 1
