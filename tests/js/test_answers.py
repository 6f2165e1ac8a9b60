"""Answers between the two programs: what one seals the other opens, the desk's copy, the numbers, the slots of a ready-made one."""

from __future__ import annotations

import json
import secrets
import uuid
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from harness import ModulePage
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spotsigns.errors import SealingError
from spotsigns.hub.answer_model import LOCKED_SIZES
from spotsigns.sealing.answer import open_answer, seal_answer
from spotsigns.sealing.code import derive_keys, make_code
from spotsigns.sealing.encoding import from_base64url, to_base64url
from spotsigns.sealing.envelope import SEALED_SIZES, new_private_key, private_pkcs8, public_bytes, unpad

pytestmark = pytest.mark.browser

CODE = make_code()
KEYS = derive_keys(CODE, "rotherham")
REPLY = to_base64url(public_bytes(KEYS.reply))
AUTHOR = "a7" * 8
BOX = """
const { fromBase64url, toBase64url } = await load('sealing/bytes.js');
const { boxAnswer, openKept } = await load('hub/answer-box.js'), { Opener } = await load('hub/opener.js');
const opener = (...deskKeys) => new Opener(new Map(), undefined, deskKeys.map((key) => ({ id: String(deskKeys.indexOf(key)), key })));
const deskKey = (raw) => crypto.subtle.importKey('raw', fromBase64url(raw), 'HKDF', false, ['deriveBits', 'deriveKey']);
"""
SLOTS = """
const { fillHoles, kindsOf, shownIn } = await load('concerns/phrase-slots.js');
const contacts = new Map([['mash', { name: 'MASH', lang: 'en', tel: '01709 336080' }]]);
const means = (lang, links = true) => ({ lang, contacts, links });
const html = (nodes) => { const box = document.createElement('div'); box.append(...(nodes || ['—'])); return nodes ? box.innerHTML : null; };
"""
words = st.fixed_dictionaries({
    "lang": st.sampled_from(["en", "ur", "pl", "zh-Hans"]),
    "text": st.text(st.characters(exclude_categories=["Cs"]), max_size=3_000),
    "phrase": st.none() | st.just("call-between"),
    "slots": st.dictionaries(st.sampled_from(["number", "from", "to"]), st.text(st.characters(exclude_categories=["Cs"]), max_size=40)),
})  # fmt: skip
few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def said(seq: int, found: dict[str, Any]) -> dict[str, Any]:
    return {"seq": seq, "made_at": "2026-11-23T20:15+00:00", **found}


@few
@given(found=words, seq=st.integers(1, 10_000))
def test_what_the_desk_seals_opens_in_python_and_only_with_the_code(shared_page: ModulePage, found: dict[str, Any], seq: int) -> None:
    answer_id, desk_key = str(uuid.uuid4()), secrets.token_bytes(32)
    boxed = shared_page.run(
        BOX + "return boxAnswer({ ...given, deskKey: await deskKey(given.deskKey) });",
        {"id": answer_id, "thread": KEYS.thread, "author": AUTHOR, "replyPublic": REPLY, "deskKey": to_base64url(desk_key), "said": said(seq, found)},
    )
    assert set(boxed) == {"id", "seq", "sealed", "locked"}
    sealed, locked = from_base64url(boxed["sealed"]), from_base64url(boxed["locked"])
    assert (SEALED_SIZES.index(len(sealed)), len(locked) in LOCKED_SIZES) == (LOCKED_SIZES.index(len(locked)), True)
    plaintext = {"v": 1, "kind": "answer", **said(seq, found)}
    assert open_answer(KEYS.reply, answer_id, KEYS.thread, sealed) == plaintext
    for private, other_id, thread in ((new_private_key(), answer_id, KEYS.thread), (KEYS.reply, str(uuid.uuid4()), KEYS.thread), (KEYS.reply, answer_id, "00" * 16)):
        with pytest.raises(SealingError):
            open_answer(private, other_id, thread, sealed)
    assert unlock(desk_key, answer_id, locked) == {**plaintext, "thread": KEYS.thread}


