"""The outbox: its rules (concerns/outbox.js), its place on the phone (outbox-db.js, open-db.js, marker-db.js), the puzzle."""

from __future__ import annotations

import hashlib
import itertools
import json
from typing import Any

import pytest
from harness import ModulePage

pytestmark = pytest.mark.browser

DAY = 24 * 60 * 60 * 1000
MINUTE = 60 * 1000
NOW = 1_790_000_000_000
ID = "ac8efe12-1c59-49f1-ba2d-de83458bfed0"
RECEIPT = json.dumps({"id": ID, "digest": "0" * 64, "received": "2026-11-23T20:15Z", "sig": "x"})


def error(code: str) -> str:
    return json.dumps({"error": code, "message": "Words.", "retry": False})


def entry(**changed: Any) -> dict[str, Any]:
    plain = {
        "id": ID,
        "envelope": "{}",
        "receiptPublic": "k",
        "state": "waiting",
        "notThrough": False,
        "different": False,
        "tries": 0,
        "nextTry": 0,
        "lastTry": 0,
        "firstKept": NOW,
        "release": "one",
    }
    return plain | changed


ANSWERS: list[tuple[str, int, str, dict[str, Any], str]] = [
    ("receipt", 201, RECEIPT, {}, "received"),
    ("receipt again", 200, RECEIPT, {}, "received"),
    ("receipt for another id", 201, RECEIPT.replace("ac8", "bc8"), {}, "unknown"),
    (
        "receipt without a signature",
        201,
        json.dumps({"id": ID, "digest": "0", "received": "x"}),
        {},
        "unknown",
    ),
    ("captive portal", 200, "<html>Log in to the Wi-Fi</html>", {}, "unknown"),
    ("empty", 200, "", {}, "unknown"),
    ("JSON that is no object", 200, "[1]", {}, "unknown"),
    ("JSON null", 200, "null", {}, "unknown"),
    ("redirect", 0, "", {"type": "opaqueredirect"}, "unknown"),
    ("followed redirect", 201, RECEIPT, {"redirected": True}, "unknown"),
    ("no answer", 0, "", {"type": "error"}, "unknown"),
    ("204", 204, "", {}, "unknown"),
    ("302", 302, "", {}, "unknown"),
    ("401", 401, error("x"), {}, "unknown"),
    ("404", 404, error("not_found"), {}, "unknown"),
    ("500", 500, error("x"), {}, "unknown"),
    ("502", 502, "<html>", {}, "unknown"),
    ("504", 504, "", {}, "unknown"),
    ("different", 409, error("different"), {}, "different"),
    ("409 of a proxy", 409, "<html>", {}, "unknown"),
    ("malformed", 400, error("malformed"), {}, "refused"),
    ("cross-site", 403, error("cross_site"), {}, "refused"),
    ("too large", 413, error("too_large"), {}, "refused"),
    ("media type", 415, error("media_type"), {}, "refused"),
    ("unknown key", 422, error("unknown_key"), {}, "refused"),
    ("403 of a proxy", 403, "<html>", {}, "unknown"),
    ("413 of a proxy", 413, "<html>", {}, "unknown"),
    ("busy", 429, error("busy"), {}, "busy"),
    ("429 of a proxy", 429, "<html>", {}, "busy"),
    ("unavailable", 503, error("unavailable"), {}, "unavailable"),
]


@pytest.mark.parametrize(
    ("status", "text", "shape", "kind"), [row[1:] for row in ANSWERS], ids=[row[0] for row in ANSWERS]
)
def test_answer_means_only_what_its_shape_proves(
    shared_page: ModulePage, status: int, text: str, shape: dict[str, Any], kind: str
) -> None:
    answer = {"status": status, "bodyText": text, "redirected": False, "type": "basic"} | shape
    body = """
        const { classifyAnswer } = await load('concerns/outbox.js');
        return classifyAnswer({ ...given.answer, headers: new Headers() }, given.id, 0).kind;
        """
    assert shared_page.run(body, {"answer": answer, "id": ID}) == kind


