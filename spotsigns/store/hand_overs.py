"""Rows of hand-overs and of what licensing was given. A change is made only where the state is still the one that was seen."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict, fields

from spotsigns.hub.chained import Entry, Head
from spotsigns.hub.doing_model import HandOver, LicensingEnvelope, Record
from spotsigns.store.ledger import append
from spotsigns.store.records import ALIVE, insert_record
from spotsigns.store.rows import Rows

_COLUMNS = tuple(field.name for field in fields(HandOver))
_HAND_OVER = f"SELECT {', '.join(_COLUMNS)} FROM hand_overs"  # noqa: S608 - names of our own fields
_ENVELOPE = "SELECT id, hand_over, concern, staff, at, sealed, opened FROM licensing_envelopes"


class HandOverRows(Rows):
    """The part of `hub.doing_model.DoingStore` that has to do with hand-overs."""

    def hand_over(self, hand_over_id: str) -> HandOver | None:
        return _one(self.read(), hand_over_id)

    def open_hand_overs(self, limit: int) -> list[HandOver]:
        """What somebody still has to do something about, oldest first."""
        job = f"{_HAND_OVER} WHERE state IN ('asked', 'released') OR (glass = 1 AND reviewed_at IS NULL) ORDER BY at, id LIMIT ?"
        return [_hand_over(row) for row in self.read().execute(job, (limit,))]

    def put_hand_over(self, hand_over: HandOver, record: Record, entry: Entry) -> tuple[HandOver, Record, bool] | None:
        """What stands under its id with what it is made of, and whether it is new. None when there is no such concern."""
        def job(db: sqlite3.Connection) -> tuple[HandOver, Record, bool] | None:
            if db.execute(ALIVE, (hand_over.concern,)).fetchone() is None:
                return None
            stands, is_new = insert_record(db, record, entry)
            if is_new:
                values = asdict(hand_over)
                db.execute(f"INSERT INTO hand_overs ({', '.join(_COLUMNS)}) VALUES ({', '.join(':' + name for name in _COLUMNS)})", values)  # noqa: S608
            kept = _one(db, hand_over.id)
            return None if kept is None else (kept, stands, is_new)

        return self.write(job)

    def change_hand_over(self, known: HandOver, changed: HandOver, entry: Entry, *, record: Record | None = None, purge_after: str | None = None) -> bool:
        """`known` becomes `changed` if it is still as known; False and nothing written otherwise. With `purge_after` the clock starts (or is put back)."""
        def job(db: sqlite3.Connection) -> bool:
            if _one(db, known.id) != known:
                return False
            if record is not None and not insert_record(db, record, entry)[1]:
                return False
            assign = ", ".join(f"{name} = :{name}" for name in _COLUMNS[1:])
            db.execute(f"UPDATE hand_overs SET {assign} WHERE id = :id", asdict(changed))  # noqa: S608
            if purge_after is not None:
                # Handed over twice: whoever was told last has as many days to ask back.
                job = "UPDATE envelopes SET purge_after = max(coalesce(purge_after, ''), ?) WHERE id = ? AND purged IS NULL"
                db.execute(job, (purge_after, known.concern))
            if record is None:
                append(db, entry)
            return True

        return self.write(job)

    def give_to_licensing(self, known: HandOver, envelope: LicensingEnvelope, entry: Entry) -> tuple[LicensingEnvelope, bool] | None:
        """What stands under its id, and whether it is new. None when the hand-over is no longer as known."""

        def job(db: sqlite3.Connection) -> tuple[LicensingEnvelope, bool] | None:
            there = db.execute(f"{_ENVELOPE} WHERE id = ?", (envelope.id,)).fetchone()
            if there is not None:
                return LicensingEnvelope(**there), False
            if _one(db, known.id) != known:
                return None
            db.execute(
                "INSERT INTO licensing_envelopes (id, hand_over, concern, staff, at, sealed) VALUES (?, ?, ?, ?, ?, ?)",
                (envelope.id, envelope.hand_over, envelope.concern, envelope.staff, envelope.at, envelope.sealed),
            )
            db.execute("UPDATE hand_overs SET taken_at = coalesce(taken_at, ?) WHERE id = ?", (envelope.at, known.id))
            append(db, entry)
            return envelope, True

        return self.write(job)

    def licensing_envelopes(self, staff_id: str) -> list[LicensingEnvelope]:
        """What was sealed to this person, newest first."""
        return [LicensingEnvelope(**row) for row in self.read().execute(f"{_ENVELOPE} WHERE staff = ? ORDER BY at DESC, id LIMIT 500", (staff_id,))]

    def hand_out_to_licensing(self, envelope_id: str, staff_id: str, at: str, entry: Entry) -> tuple[LicensingEnvelope, Head] | None:
        """Sealed bytes to the one person they are for; None, and no ledger row, for anybody else."""

        def job(db: sqlite3.Connection) -> tuple[LicensingEnvelope, Head] | None:
            row = db.execute(f"{_ENVELOPE} WHERE id = ? AND staff = ?", (envelope_id, staff_id)).fetchone()
            if row is None:
                return None
            db.execute("UPDATE licensing_envelopes SET opened = coalesce(opened, ?) WHERE id = ?", (at, envelope_id))
            return LicensingEnvelope(**row), append(db, entry)

        return self.write(job)


def hand_overs_of(db: sqlite3.Connection, concern_id: str) -> tuple[HandOver, ...]:
    """Oldest first."""
    return tuple(_hand_over(row) for row in db.execute(f"{_HAND_OVER} WHERE concern = ? ORDER BY at, id", (concern_id,)))


def _one(db: sqlite3.Connection, hand_over_id: str) -> HandOver | None:
    row = db.execute(f"{_HAND_OVER} WHERE id = ?", (hand_over_id,)).fetchone()
    return _hand_over(row) if row else None


def _hand_over(row: sqlite3.Row) -> HandOver:
    return HandOver(**{**dict(row), "names": bool(row["names"]), "glass": bool(row["glass"])})