def unlock(desk_key: bytes, answer_id: str, locked: bytes) -> Any:
    """As section 6 says: AES-256-GCM under HKDF(desk key), kind, id and author bound."""
    key = HKDF(hashes.SHA256(), 32, salt=None, info=b"spotsigns/v1/answer").derive(desk_key)
    return json.loads(unpad(AESGCM(key).decrypt(locked[:12], locked[12:], f"answer|{answer_id}|{AUTHOR}".encode())))


@few
@given(found=words, seq=st.integers(1, 10_000))
def test_what_python_seals_opens_on_the_phone(shared_page: ModulePage, found: dict[str, Any], seq: int) -> None:
    answer_id = str(uuid.uuid4())
    plaintext = {"v": 1, "kind": "answer", **said(seq, found)}
    sealed = seal_answer(plaintext, answer_id, KEYS.thread, public_bytes(KEYS.reply))
    *gap, line = open_lines(shared_page, [{"id": answer_id, "at": "2026-11-23T20:15Z", "sealed": to_base64url(sealed)}])
    assert line == {"kind": "answer", "at": "2026-11-23T20:15Z", "seq": seq, **found}
    assert gap == ([{"kind": "missing"}] if seq > 1 else [])


def open_lines(page: ModulePage, envelopes: list[dict[str, Any]]) -> Any:
    return page.run(
        """
        const { fromBase64url } = await load('sealing/bytes.js'), { importKeyPair } = await load('sealing/suite.js');
        const pair = await importKeyPair(fromBase64url(given.pkcs8), fromBase64url(given.reply));
        return (await load('concerns/thread.js')).openAnswers(given.envelopes, given.thread, pair);
        """,
        {"pkcs8": to_base64url(private_pkcs8(KEYS.reply)), "reply": REPLY, "thread": KEYS.thread, "envelopes": envelopes},
    )


@pytest.mark.parametrize("slots", [None, 7, ["x"], {"number": 7, "from": {"deep": 1}, "__proto__": "kept"}], ids=str)
def test_slots_that_are_no_texts_are_left_out_on_the_phone(shared_page: ModulePage, slots: object) -> None:
    answer_id = str(uuid.uuid4())
    plaintext = {"v": 1, "kind": "answer", "seq": 1, "lang": "en", "made_at": "", "text": "Words", "phrase": "call-between", "slots": slots}
    sealed = seal_answer(plaintext, answer_id, KEYS.thread, public_bytes(KEYS.reply))
    [line] = open_lines(shared_page, [{"id": answer_id, "at": "2026-11-23T20:15Z", "sealed": to_base64url(sealed)}])
    assert (line["kind"], line["text"]) == ("answer", "Words")
    assert not set(line["slots"]) - {"0", "__proto__"}


@pytest.mark.parametrize("change", [{"author": "b8" * 8}, {"seq": 2}, {"id": "7e6ddce7-a7ac-4732-b6fa-dfa7e5c15b62"}, {"thread": "00" * 16}, {"deskKey": to_base64url(bytes(32))}], ids=lambda one: next(iter(one)))
def test_a_copy_that_was_moved_or_given_to_somebody_else_does_not_open(shared_page: ModulePage, change: dict[str, Any]) -> None:
    parts = {"id": str(uuid.uuid4()), "thread": KEYS.thread, "author": AUTHOR, "replyPublic": REPLY, "deskKey": to_base64url(secrets.token_bytes(32)), "said": said(1, {"lang": "en", "text": "Words", "phrase": None, "slots": {}})}
    opened = shared_page.run(
        BOX
        + """
        const { locked } = await boxAnswer({ ...given.parts, deskKey: await deskKey(given.parts.deskKey) });
        const open = async (row) => openKept({ ...row, locked: fromBase64url(locked) }, row.thread, opener(await deskKey(row.deskKey)));
        const row = { ...given.parts, seq: 1 };
        return [(await open(row)).text, await open({ ...row, ...given.change })];
        """,
        {"parts": parts, "change": change},
    )
    assert opened == ["Words", None]


