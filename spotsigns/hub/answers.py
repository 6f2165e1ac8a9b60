"""Answering: keep what a browser sealed to the reply key, hand the desk its own copies. Nothing here can read an answer."""

from __future__ import annotations

from spotsigns.concerns.model import is_concern_id, is_thread_id
from spotsigns.errors import HubError
from spotsigns.hub.answer_model import LOCKED_SIZES, Answered, AnswerKept, Given
from spotsigns.hub.model import Staff
from spotsigns.hub.room import Hub
from spotsigns.sealing.envelope import SEALED_SIZES
from spotsigns.sealing.receipt import utc_minute

ANSWERED, LOOKED_BACK = "answered", "read_answers"
REFUSED = {
    "unknown_thread": (404, "There is nothing under this thread."),
    "purged": (409, "The words of this thread were deleted. It takes no more answers."),
    "different": (409, "Another answer came under this id. Nothing was kept. Write it again."),
    "seq": (409, "This is not the next number of the thread. Look what was answered, then send yours."),
}


def give_answer(hub: Hub, staff: Staff, given: Given) -> AnswerKept:
    """Keep it once, at this minute, for whoever holds the code. Raises HubError 400, 404 or 409."""
    if not is_concern_id(given.id):
        raise _malformed("the id is no version 4 UUID in lower case")
    if not is_thread_id(given.thread):
        raise refused("unknown_thread")
    if len(given.sealed) not in SEALED_SIZES or given.sealed[0] != 4:
        raise _malformed("sealed has the wrong length or does not start with an uncompressed point")
    if len(given.locked) not in LOCKED_SIZES:
        raise _malformed("locked has the wrong length")
    entry = hub.ledger.entry(staff.id, ANSWERED, f"{given.thread} {given.id} {given.seq}", hub.clock())
    kept = hub.store.keep_answer(given, utc_minute(hub.clock()), entry)
    if kept.refused:
        raise refused(kept.refused)
    return kept


def look_back(hub: Hub, staff: Staff, thread: str) -> Answered:
    """What was answered under a thread, and what its reply key is looked for in. Raises HubError 404."""
    entry = hub.ledger.entry(staff.id, LOOKED_BACK, thread, hub.clock())
    found = hub.store.hand_out_answers(thread, entry) if is_thread_id(thread) else None
    if found is None:
        raise refused("unknown_thread")
    return found


def refused(code: str) -> HubError:
    status, message = REFUSED[code]
    return HubError(status, code, message)


def _malformed(what: str) -> HubError:
    return HubError(400, "malformed", f"This is no answer: {what}.")
