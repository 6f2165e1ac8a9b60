"""Rows of the hub room: staff, invitations, sessions and the keys they hold. The desk's rows are in store/desk.py."""

from __future__ import annotations

import sqlite3

from spotsigns.concerns.model import HubKey
from spotsigns.errors import HubError
from spotsigns.hub.chained import Entry
from spotsigns.hub.model import IDLE_SECONDS, HeldKey, Invitation, Joined, MadeKeys, Session, Staff
from spotsigns.hub.passkey_model import PasskeyUse
from spotsigns.sealing.envelope import key_id
from spotsigns.store.desk import DeskRows
from spotsigns.store.ledger import append

_STAFF = "SELECT id, name, role, state, salt, auth, share, totp, totp_step, public, private FROM staff"


class HubRows(DeskRows):
    """Implements `hub.model.HubStore`, together with the desk's rows."""

    def add_staff(self, staff: Staff) -> bool:
        """False when the name is taken."""
        job = "INSERT OR IGNORE INTO staff (id, name, role, state) VALUES (?, ?, ?, ?)"
        return self.write(lambda db: db.execute(job, (staff.id, staff.name, staff.role, staff.state)).rowcount == 1)

    def all_staff(self) -> list[Staff]:
        return [Staff(**row) for row in self.read().execute(f"{_STAFF} ORDER BY name")]

    def staff_named(self, name: str) -> Staff | None:
        row = self.read().execute(f"{_STAFF} WHERE name = ?", (name,)).fetchone()
        return Staff(**row) if row else None

    def staff_member(self, staff_id: str) -> Staff | None:
        row = self.read().execute(f"{_STAFF} WHERE id = ?", (staff_id,)).fetchone()
        return Staff(**row) if row else None

    def put_invitation(self, invitation: Invitation) -> None:
        """Earlier invitations of the same person go: only the newest link works."""

        def job(db: sqlite3.Connection) -> None:
            db.execute("DELETE FROM invitations WHERE staff = ? AND used = 0", (invitation.staff,))
            db.execute("INSERT INTO invitations (digest, staff, ends) VALUES (?, ?, ?)", (invitation.digest, invitation.staff, invitation.ends))

        self.write(job)

    def invitation(self, digest: str) -> Invitation | None:
        row = self.read().execute("SELECT digest, staff, ends, used FROM invitations WHERE digest = ?", (digest,)).fetchone()
        return Invitation(row["digest"], row["staff"], row["ends"], bool(row["used"])) if row else None

    def begin_joining(self, staff_id: str, share: bytes, totp: bytes) -> None:
        job = "UPDATE staff SET share = ?, totp = ?, totp_step = 0 WHERE id = ? AND state = 'invited'"
        self.write(lambda db: db.execute(job, (share, totp, staff_id)).rowcount)

    def use_totp_step(self, staff_id: str, step: int) -> bool:
        """False when a code of this step or a later one was used already."""
        return self.write(lambda db: _use_step(db, staff_id, step))

    def finish_joining(self, digest: str, joined: Joined, keys: MadeKeys | None, session: Session, entry: Entry) -> None:
        """All of it or nothing. Raises HubError when the link, the name or the keys were taken in the meantime."""
        self.write(lambda db: _finish(db, digest, joined, keys, session, entry))

    def put_session(self, session: Session, step: int, entry: Entry) -> bool:
        """Use the code's step and open the session together. False when the step was used already."""

        def job(db: sqlite3.Connection) -> bool:
            if not _use_step(db, session.staff, step):
                return False
            _insert_session(db, session, entry)
            return True

        return self.write(job)

    def put_session_by_code(self, session: Session, code: str, entry: Entry) -> bool:
        """Use up one code for a lost phone, by its digest, and open the session together. False when there is no such code."""

        def job(db: sqlite3.Connection) -> bool:
            if db.execute("DELETE FROM spare_codes WHERE staff = ? AND digest = ?", (session.staff, code)).rowcount != 1:
                return False
            _insert_session(db, session, entry)
            return True

        return self.write(job)

    def put_session_by_passkey(self, session: Session, use: PasskeyUse, entry: Entry) -> bool:
        """Note the use and open the session together. False when the passkey went, was stopped or was used meanwhile."""

        def job(db: sqlite3.Connection) -> bool:
            noted = "UPDATE passkeys SET count = ?, used = ? WHERE id = ? AND staff = ? AND count = ? AND stopped = 0"
            if db.execute(noted, (use.count, use.at, use.passkey, session.staff, use.before)).rowcount != 1:
                return False
            _insert_session(db, session, entry)
            return True

        return self.write(job)

    def session(self, digest: str) -> Session | None:
        row = self.read().execute("SELECT digest, staff, page_key, seen, ends FROM sessions WHERE digest = ?", (digest,)).fetchone()
        return Session(**row) if row else None

    def touch_session(self, digest: str, seen: int) -> None:
        self.write(lambda db: db.execute("UPDATE sessions SET seen = ? WHERE digest = ? AND seen < ?", (seen, digest, seen)).rowcount)

    def end_session(self, digest: str, entry: Entry) -> None:
        """Forget the session and its page key: what the browser kept cannot be opened any more."""

        def job(db: sqlite3.Connection) -> None:
            if db.execute("DELETE FROM sessions WHERE digest = ?", (digest,)).rowcount:
                append(db, entry)

        self.write(job)

    def held_keys(self, holder: str) -> list[HeldKey]:
        rows = self.read().execute(
            """SELECT id, public, seal, holder, hub_sealed, desk_sealed FROM held_keys JOIN hub_keys ON hub_keys.id = held_keys.key
               WHERE holder = ? ORDER BY made, id""",
            (holder,),
        )
        return [HeldKey(HubKey(row["id"], row["public"], bool(row["seal"])), row["holder"], row["hub_sealed"], row["desk_sealed"]) for row in rows]

    def last_watched(self) -> int | None:
        """When somebody who holds keys last logged in, in Unix seconds."""
        job = "SELECT max(logged_in) FROM staff WHERE state = 'active' AND id IN (SELECT holder FROM held_keys)"
        last: int | None = self.read().execute(job).fetchone()[0]
        return last


