"""The form without JavaScript: here our computer puts the lock on. It seals at once and keeps no word, no code, no key.

The same page sent twice is one concern: its key pair grows from what is sealed and a secret of ours, and the page carries its own
time, so the same answers give the same bytes and the first receipt, after a restart too. What was written is known again by an
HMAC of the answers, held in memory for a while; other answers under the same id become a concern of their own.
"""

from __future__ import annotations

import hmac
import json
import re
import threading
import unicodedata
import uuid
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from spotsigns.concerns.limits import Sender
from spotsigns.concerns.model import ConcernStore, HubKey, read_envelope
from spotsigns.concerns.questions import Question, Questions
from spotsigns.concerns.receive import Intake
from spotsigns.errors import EnvelopeRefused, LineBusy
from spotsigns.sealing.code import CODE_DIGITS, CodeKeys, check_digits, derive_keys, make_code
from spotsigns.sealing.encoding import to_base64url
from spotsigns.sealing.envelope import public_bytes, seal_concern

MOST_REMEMBERED = 2_000
AT_ONCE = 2
LONGEST_WAIT_SECONDS = 5.0
LISTS = ("signs", "about_power")
_PAGE_TIME = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]\+00:00\Z")
_BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")

Answer = str | Sequence[str]


@dataclass(frozen=True)
class Told:
    """What became of it: `code` is the one to write down, `received` the receipt's UTC minute, empty where only the store knows."""

    id: str
    code: str
    received: str


def new_page() -> Told:
    """The fresh id and code that a page carries; nothing of it is stored."""
    return Told(str(uuid.uuid4()), make_code(), "")


def page_time(carried: str, clock: Callable[[], datetime]) -> str:
    """When the page was made, as it carries it; else now. The time is this server's: a page without JavaScript knows none."""
    return carried if _PAGE_TIME.match(carried) else clock().astimezone(UTC).strftime("%Y-%m-%dT%H:%M+00:00")


def new_document(form: str, lang: str, made_at: str, answers: dict[str, Any]) -> dict[str, Any]:
    """All of the plaintext but `reply` and `mac`; `made_at` as `page_time` gives it."""
    return {"v": 1, "kind": "concern", "form": form, "lang": lang, "made_at": made_at, "practice": False, "unfinished": False, "answers": answers}


def field_names(questions: Questions) -> dict[str, str]:
    """Neutral names by question id: browsers learn from a field's name what to offer next time."""
    asked = (question.id for screen in questions.screens for question in screen.questions)
    return {question_id: f"q{number}" for number, question_id in enumerate(asked, 1)}


def clean_text(text: str, kind: str) -> str:
    """As typed, without bidi controls and outer spaces; plates and numbers with the digits 0 to 9."""
    text = _BIDI_CONTROLS.sub("", text.replace("\r\n", "\n")).strip()
    if kind not in ("plate", "number"):
        return text
    return "".join(str(unicodedata.digit(mark)) if unicodedata.category(mark) == "Nd" else mark for mark in text)


def collect_answers(given: Mapping[Question, Answer]) -> dict[str, Any]:
    """`answers` of the plaintext: what was not answered is left out, except signs and contact."""
    answers: dict[str, Any] = {"signs": [], "contact": "none"}
    for question, value in given.items():
        found: Any = clean_text(value, question.kind) if isinstance(value, str) else list(dict.fromkeys(value))
        if not found:
            continue
        *path, last = question.id.split(".")
        place = answers
        for part in path:
            place = place.setdefault(part, {})
        place[last] = [found] if question.id in LISTS and isinstance(found, str) else found
    return answers


def sealing_key(store: ConcernStore) -> HubKey | None:
    """The key to seal to; None: nothing can be sent, a note to read out is made instead."""
    return next((key for key in store.hub_keys() if key.seal), None) if store.is_live() else None


class PlainTelling:
    """Seals and hands in what was written on the plain page. `secret` has 32 bytes."""

    def __init__(self, intake: Intake, partnership: str, secret: bytes, derive: Callable[[str, str], CodeKeys] = derive_keys) -> None:
        self._intake, self._partnership, self._secret, self._derive = intake, partnership, secret, derive
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        self._lock = threading.Lock()
        self._told: OrderedDict[str, dict[bytes, Future[Told]]] = OrderedDict()

    def tell(self, page: Told, document: dict[str, Any], key: HubKey, sender: Sender, *, slow: bool = False) -> Told:
        """Hand in `document` (all of the plaintext but `reply` and `mac`) under the id and code of its page.

        Raises LineBusy, StoreUnavailable, or SealingError when it is too long to seal.
        """
        words = json.dumps([page.id, page.code, document["answers"]], sort_keys=True).encode()
        mark = hmac.digest(self._secret, b"plain|" + words, "sha256")
        another = self._another(words)
        with self._lock:
            under_id = self._told.setdefault(page.id, {})
            self._told.move_to_end(page.id)
            is_first, future = not under_id, under_id.get(mark)
            mine: Future[Told] = under_id.setdefault(mark, Future())
            while len(self._told) > MOST_REMEMBERED:
                self._told.popitem(last=False)
        if future is not None:
            return _wait(future, page, another)
        try:
            told = _hand_in(page if is_first else another, another, lambda target: self._seal(target, document, key, sender, slow))
        except BaseException as problem:
            with self._lock:
                under_id.pop(mark, None)
            mine.set_exception(problem)
            raise
        # Held without the code: the page has it, or it grows again from the words.
        mine.set_result(Told(told.id, "", told.received))
        return told

    def _seal(self, target: Told, document: dict[str, Any], key: HubKey, sender: Sender, slow: bool) -> str | None:
        """The receipt's minute; None when something else is there under the id."""
        keys = self._grow(target.code)
        plaintext = {**document, "reply": to_base64url(public_bytes(keys.reply)), "mac": to_base64url(keys.mac)}
        envelope = seal_concern(plaintext, target.id, keys.thread, key.public, self._secret)
        try:
            received = self._intake.receive(read_envelope(target.id, json.dumps(envelope).encode()), sender=sender, slow=slow)
        except EnvelopeRefused as refused:
            if refused.code == "different":
                return None
            raise
        return str(json.loads(received.receipt)["received"])

    def _grow(self, code: str) -> CodeKeys:
        # A third of a second each: all threads at once would leave none for the phones that seal for themselves.
        if not self._turns.acquire(timeout=LONGEST_WAIT_SECONDS):
            raise LineBusy
        try:
            return self._derive(code, self._partnership)
        finally:
            self._turns.release()

    def _another(self, words: bytes) -> Told:
        """A fresh id and code for other answers: the same for the same words, and grown from nothing that is kept."""
        grown = hmac.digest(self._secret, b"another|" + words, "sha512")
        number = f"{int.from_bytes(grown[16:48], 'big') % 10 ** (CODE_DIGITS - 2):0{CODE_DIGITS - 2}d}"
        return Told(str(uuid.UUID(bytes=grown[:16], version=4)), number + check_digits(number), "")


def _hand_in(first: Told, another: Told, seal: Callable[[Told], str | None]) -> Told:
    """Under `first`; if something else is there already, told before this process began, under `another`, which grew from
    these very words: what is there under that id is this."""
    received = seal(first)
    target = first if received is not None else another
    return replace(target, received=received if received is not None else seal(another) or "")


def _wait(future: Future[Told], *pages: Told) -> Told:
    """The same page sent twice at once, or again: what the first became, with its code."""
    try:
        told = future.result(LONGEST_WAIT_SECONDS * 2)
    except TimeoutError as error:
        raise LineBusy from error
    return replace(told, code=next(page.code for page in pages if page.id == told.id))
