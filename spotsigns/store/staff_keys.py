"""Rows of who holds the desk's keys: inviting, admitting, disabling, rotating. Each is one transaction, all of it or nothing."""

from __future__ import annotations

import sqlite3

from spotsigns.hub.chained import Entry
from spotsigns.hub.key_model import Admission, Copy, KnownKey, Person, Rotation, Vouch
from spotsigns.store.ledger import append
from spotsigns.store.rows import Rows

_SEALING = "SELECT id FROM hub_keys WHERE seal = 1"
# Somebody who can admit others now. Without the last of them only the recovery words open anything.
_KEEPERS = """SELECT staff.id FROM staff JOIN held_keys ON holder = staff.id JOIN hub_keys ON hub_keys.id = key
              WHERE role = 'keyholder' AND state = 'active' AND seal = 1"""
_HOLDERS = """SELECT staff.id, public FROM staff JOIN held_keys ON holder = staff.id
              WHERE state = 'active' AND role IN ('keyholder', 'practitioner') AND key = ?"""


class StaffKeyRows(Rows):
    """Implements the part of `hub.key_model.KeyStore` that has to do with people and keys."""

    def people(self) -> list[Person]:
        db = self.read()
        held: dict[str, list[str]] = {}
        for row in db.execute("SELECT holder, key FROM held_keys JOIN hub_keys ON id = key ORDER BY made, id"):
            held.setdefault(row["holder"], []).append(row["key"])
        admissions = {row["staff"]: Admission(**row) for row in db.execute("SELECT staff, author, key, at, locked FROM admissions")}
        rows = db.execute("SELECT id, name, role, state, public, (SELECT max(ends) FROM invitations WHERE staff = staff.id AND used = 0) AS link FROM staff ORDER BY name")
        return [
            Person(row["id"], row["name"], row["role"], row["state"], row["public"], tuple(held.get(row["id"], ())), admissions.get(row["id"]), row["link"])
            for row in rows
        ]

    def holds_keys(self, staff_id: str) -> bool:
        """True with a copy of any key."""
        return self.read().execute("SELECT 1 FROM held_keys WHERE holder = ? LIMIT 1", (staff_id,)).fetchone() is not None

    def known_keys(self) -> list[KnownKey]:
        """Oldest first."""
        db = self.read()
        vouches = {row["key"]: Vouch(**row) for row in db.execute("SELECT key, author, under, locked FROM vouches")}
        rows = db.execute("SELECT id, public, seal, made, recovery FROM hub_keys ORDER BY made, id")
        return [KnownKey(row["id"], row["public"], bool(row["seal"]), row["made"], row["recovery"], vouches.get(row["id"])) for row in rows]

    def invite(self, staff: tuple[str, str, str], digest: str, ends: int, entry: Entry) -> bool:
        """Somebody new (id, name, role), or known and invited still, gets a link; False when the name is taken meanwhile."""

        def job(db: sqlite3.Connection) -> bool:
            db.execute("INSERT OR IGNORE INTO staff (id, name, role, state) VALUES (?, ?, ?, 'invited')", staff)
            if db.execute("SELECT 1 FROM staff WHERE id = ? AND name = ? AND role = ? AND state = 'invited'", staff).fetchone() is None:
                return False
            _give_link(db, staff[0], digest, ends)
            append(db, entry)
            return True

        return self.write(job)

    def admit(self, public: bytes, copies: tuple[Copy, ...], admission: Admission, entry: Entry) -> str | None:
        """Give somebody copies: `role`, `changed` (another key than was compared) or `rotated` when that may not be any more."""

        def job(db: sqlite3.Connection) -> str | None:
            row = db.execute("SELECT role, state, public FROM staff WHERE id = ?", (admission.staff,)).fetchone()
            if row is None or row["state"] != "active" or row["public"] != public:
                return "changed"
            if row["role"] not in ("keyholder", "practitioner"):
                return "role"
            if not _seals(db, admission.key) or admission.key not in {copy.key for copy in copies}:
                return "rotated"
            _insert_copies(db, copies)
            _insert_admission(db, admission)
            append(db, entry)
            return None

        return self.write(job)

    def put_admission(self, admission: Admission, entry: Entry) -> str | None:
        """A record of somebody who holds the sealing key and has none yet: the first keyholder vouches for themselves."""

        def job(db: sqlite3.Connection) -> str | None:
            if db.execute("SELECT 1 FROM admissions WHERE staff = ?", (admission.staff,)).fetchone():
                return "changed"
            if not _seals(db, admission.key) or not db.execute("SELECT 1 FROM held_keys WHERE holder = ? AND key = ?", (admission.staff, admission.key)).fetchone():
                return "rotated"
            _insert_admission(db, admission)
            append(db, entry)
            return None

        return self.write(job)

    def disable(self, staff_id: str, entry: Entry) -> str | None:
        """Sessions, copies, link, codes and passkeys go; rotation is due when keys were held. `missing`, `disabled` or `last` else."""
        return self.write(lambda db: _take_out(db, staff_id, "disabled", entry))

    def reset(self, staff_id: str, digest: str, ends: int, entry: Entry) -> str | None:
        """As if never joined, with a fresh link: what the lost passphrase opened is deleted. `missing` or `last` else."""

        def job(db: sqlite3.Connection) -> str | None:
            refused = _take_out(db, staff_id, "invited", entry)
            if refused is None:
                _give_link(db, staff_id, digest, ends)
            return refused

        return self.write(job)

    def is_rotation_due(self) -> bool:
        row = self.read().execute("SELECT value FROM switches WHERE name = 'rotation_due'").fetchone()
        return row is not None and bool(row["value"])

    def mark_rotation_due(self, entry: Entry) -> None:
        def job(db: sqlite3.Connection) -> None:
            _set(db, "rotation_due", 1)
            append(db, entry)

        self.write(job)

    def rotate(self, rotation: Rotation, entry: Entry) -> str | None:
        """The new key is there for everybody at once, or not at all; `changed` when somebody came, went or rotated meanwhile."""

        def job(db: sqlite3.Connection) -> str | None:
            holders = {row["id"]: row["public"] for row in db.execute(_HOLDERS, (rotation.over,))}
            staying = {holder: public for holder, public in holders.items() if holder not in rotation.left_out}
            recovery = db.execute("SELECT recovery FROM hub_keys WHERE id = ? AND seal = 1", (rotation.over,)).fetchone()
            if recovery is None or recovery["recovery"] != rotation.recovery or staying != rotation.holders or not rotation.left_out <= set(holders):
                return "changed"
            if db.execute("SELECT 1 FROM hub_keys WHERE id = ?", (rotation.id,)).fetchone():
                return "changed"
            db.execute("UPDATE hub_keys SET seal = 0")
            db.execute("INSERT INTO hub_keys (id, public, seal, made, recovery) VALUES (?, ?, 1, ?, ?)", (rotation.id, rotation.public, entry.at, rotation.recovery))
            _insert_copies(db, rotation.copies)
            for admission in rotation.admissions:
                _insert_admission(db, admission)
            vouch = rotation.vouch
            db.execute("INSERT INTO vouches (key, author, under, locked) VALUES (?, ?, ?, ?)", (vouch.key, vouch.author, vouch.under, vouch.locked))
            _set(db, "rotation_due", 0)
            append(db, entry)
            return None

        return self.write(job)

    def recovery_tested(self) -> int | None:
        """The day since 1970 when the words were last typed from paper: joining counts as the first time. None without keys."""
        db = self.read()
        row = db.execute("SELECT value FROM switches WHERE name = 'recovery_tested'").fetchone()
        made = db.execute("SELECT CAST(strftime('%s', min(made)) AS INTEGER) / 86400 AS day FROM hub_keys WHERE recovery IS NOT NULL").fetchone()
        days = [day for day in (row and row["value"], made["day"]) if day is not None]
        return max(days) if days else None

    def mark_recovery_tested(self, day: int, entry: Entry) -> None:
        def job(db: sqlite3.Connection) -> None:
            _set(db, "recovery_tested", day)
            append(db, entry)

        self.write(job)