@pytest.mark.parametrize(
    ("text", "delay"),
    [
        ("30", 30_000),
        ("0", 0),
        ("999999999", DAY),
        ("Tue, 24 Nov 2026 00:01:00 GMT", MINUTE),
        ("Mon, 23 Nov 2026 00:00:00 GMT", 0),
        ("Wed, 24 Nov 2027 00:00:00 GMT", DAY),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_read_and_capped_at_a_day(
    shared_page: ModulePage, text: str | None, delay: int | None
) -> None:
    body = """
        const { readRetryAfter } = await load('concerns/outbox.js');
        return readRetryAfter(given, Date.parse('2026-11-24T00:00:00Z'));
        """
    assert shared_page.run(body, text) == delay


def after(page: ModulePage, outcome: dict[str, Any], random: float = 1.0, **changed: Any) -> Any:
    body = """
        const { afterAnswer } = await load('concerns/outbox.js');
        return afterAnswer(given.entry, given.outcome, given.now, () => given.random);
        """
    return page.run(body, {"entry": entry(**changed), "outcome": outcome, "now": NOW, "random": random})


def test_only_a_verified_receipt_ends_an_entry(shared_page: ModulePage) -> None:
    kinds = ("received", "different", "refused", "busy", "unavailable", "unknown")
    ended = [
        (kind, verified)
        for kind, verified in itertools.product(kinds, (True, False, "yes", None))
        if after(shared_page, {"kind": kind, "verified": verified}, tries=100_000, firstKept=0) == "delete"
    ]
    assert ended == [("received", True)]


def test_refused_entry_is_marked_and_tried_daily_and_after_an_update(shared_page: ModulePage) -> None:
    refused = after(shared_page, {"kind": "refused"}, tries=1)
    assert (refused["state"], refused["notThrough"], refused["nextTry"]) == ("waiting", True, NOW + DAY)
    assert due(shared_page, [refused], NOW + DAY - 1, release="one") == []
    assert due(shared_page, [refused], NOW + DAY, release="one") == [ID]
    assert due(shared_page, [refused], NOW + 1, release="two") == [ID]


def test_different_entry_is_kept_and_stays_marked(shared_page: ModulePage) -> None:
    different = after(shared_page, {"kind": "different"}, tries=1)
    assert (different["state"], different["different"]) == ("waiting", True)
    later = after(shared_page, {"kind": "unknown"}, different=True, notThrough=True)
    assert (later["different"], later["notThrough"]) == (True, True)


@pytest.mark.parametrize("kind", ["busy", "unavailable"])
def test_retry_after_is_honoured_with_jitter_on_top(shared_page: ModulePage, kind: str) -> None:
    waits = after(shared_page, {"kind": kind, "retryAfter": 10 * MINUTE}, tries=1, random=0.5)
    assert NOW + 10 * MINUTE < waits["nextTry"] <= NOW + 10 * MINUTE + 5000
    assert after(shared_page, {"kind": kind, "retryAfter": DAY}, tries=50)["nextTry"] == NOW + DAY


def test_backoff_grows_to_half_an_hour_with_full_jitter(shared_page: ModulePage) -> None:
    body = """
        const { backoffDelay } = await load('concerns/outbox.js');
        return [1, 2, 3, 9, 10, 11, 1000, 1e9].map((tries) => [0, 0.5, 1].map((part) => backoffDelay(tries, () => part)));
        """
    delays = shared_page.run(body)
    assert delays[0] == [1000, 2500, 5000]
    assert delays[2] == [1000, 10_000, 20_000]
    assert delays[-1] == [1000, 15 * MINUTE, 30 * MINUTE]
    assert all(low <= middle <= high <= 30 * MINUTE for low, middle, high in delays)


def due(page: ModulePage, entries: list[dict[str, Any]], now: int, **how: Any) -> list[str]:
    body = """
        const { dueEntries } = await load('concerns/outbox.js');
        return dueEntries(given.entries, given.now, given.how).map((entry) => entry.id);
        """
    found: list[str] = page.run(body, {"entries": entries, "now": now, "how": how})
    return found


def test_entry_never_expires(shared_page: ModulePage) -> None:
    old = entry(tries=100_000, firstKept=0, lastTry=NOW - DAY, nextTry=NOW - 1)
    assert due(shared_page, [old], NOW, release="one") == [ID]


def test_entry_that_fails_stands_behind_those_that_have_not_been_tried(shared_page: ModulePage) -> None:
    poison, fresh, second = (
        entry(id="poison", tries=9, firstKept=1),
        entry(id="fresh"),
        entry(id="second", tries=1),
    )
    assert due(shared_page, [poison, second, fresh], NOW) == ["fresh", "second", "poison"]


def test_unfinished_entry_is_never_due_until_the_person_sends_it(shared_page: ModulePage) -> None:
    body = """
        const { dueEntries, earliestTry, newEntry, sendUnfinished } = await load('concerns/outbox.js');
        const entry = newEntry({ envelope: { id: 'a' }, receiptPublic: 'k', now: 5, release: 'one', unfinished: true });
        const count = (one) => dueEntries([one], 9e15, { release: 'two', hurry: true }).length;
        return [count(entry), earliestTry([entry]), count(sendUnfinished(entry))];
        """
    assert shared_page.run(body) == [0, None, 1]


def test_waiting_entry_is_not_due_before_its_time_except_in_a_hurry(shared_page: ModulePage) -> None:
    waiting = entry(tries=1, lastTry=NOW - 1, nextTry=NOW + 1)
    assert due(shared_page, [waiting], NOW, release="two") == []
    assert due(shared_page, [waiting], NOW, hurry=True) == [ID]


@pytest.mark.parametrize("now", [NOW - 2 * DAY, NOW - 2])
def test_clock_that_went_back_does_not_hold_an_entry(shared_page: ModulePage, now: int) -> None:
    assert due(shared_page, [entry(tries=1, lastTry=NOW - 1, nextTry=NOW + 1)], now) == [ID]


def test_next_try_is_set_before_the_attempt_that_may_kill_the_page(shared_page: ModulePage) -> None:
    body = """
        const { afterInterruption, beginSending } = await load('concerns/outbox.js');
        const sending = beginSending(given, 1000, () => 1, 'two');
        return [sending, afterInterruption(sending).state];
        """
    sending, interrupted = shared_page.run(body, entry())
    expected = entry(state="sending", tries=1, lastTry=1000, nextTry=6000, release="two")
    assert (sending, interrupted) == (expected, "waiting")


@pytest.mark.parametrize("bits", [0, 1, 7, 8, 9, 12])
def test_puzzle_is_solved_as_the_server_checks_it(shared_page: ModulePage, bits: int) -> None:
    salt, digest = "c2FsdA", "ab" * 32
    body = """
        const { isPuzzle, solvePuzzle } = await load('concerns/puzzle.js');
        return isPuzzle(given.puzzle) && solvePuzzle(given.puzzle, given.id, given.digest);
        """
    nonce = shared_page.run(body, {"puzzle": {"salt": salt, "bits": bits}, "id": ID, "digest": digest})
    proof = hashlib.sha256((salt + ID + digest + nonce).encode()).digest()
    assert int.from_bytes(proof) >> (256 - bits) == 0


@pytest.mark.parametrize(
    "puzzle",
    [
        None,
        {},
        {"salt": "a", "bits": 21},
        {"salt": "a:b", "bits": 3},
        {"salt": "a", "bits": "3"},
        {"bits": 3},
    ],
)
def test_puzzle_that_would_wedge_the_phone_is_none(shared_page: ModulePage, puzzle: Any) -> None:
    assert shared_page.run("return (await load('concerns/puzzle.js')).isPuzzle(given)", puzzle) is False


OPEN = """
const { openStore } = await load('concerns/outbox-db.js');
const nameOf = (promise) => promise.then(() => 'no error', (problem) => problem.name);
const entry = { id: 'a', envelope: '{"id":"a"}', receiptPublic: 'k', state: 'waiting', tries: 0 };
"""


def test_entry_is_kept_across_connections(page: ModulePage) -> None:
    kept = page.run(
        OPEN
        + """
        const first = await openStore();
        await first.putEntry(entry);
        await first.writeKept('settings', { quiet: true });
        first.close();
        const second = await openStore();
        const found = [await second.allEntries(), await second.readKept('settings'), await second.readKept('none')];
        await second.deleteEntry('a');
        return [...found, await second.allEntries()];
        """
    )
    waiting = {"id": "a", "envelope": '{"id":"a"}', "receiptPublic": "k", "state": "waiting", "tries": 0}
    assert kept == [[waiting], {"quiet": True}, None, []]


def test_every_write_asks_for_strict_durability(page: ModulePage) -> None:
    options = page.run(
        """
        const asked = [], transaction = IDBDatabase.prototype.transaction;
        IDBDatabase.prototype.transaction = function (...given) { asked.push(given.slice(1)); return transaction.apply(this, given); };
        """
        + OPEN
        + "await (await openStore()).putEntry(entry); return asked.filter(([mode]) => mode === 'readwrite');"
    )
    assert options == [["readwrite", {"durability": "strict"}]]


def test_deleted_entry_does_not_come_back_when_its_delivery_ends(page: ModulePage) -> None:
    found = page.run(
        OPEN
        + """
        const store = await openStore();
        const updated = await store.updateEntry(entry), finished = await store.finishEntry('a', { received: 'x' });
        return [updated, finished, await store.allEntries(), await store.readKept('received')];
        """
    )
    assert found == [False, False, [], None]


def test_received_note_comes_with_the_end_of_the_entry_and_is_taken_once(page: ModulePage) -> None:
    found = page.run(
        OPEN
        + """
        const store = await openStore();
        await store.putEntry(entry);
        const ended = [await store.finishEntry('a', { received: 'x' }), await store.finishEntry('a', { received: 'x' })];
        return [ended, await store.allEntries(), await store.takeKept('received'), await store.takeKept('received')];
        """
    )
    assert found == [[True, False], [], [{"received": "x"}], None]


def test_note_is_taken_by_its_own_id_only(page: ModulePage) -> None:
    found = page.run(
        OPEN
        + """
        const store = await openStore();
        for (const id of ['a', 'b']) {
          await store.putEntry({ ...entry, id });
          await store.finishEntry(id, { id, received: `at ${id}` });
        }
        return [await store.takeNote('c'), await store.takeNote('a'), await store.takeNote('a'), await store.takeKept('received')];
        """
    )
    assert found == ["", "at a", "", [{"id": "b", "received": "at b"}]]


def test_entry_is_replaced_in_one_transaction_or_not_at_all(page: ModulePage) -> None:
    found = page.run(
        OPEN
        + """
        const store = await openStore(), ids = async () => (await store.allEntries()).map((one) => one.id), remove = IDBObjectStore.prototype.delete;
        await store.putEntry(entry);
        IDBObjectStore.prototype.delete = function () { this.transaction.abort(); };
        const seen = [await nameOf(store.replaceEntry('a', { ...entry, id: 'b' })), await ids()];
        IDBObjectStore.prototype.delete = remove;
        seen.push(await store.replaceEntry('a', { ...entry, id: 'b' }), await ids(), await store.replaceEntry('a', { ...entry, id: 'c' }), await ids());
        return seen;
        """
    )
    assert found == ["StorageBrokenError", ["a"], True, ["b"], False, ["b"]]


def test_connection_closed_by_the_system_is_opened_again(page: ModulePage) -> None:
    count = page.run(
        OPEN
        + """
        const store = await openStore();
        (await store.database.connect()).close();
        await store.putEntry(entry);
        (await store.database.connect()).onclose();
        return (await store.allEntries()).length;
        """
    )
    assert count == 1


def test_write_is_tried_once_more_and_then_named_broken(page: ModulePage) -> None:
    found = page.run(
        OPEN
        + """
        const store = await openStore(), put = IDBObjectStore.prototype.put;
        let failures = 1, calls = 0;
        IDBObjectStore.prototype.put = function (...given) {
          calls += 1;
          if (failures-- > 0) throw new DOMException('gone', 'UnknownError');
          return put.apply(this, given);
        };
        const once = await nameOf(store.putEntry(entry));
        failures = 2;
        return [once, calls, await nameOf(store.putEntry({ ...entry, id: 'b' })), (await store.allEntries()).length];
        """
    )
    assert found == ["no error", 2, "StorageBrokenError", 1]


def test_full_phone_is_named_and_keeps_what_was_there(page: ModulePage) -> None:
    found = page.run(
        OPEN
        + """
        const store = await openStore();
        await store.putEntry(entry);
        IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); };
        return [await nameOf(store.putEntry({ ...entry, id: 'b' })), (await store.allEntries()).length];
        """
    )
    assert found == ["StorageFullError", 1]


def test_aborted_transaction_is_not_called_kept(page: ModulePage) -> None:
    found = page.run(
        OPEN
        + """
        const store = await openStore(), put = IDBObjectStore.prototype.put;
        IDBObjectStore.prototype.put = function (...given) { const request = put.apply(this, given); this.transaction.abort(); return request; };
        return nameOf(store.putEntry(entry));
        """
    )
    assert found == "StorageBrokenError"


def test_what_reads_back_otherwise_is_not_called_kept(page: ModulePage) -> None:
    found = page.run(
        OPEN
        + """
        const store = await openStore(), put = IDBObjectStore.prototype.put;
        IDBObjectStore.prototype.put = function (one, ...rest) { return put.call(this, { ...one, envelope: '' }, ...rest); };
        return nameOf(store.putEntry(entry));
        """
    )
    assert found == "StorageBrokenError"


@pytest.mark.parametrize(
    "factory",
    [
        "null",
        "{ open() { throw new DOMException('no', 'SecurityError'); } }",
        "{ open() { const request = { error: new DOMException('no', 'InvalidStateError') }; setTimeout(() => request.onerror()); return request; } }",
    ],
)
def test_window_that_keeps_nothing_is_named_at_the_start(page: ModulePage, factory: str) -> None:
    assert page.run(OPEN + f"return nameOf(openStore({{ factory: {factory} }}));") == "StorageMissingError"


def test_newer_release_in_another_tab_is_not_held_up_and_its_database_still_opens(page: ModulePage) -> None:
    found = page.run(
        OPEN
        + """
        const store = await openStore();
        await store.putEntry(entry);
        const newer = await new Promise((resolve, reject) => {
          const request = indexedDB.open('spotsigns', 2);
          request.onblocked = () => reject(new Error('blocked'));
          request.onsuccess = () => resolve(request.result);
        });
        newer.close();
        return (await store.allEntries()).length;
        """
    )
    assert found == 1


def test_older_tab_in_the_way_is_told_to_the_person(page: ModulePage) -> None:
    found = page.run(
        """
        const older = await new Promise((resolve) => {
          const request = indexedDB.open('held', 1);
          request.onsuccess = () => resolve(request.result);
        });
        older.close();
        let told = 0;
        const request = {};
        const factory = { open: () => { setTimeout(() => { request.onblocked(); request.error = new DOMException('x', 'AbortError'); request.onerror(); });
          return request; } };
        const { openStore } = await load('concerns/outbox-db.js');
        await openStore({ factory, onBlocked: () => { told += 1; } }).catch(() => {});
        return told;
        """
    )
    assert found >= 1


def test_lease_goes_to_one_holder_until_it_ends(page: ModulePage) -> None:
    found = page.run(
        OPEN
        + """
        const store = await openStore();
        const takes = [await store.takeLease('a', 0, 100), await store.takeLease('b', 99, 199), await store.takeLease('a', 99, 150),
          await store.takeLease('b', 150, 250)];
        await store.dropLease('a');
        takes.push(await store.takeLease('a', 151, 251));
        await store.dropLease('b');
        takes.push(await store.takeLease('a', 151, 1e12), await store.takeLease('b', 151, 251));
        return takes;
        """
    )
    assert found == [True, False, True, True, False, True, True]


def test_emptied_database_is_noticed_until_it_was_shown(page: ModulePage) -> None:
    found = page.run(
        OPEN
        + """
        const { noteShown, noteWaiting, wasEmptied } = await load('concerns/marker-db.js');
        const first = await openStore();
        const seen = [await wasEmptied(first)];
        await first.putEntry(entry);
        await noteWaiting(first);
        seen.push(await wasEmptied(first));
        first.close();
        await new Promise((resolve) => { indexedDB.deleteDatabase('spotsigns').onsuccess = resolve; });
        const second = await openStore();
        seen.push(await wasEmptied(second));
        await second.putEntry(entry);
        await noteWaiting(second);
        seen.push(await wasEmptied(second));
        await noteShown(second);
        seen.push(await wasEmptied(second), localStorage.length);
        await second.deleteEntry('a');
        seen.push(await wasEmptied(second), localStorage.length);
        return seen;
        """
    )
    assert found == [False, False, True, True, False, 1, False, 0]


def test_outbox_emptied_by_delivery_or_by_hand_is_no_loss(page: ModulePage) -> None:
    found = page.run(
        OPEN
        + """
        const { noteWaiting, wasEmptied } = await load('concerns/marker-db.js');
        const store = await openStore();
        await store.putEntry(entry);
        await noteWaiting(store);
        await store.deleteEntry('a');
        return [await wasEmptied(store), localStorage.length];
        """
    )
    assert found == [False, 0]