def _use_step(db: sqlite3.Connection, staff_id: str, step: int) -> bool:
    return db.execute("UPDATE staff SET totp_step = ? WHERE id = ? AND totp_step < ?", (step, staff_id, step)).rowcount == 1


def _insert_session(db: sqlite3.Connection, session: Session, entry: Entry) -> None:
    db.execute("DELETE FROM sessions WHERE ends <= ? OR seen <= ?", (session.seen, session.seen - IDLE_SECONDS))
    db.execute(
        "INSERT INTO sessions (digest, staff, page_key, seen, ends) VALUES (?, ?, ?, ?, ?)",
        (session.digest, session.staff, session.page_key, session.seen, session.ends),
    )
    db.execute("UPDATE staff SET logged_in = ? WHERE id = ?", (session.seen, session.staff))
    append(db, entry)


def _finish(db: sqlite3.Connection, digest: str, joined: Joined, keys: MadeKeys | None, session: Session, entry: Entry) -> None:
    if db.execute("UPDATE invitations SET used = 1 WHERE digest = ? AND used = 0 AND ends > ?", (digest, session.seen)).rowcount != 1:
        raise HubError(403, "invitation", "This link was used, or is older than a day. If you have joined, log in. Else ask for a new one.")
    has_keyholder = db.execute("SELECT 1 FROM staff WHERE role = 'keyholder' AND state = 'active'").fetchone() is not None
    if keys is not None and has_keyholder:
        raise HubError(409, "keys_made", "Somebody else made the keys in the meantime. Open your link and begin again.")
    try:
        done = db.execute(
            """UPDATE staff SET name = ?, state = 'active', salt = ?, auth = ?, public = ?, private = ?
               WHERE id = ? AND state = 'invited' AND totp_step > 0 AND share = ? AND (? OR role <> 'keyholder')""",
            (joined.name, joined.salt, joined.auth, joined.public, joined.private, session.staff, joined.share, keys is not None or has_keyholder),
        )
    except sqlite3.IntegrityError as error:
        raise HubError(409, "taken", "Somebody here has this name already. Choose another.") from error
    if done.rowcount != 1:
        raise HubError(409, "unfinished", "A step of joining is missing, or another tab began later. Open your link and begin again.")
    if keys is not None:
        _insert_keys(db, keys, entry.at)
    _insert_session(db, session, entry)


def _insert_keys(db: sqlite3.Connection, keys: MadeKeys, made: str) -> None:
    made_id = key_id(keys.public)
    db.execute("UPDATE hub_keys SET seal = 0")
    db.execute("INSERT INTO hub_keys (id, public, seal, made, recovery) VALUES (?, ?, 1, ?, ?)", (made_id, keys.public, made, keys.recovery))
    for copy in keys.copies:
        db.execute("INSERT INTO held_keys (key, holder, hub_sealed, desk_sealed) VALUES (?, ?, ?, ?)", (made_id, copy.holder, copy.hub_sealed, copy.desk_sealed))