def test_a_copy_opens_with_an_older_desk_key_too(shared_page: ModulePage) -> None:
    parts = {"id": str(uuid.uuid4()), "thread": KEYS.thread, "author": AUTHOR, "replyPublic": REPLY, "deskKey": to_base64url(secrets.token_bytes(32)), "said": said(1, {"lang": "en", "text": "Words", "phrase": None, "slots": {}})}
    opened = shared_page.run(
        BOX
        + """
        const [old, fresh] = [await deskKey(given.deskKey), await deskKey(toBase64url(new Uint8Array(32)))];
        const { locked } = await boxAnswer({ ...given, deskKey: old });
        return (await openKept({ ...given, seq: 1, locked: fromBase64url(locked) }, given.thread, opener(fresh, old))).text;
        """,
        parts,
    )
    assert opened == "Words"


SENDING = """
const { fromBase64url } = await load('sealing/bytes.js');
const { AnswerThread } = await load('hub/answer-thread.js'), { HubRefusal } = await load('hub/ask-hub.js');
const key = await crypto.subtle.importKey('raw', new Uint8Array(32), 'HKDF', false, ['deriveBits', 'deriveKey']);
const { Opener } = await load('hub/opener.js'), opener = new Opener(new Map(), undefined, [{ id: 'k', key }]);
const sent = [];
let rows = [];
const words = { lang: 'en', text: 'Words', phrase: null, slots: {} };
"""


def test_somebody_who_answered_first_moves_ours_to_the_next_number(shared_page: ModulePage) -> None:
    sent = shared_page.run(
        SENDING
        + """
        const ask = async (path, body) => {
          if (!body) return { state: 'read', first: [], answers: rows, head: null };
          sent.push([body.id, body.seq]);
          if (body.seq <= 2) { rows = rows.concat({ id: 'x', at: '', seq: body.seq, author: '', by: '', locked: null }); throw new HubRefusal(409, 'seq', 'Somebody answered.'); }
          return {};
        };
        const thread = new AnswerThread(given.thread, opener, given.author, { ask });
        await thread.look();
        await thread.send(given.reply, words);
        return sent;
        """,
        {"thread": KEYS.thread, "author": AUTHOR, "reply": REPLY},
    )
    assert [seq for _, seq in sent] == [1, 2, 3]
    assert len({answer_id for answer_id, _ in sent}) == 1


def test_without_an_answer_the_very_same_bytes_are_tried_again_and_other_words_are_another_answer(shared_page: ModulePage) -> None:
    sent = shared_page.run(
        SENDING
        + """
        let isDead = true;
        const ask = async (path, body) => {
          if (!body) return { state: 'read', first: [], answers: rows, head: null };
          sent.push(JSON.stringify(body));
          if (isDead) throw new HubRefusal(0, 'no_answer', '');
          return {};
        };
        const thread = new AnswerThread(given.thread, opener, given.author, { ask });
        await thread.look();
        const failed = await thread.send(given.reply, words).catch((problem) => problem.code);
        isDead = false;
        await thread.send(given.reply, words);
        await thread.send(given.reply, { ...words, text: 'Other' });
        return [failed, ...sent];
        """,
        {"thread": KEYS.thread, "author": AUTHOR, "reply": REPLY},
    )
    assert sent[0] == "no_answer"
    assert sent[1] == sent[2] != sent[3]
    assert json.loads(sent[1])["id"] != json.loads(sent[3])["id"]


