"""Rows of the push room: subscriptions, calls to wake, the box of wake-ups, the day's minute."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from spotsigns.push.model import STAFF, Subscription, Wake
from spotsigns.store.rows import Rows

# Somebody whose access ended is woken no more. A new reason shortens a long wait, but not below five minutes: what fails is not hammered.
_SPREAD = """INSERT INTO wakes (endpoint, asked, due, tries, staff)
    SELECT endpoint, 1, ?, 0, max(kind = 'staff') FROM subscriptions
    WHERE kind IN (SELECT kind FROM wake_calls) AND (staff IS NULL OR staff IN (SELECT id FROM staff WHERE state = 'active'))
    GROUP BY endpoint
    ON CONFLICT (endpoint) DO UPDATE SET asked = asked + 1, staff = max(staff, excluded.staff), due = min(due, excluded.due + 300)"""
_TAKE = """UPDATE wakes SET due = ? WHERE endpoint IN (SELECT endpoint FROM wakes WHERE due <= ? ORDER BY staff DESC, due LIMIT ?)
    RETURNING endpoint, asked, tries, staff"""


class PushRows(Rows):
    """Implements `push.model.PushStore`."""

    def subscribe(self, subscription: Subscription, kind: str, staff_id: str | None, most: int) -> bool:
        """False when there is room for no more. The same address again takes the newest keys."""

        def job(db: sqlite3.Connection) -> bool:
            count = db.execute("SELECT count(*) FROM subscriptions WHERE (kind = 'staff') = ?", (kind == STAFF,)).fetchone()[0]
            is_there = db.execute("SELECT 1 FROM subscriptions WHERE endpoint = ? AND kind = ?", (subscription.endpoint, kind)).fetchone()
            if count >= most and not is_there:
                return False
            db.execute(
                """INSERT INTO subscriptions (endpoint, kind, p256dh, auth, staff) VALUES (?, ?, ?, ?, ?)
                   ON CONFLICT (endpoint, kind) DO UPDATE SET p256dh = excluded.p256dh, auth = excluded.auth, staff = excluded.staff""",
                (subscription.endpoint, kind, subscription.p256dh, subscription.auth, staff_id),
            )
            return True

        return self.write(job)

    def unsubscribe(self, endpoint: str, kind: str | None) -> None:
        """From one kind, or with None from all of them; a wake-up that nobody there asked for any more goes too."""

        def job(db: sqlite3.Connection) -> None:
            db.execute("DELETE FROM subscriptions WHERE endpoint = ? AND (? IS NULL OR kind = ?)", (endpoint, kind, kind))
            db.execute("DELETE FROM wakes WHERE endpoint = ? AND endpoint NOT IN (SELECT endpoint FROM subscriptions)", (endpoint,))

        self.write(job)

    def is_subscribed(self, endpoint: str, staff_id: str) -> bool:
        found = self.read().execute("SELECT 1 FROM subscriptions WHERE endpoint = ? AND kind = 'staff' AND staff = ?", (endpoint, staff_id))
        return found.fetchone() is not None

    def call_to_wake(self, kinds: tuple[str, ...]) -> None:
        self.write(lambda db: call(db, kinds))

    def spread_calls(self, now: int) -> None:
        """One wake-up for each browser of the kinds that were called; a write only when there is a call."""

        def job(db: sqlite3.Connection) -> None:
            db.execute(_SPREAD, (now,))
            db.execute("DELETE FROM wake_calls")

        if self.read().execute("SELECT 1 FROM wake_calls LIMIT 1").fetchone():
            self.write(job)

    def take_wakes(self, now: int, until: int, most: int) -> list[Wake]:
        """Those that are due, staff first; nobody else is given them before `until`."""
        if self.read().execute("SELECT 1 FROM wakes WHERE due <= ? LIMIT 1", (now,)).fetchone() is None:
            return []
        return self.write(lambda db: _take(db, now, until, most))

    def wake_done(self, wake: Wake, again: int) -> None:
        """It was sent. One more reason since it was taken: it stays, due at `again`."""

        def job(db: sqlite3.Connection) -> None:
            db.execute("DELETE FROM wakes WHERE endpoint = ? AND asked = ?", (wake.subscription.endpoint, wake.asked))
            db.execute("UPDATE wakes SET due = ?, tries = 0 WHERE endpoint = ?", (again, wake.subscription.endpoint))

        self.write(job)

    def wake_later(self, wake: Wake, due: int | None) -> None:
        """It did not get through. None: it is given up, unless there is a reason more."""
        where = (wake.subscription.endpoint, wake.asked)

        def job(db: sqlite3.Connection) -> None:
            if due is None:
                db.execute("DELETE FROM wakes WHERE endpoint = ? AND asked = ?", where)
            else:
                db.execute("UPDATE wakes SET due = ?, tries = tries + 1 WHERE endpoint = ?", (due, wake.subscription.endpoint))

        self.write(job)

    def push_day(self, name: str) -> str | None:
        row = self.read().execute("SELECT value FROM push_days WHERE name = ?", (name,)).fetchone()
        return row["value"] if row else None

    def turn_push_day(self, was: str | None, day: Mapping[str, str], kinds: tuple[str, ...]) -> bool:
        """Write `day` and call `kinds` together. False when the day was turned by somebody else: `was` is no longer so."""

        def job(db: sqlite3.Connection) -> bool:
            row = db.execute("SELECT value FROM push_days WHERE name = 'turns'").fetchone()
            if (row["value"] if row else None) != was:
                return False
            for name, value in day.items():
                db.execute("INSERT INTO push_days VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (name, value))
            call(db, kinds)
            return True

        return self.write(job)

    def was_answered_since(self, minute: str) -> bool:
        """Whether any thread got an answer at this UTC minute or later."""
        return self.read().execute("SELECT 1 FROM answers WHERE at >= ? LIMIT 1", (minute,)).fetchone() is not None


def call(db: sqlite3.Connection, kinds: tuple[str, ...]) -> None:
    """Ask for a wake-up of everybody of these kinds, in the transaction that has the reason. Twice is once."""
    for kind in kinds:
        db.execute("INSERT OR IGNORE INTO wake_calls VALUES (?)", (kind,))


def _take(db: sqlite3.Connection, now: int, until: int, most: int) -> list[Wake]:
    wakes = []
    for row in db.execute(_TAKE, (until, now, most)).fetchall():
        keys = db.execute("SELECT p256dh, auth FROM subscriptions WHERE endpoint = ? ORDER BY kind = 'staff' DESC LIMIT 1", (row["endpoint"],)).fetchone()
        if keys is None:
            db.execute("DELETE FROM wakes WHERE endpoint = ?", (row["endpoint"],))
        else:
            wakes.append(Wake(Subscription(row["endpoint"], keys["p256dh"], keys["auth"]), row["asked"], row["tries"], bool(row["staff"])))
    return wakes