def _take_out(db: sqlite3.Connection, staff_id: str, state: str, entry: Entry) -> str | None:
    """Nothing of theirs opens anything here from now on."""
    row = db.execute("SELECT state FROM staff WHERE id = ?", (staff_id,)).fetchone()
    if row is None or row["state"] == "disabled" == state:
        return "missing" if row is None else "disabled"
    keepers = {keeper["id"] for keeper in db.execute(_KEEPERS)}
    keyholders = {keyholder["id"] for keyholder in db.execute("SELECT id FROM staff WHERE role = 'keyholder' AND state = 'active'")}
    if {staff_id} in (keepers, keyholders):
        return "last"
    held = db.execute("DELETE FROM held_keys WHERE holder = ?", (staff_id,)).rowcount
    for table in ("sessions", "admissions", "spare_codes", "accepted_keys", "passkeys"):
        db.execute(f"DELETE FROM {table} WHERE staff = ?", (staff_id,))  # noqa: S608 - the names are above
    db.execute("DELETE FROM invitations WHERE staff = ?", (staff_id,))
    db.execute(
        "UPDATE staff SET state = ?, salt = NULL, auth = NULL, share = NULL, totp = NULL, totp_step = 0, public = NULL, private = NULL WHERE id = ?",
        (state, staff_id),
    )
    if held and state == "disabled":
        _set(db, "rotation_due", 1)
    append(db, entry)
    return None


def _give_link(db: sqlite3.Connection, staff_id: str, digest: str, ends: int) -> None:
    db.execute("DELETE FROM invitations WHERE staff = ? AND used = 0", (staff_id,))
    db.execute("INSERT INTO invitations (digest, staff, ends) VALUES (?, ?, ?)", (digest, staff_id, ends))


def _seals(db: sqlite3.Connection, key: str) -> bool:
    row = db.execute(_SEALING).fetchone()
    return row is not None and row["id"] == key


def _insert_copies(db: sqlite3.Connection, copies: tuple[Copy, ...]) -> None:
    for copy in copies:
        db.execute("INSERT OR REPLACE INTO held_keys (key, holder, hub_sealed, desk_sealed) VALUES (?, ?, ?, ?)", (copy.key, copy.holder, copy.hub_sealed, copy.desk_sealed))


def _insert_admission(db: sqlite3.Connection, admission: Admission) -> None:
    db.execute(
        "INSERT OR REPLACE INTO admissions (staff, author, key, at, locked) VALUES (?, ?, ?, ?, ?)",
        (admission.staff, admission.author, admission.key, admission.at, admission.locked),
    )


def _set(db: sqlite3.Connection, name: str, value: int) -> None:
    db.execute("INSERT INTO switches VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (name, value))