@pytest.mark.parametrize(
    ("envelopes", "found"),
    [
        ([("concern", "first"), ("concern", "later")], "first"),
        ([("message", ""), ("concern", "first"), ("concern", "later")], "first"),
        ([("concern", "no key"), ("concern", "later")], "no-reply"),
        ([(None, ""), ("concern", "later")], "first-closed"),
        ([("odd", ""), ("concern", "later")], "first-closed"),
        ([("message", "")], "no-reply"),
        ([], "no-reply"),
    ],
    ids=["first stands", "message before", "no key", "does not open", "no JSON", "only messages", "nothing"],
)  # fmt: skip
def test_the_reply_key_of_the_first_concern_stands_and_none_is_taken_in_its_place(shared_page: ModulePage, envelopes: list[tuple[str | None, str]], found: str) -> None:
    keys = {"first": REPLY, "later": to_base64url(public_bytes(new_private_key())), "no key": "AAAA", "": ""}
    answer = shared_page.run(
        """
        const { findReplyKey } = await load('hub/reply-key.js');
        const openedOf = ([kind, reply]) => kind === null ? null : { root: kind === 'odd' ? null : new Map([['kind', kind], ['reply', reply], ['lang', 'ur']]), raw: '', why: '' };
        const rows = given.map((one, at) => ({ id: String(at), variant: 0 }));
        const shown = { read: rows.slice(-1).map((row) => ({ envelope: row, opened: openedOf(given[given.length - 1]) })) };
        const opener = { handOut: async ([row]) => [row], open: async (row) => openedOf(given[Number(row.id)]) };
        return findReplyKey(rows, shown, opener);
        """,
        [[kind, keys[reply]] for kind, reply in envelopes],
    )
    assert answer == ({"why": "", "reply": keys["first"], "lang": "ur"} if found == "first" else {"why": found})


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("number", "01709 336080", '<a class="number" href="tel:01709336080"><bdi dir="ltr">01709 336080</bdi></a>'),
        ("number", "۰۱۷۰۹ ۳۳۶۰۸۰", '<a class="number" href="tel:01709336080"><bdi dir="ltr">01709 336080</bdi></a>'),
        ("number", "+44 1709 336080", '<a class="number" href="tel:+441709336080"><bdi dir="ltr">+44 1709 336080</bdi></a>'),
        ("number", "javascript:alert(1)", None),
        ("number", "1", None),
        ("number", "999;ext=1", None),
        ("number", "9" * 40, None),
        ("date", "2026-11-24", '<bdi dir="auto">24 November 2026</bdi>'),
        ("date", "2026-02-30", None),
        ("date", "tomorrow", None),
        ("time", "09:30", '<bdi dir="ltr">09:30</bdi>'),
        ("time", "25:00", None),
        ("place", " The <b>library</b> ", '<bdi dir="auto">The &lt;b&gt;library&lt;/b&gt;</bdi>'),
        ("place", "  ", None),
        ("place", "x" * 200, None),
        ("contact", "mash", '<bdi dir="auto" lang="en">MASH</bdi> <a class="number" href="tel:01709336080"><bdi dir="ltr">01709 336080</bdi></a>'),
        ("contact", "nobody", None),
        ("contact", "__proto__", None),
        ("constructor", "x", None),
        ("number", None, None),
        ("number", {"deep": 1}, None),
    ],
)
def test_a_slot_takes_what_its_kind_says_and_only_numbers_can_be_dialled(shared_page: ModulePage, kind: str, value: object, shown: str | None) -> None:
    assert shared_page.run(SLOTS + "return html(shownIn(given.kind, given.value, means('en')))", {"kind": kind, "value": value}) == shown


def test_words_are_filled_where_the_language_has_its_holes(shared_page: ModulePage) -> None:
    filled = shared_page.run(
        SLOTS
        + """
        return given.map(([lang, text, slots]) => {
          const words = document.createElement('p');
          words.textContent = text;
          const missing = fillHoles(words, kindsOf('number:number from:time to:time day:date'), slots, means(lang, false));
          return [missing, words.textContent, words.querySelectorAll('a').length];
        });
        """,
        [
            ["ur", "{from} اور {to} کے درمیان {number} پر", {"number": "01709 336080", "from": "09:00", "to": "17:30"}],
            ["pl", "W dniu {day}.", {"day": "2026-11-24"}],
            ["en", "Call {number}.", {"number": "{from}", "from": "09:00"}],
            ["en", "Call {number}.", {}],
            ["en", "Call {other}.", {"other": "x"}],
            ["en", "No hole.", {"number": "1"}],
        ],
    )
    assert filled[0] == ["", "09:00 اور 17:30 کے درمیان 01709 336080 پر", 0]
    assert filled[1] == ["", "W dniu 24 listopada 2026.", 0]
    assert [missing for missing, _, _ in filled[2:]] == ["number", "number", "other", ""]
