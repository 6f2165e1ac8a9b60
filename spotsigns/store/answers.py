"""Rows of answers: kept once, numbered without a gap, handed to the desk with their ledger row."""

from __future__ import annotations

import sqlite3

from spotsigns.hub.answer_model import FIRST_ENVELOPES, Answered, AnswerKept, DeskAnswer, FirstEnvelope, Given
from spotsigns.hub.chained import Entry
from spotsigns.store.concerns import THREAD_STATES
from spotsigns.store.ledger import append
from spotsigns.store.rows import Rows

_ANSWERS = """SELECT a.id, a.at, a.seq, coalesce(a.author, '') AS author, coalesce(s.name, '') AS by, a.locked
              FROM answers a LEFT JOIN staff s ON s.id = a.author WHERE a.thread = ? ORDER BY a.seq, a.rowid"""


class AnswerRows(Rows):
    """Implements `hub.answer_model.AnswerStore`."""

    def keep_answer(self, given: Given, at: str, entry: Entry) -> AnswerKept:
        """Keep it, or say why not; the same again is kept already."""

        def job(db: sqlite3.Connection) -> AnswerKept:
            if _is_hidden(db, given.thread, given.author):
                return AnswerKept("unknown_thread")
            refused_or_kept = _kept_before(db, given) or _refusal(db, given)
            if refused_or_kept is not None:
                return refused_or_kept
            row = (given.id, given.thread, at, given.sealed, given.seq, given.author, given.locked)
            db.execute("INSERT INTO answers (id, thread, at, sealed, seq, author, locked) VALUES (?, ?, ?, ?, ?, ?, ?)", row)
            append(db, entry)
            return AnswerKept("", at, is_new=True)

        return self.write(job)

    def hand_out_answers(self, thread: str, entry: Entry) -> Answered | None:
        """Every answer of a thread, oldest first; None, and no ledger row, when no envelope is there for whoever asks."""

        def job(db: sqlite3.Connection) -> Answered | None:
            if _is_hidden(db, thread, entry.staff):
                return None
            first = _oldest(db, thread, "", FIRST_ENVELOPES)
            newest = db.execute("SELECT state FROM envelopes WHERE thread = ? ORDER BY received DESC, rowid DESC LIMIT 1", (thread,)).fetchone()
            if newest is None:
                return None
            answers = tuple(DeskAnswer(**row) for row in db.execute(_ANSWERS, (thread,)))
            head = append(db, entry) if answers else None
            return Answered(THREAD_STATES[newest["state"]], first, answers, head)

        return self.write(job)

    def oldest_of_thread(self, thread: str, after: str, limit: int) -> tuple[FirstEnvelope, ...]:
        """The next envelopes of a thread after the one with id `after`, oldest first; from the beginning after ""."""
        return _oldest(self.read(), thread, after, limit)


def _oldest(db: sqlite3.Connection, thread: str, after: str, limit: int) -> tuple[FirstEnvelope, ...]:
    # By rowid, too: within a minute the first that came is the first.
    rows = db.execute(
        """SELECT id, variant, received FROM envelopes WHERE thread = :thread AND variant = 0
           AND (:after = '' OR (received, rowid) > (SELECT received, rowid FROM envelopes WHERE thread = :thread AND id = :after AND variant = 0))
           ORDER BY received, rowid LIMIT :limit""",
        {"thread": thread, "after": after, "limit": limit},
    )
    return tuple(FirstEnvelope(**row) for row in rows)


def _is_hidden(db: sqlite3.Connection, thread: str, staff_id: str) -> bool:
    """Something on the thread is restricted, and not to this person. Asked here as well, since it may have been done a moment ago."""
    return bool(db.execute("SELECT max(holder = ?) AS own FROM restricted WHERE thread = ?", (staff_id, thread)).fetchone()["own"] == 0)


def _kept_before(db: sqlite3.Connection, given: Given) -> AnswerKept | None:
    row = db.execute("SELECT thread, at, sealed, seq, author, locked FROM answers WHERE id = ?", (given.id,)).fetchone()
    if row is None:
        return None
    same = (row["thread"], row["sealed"], row["seq"], row["author"], row["locked"]) == (given.thread, given.sealed, given.seq, given.author, given.locked)
    return AnswerKept("", row["at"]) if same else AnswerKept("different")


def _refusal(db: sqlite3.Connection, given: Given) -> AnswerKept | None:
    # The bytes of a restricted one are gone as well, but its holders have them: only `purged` says that the words were deleted.
    held = db.execute("SELECT count(*) AS all_rows, count(*) - count(purged) AS whole FROM envelopes WHERE thread = ?", (given.thread,)).fetchone()
    if held["all_rows"] == 0 or held["whole"] == 0:
        return AnswerKept("purged" if held["all_rows"] else "unknown_thread")
    newest = db.execute("SELECT max(coalesce(max(seq), 0), count(*)) AS seq FROM answers WHERE thread = ?", (given.thread,)).fetchone()
    return None if given.seq == newest["seq"] + 1 else AnswerKept("seq")
