"""Delivery: nothing is lost, and nothing is called received that is not, wherever the process dies and whatever answers."""

from __future__ import annotations

import re
from typing import Any

import pytest
from harness import MODULES, ModulePage
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.browser

# In this order: what the server joins into the worker, imports and exports stripped.
WORKER_MODULES = [
    "sealing/bytes.js",
    "sealing/receipt.js",
    "concerns/ask.js",
    "concerns/puzzle.js",
    "concerns/outbox.js",
    "concerns/open-db.js",
    "concerns/outbox-db.js",
    "concerns/keys.js",
    "concerns/deliver.js",
]
ANSWERS = [
    "ok",
    "lost reply",
    "lost request",
    "forged",
    "unsigned",
    "receipt of another",
    "receipt of other bytes",
    "html",
    "puzzle",
    "endless puzzle",
    "different",
    "refused",
    "404",
    "429",
    "500",
    "503",
]
NEVER_ENDS = [answer for answer in ANSWERS if answer not in ("ok", "puzzle")]
WORLD = "const { World } = await import('/rig/deliver_rig.js');"


def deliver_once(page: ModulePage, script: list[str], then: str = "") -> Any:
    body = """
        const world = await World.make(1);
        world.script = given;
        const result = await world.deliver();
        const [entry] = [...world.store.outbox.values()];
        """
    return page.run(WORLD + body + (then or "return [result, entry];"), script)


def test_entry_goes_only_after_its_receipt_and_leaves_one_note(shared_page: ModulePage) -> None:
    found = deliver_once(
        shared_page,
        ["ok"],
        "const [note] = world.store.kept.get('received'), notes = world.store.kept.get('received').length;"
        "return [result.outcomes.map((one) => one.state), world.store.outbox.size, notes, note.id === world.ids[0], note.received,"
        " Object.keys(note), world.changes.map((one) => one.state), result.nextTry];",
    )
    assert found == [["received"], 0, 1, True, "2026-11-23T20:15Z", ["id", "received"], ["sending", "received"], None]


def test_attempt_is_a_plain_put_of_the_bytes_as_kept(shared_page: ModulePage) -> None:
    found = deliver_once(
        shared_page,
        ["ok"],
        """
        const [{ options, id }] = world.puts, { signal, body, ...plain } = options;
        return [plain, body === world.stored.get(id).text, JSON.parse(body).id === id, signal instanceof AbortSignal];
        """,
    )
    plain = {
        "method": "PUT",
        "cache": "no-store",
        "credentials": "omit",
        "redirect": "manual",
        "headers": {"Content-Type": "application/json"},
    }
    assert found == [plain, True, True, True]


@pytest.mark.parametrize("answer", NEVER_ENDS)
def test_entry_stays_on_the_phone(shared_page: ModulePage, answer: str) -> None:
    result, entry = deliver_once(shared_page, [answer])
    assert entry["state"] == "waiting"
    assert entry["nextTry"] > 1e12
    assert [one["state"] for one in result["outcomes"]] == ["waiting"]
    assert entry["notThrough"] is (answer == "refused")
    assert entry["different"] is (answer == "different")


def test_refusal_brings_fresh_keys_to_the_page(shared_page: ModulePage) -> None:
    result, entry = deliver_once(shared_page, ["refused"])
    assert [one["kind"] for one in result["outcomes"]] == ["refused"]
    assert result["keys"]["partnership"] == "rotherham"
    assert entry["notThrough"] is True


def test_puzzle_is_solved_and_the_entry_received_in_the_same_burst(shared_page: ModulePage) -> None:
    found = deliver_once(
        shared_page,
        ["puzzle", "ok"],
        "return [result.outcomes[0].state, world.puts.map((put) => put.headers['Spotsigns-Puzzle'] || '')];",
    )
    assert found[0] == "received"
    assert found[1][0] == ""
    assert re.fullmatch(r"c2FsdA:[A-Za-z0-9_-]+", found[1][1])


def test_receipt_of_a_key_just_fetched_is_not_believed_when_the_kept_one_is_another(shared_page: ModulePage) -> None:
    body = """
        const world = await World.make(1);
        world.signer = world.keysSigner = world.forger;
        return [(await world.deliver()).outcomes[0].state, world.store.outbox.size];
        """
    assert shared_page.run(WORLD + body) == ["waiting", 1]


def test_nothing_is_sent_into_a_captive_portal(shared_page: ModulePage) -> None:
    body = """
        const world = await World.make(1);
        world.reachable = false;
        const { reached, nextTry } = await world.deliver();
        const [entry] = [...world.store.outbox.values()];
        return [reached, world.puts.length, entry.tries, entry.state, nextTry > world.time];
        """
    assert shared_page.run(WORLD + body) == [False, 0, 0, "waiting", True]


def test_one_entry_that_never_gets_through_holds_up_no_other(shared_page: ModulePage) -> None:
    body = """
        const world = await World.make(3);
        world.poison = { [world.ids[0]]: given };
        world.store.outbox.get(world.ids[1]).envelope = 'not JSON';
        await world.deliver();
        return [...world.store.outbox.keys()].map((id) => world.ids.indexOf(id));
        """
    for answer in NEVER_ENDS:
        assert shared_page.run(WORLD + body, answer) == [0, 1], answer


def test_entry_found_sending_is_called_waiting_before_anything_else(shared_page: ModulePage) -> None:
    body = """
        const world = await World.make(1);
        world.store.outbox.get(world.ids[0]).state = 'sending';
        world.reachable = false;
        await world.deliver();
        return [world.store.outbox.get(world.ids[0]).state, world.changes.map((change) => change.state)];
        """
    assert shared_page.run(WORLD + body) == ["waiting", ["waiting"]]


def test_entry_deleted_while_it_is_on_its_way_stays_deleted(shared_page: ModulePage) -> None:
    body = """
        const world = await World.make(1), answer = world.answer.bind(world);
        world.answer = async (path, options) => {
          if (options.method === 'PUT') world.store.outbox.clear();
          return answer(path, options);
        };
        world.script = [given];
        await world.deliver();
        return [world.store.outbox.size, (world.store.kept.get('received') || []).length];
        """
    for answer in ("ok", "503", "lost reply"):
        assert shared_page.run(WORLD + body, answer) == [0, 0]


def test_entry_deleted_while_it_waits_its_turn_is_not_sent(shared_page: ModulePage) -> None:
    body = """
        const world = await World.make(2), answer = world.answer.bind(world);
        world.answer = async (path, options) => {
          if (options.method === 'PUT') world.store.outbox.delete(world.ids[1]);
          return answer(path, options);
        };
        await world.deliver();
        return world.puts.map((put) => world.ids.indexOf(put.id));
        """
    assert shared_page.run(WORLD + body) == [0]


def test_full_phone_still_sends_what_it_holds(shared_page: ModulePage) -> None:
    body = """
        const world = await World.make(2);
        world.store.updateEntry = async () => { throw new Error('full'); };
        await world.deliver();
        return world.isDone();
        """
    assert shared_page.run(WORLD + body) is True


def test_entry_that_cannot_be_ended_holds_up_no_other_and_is_not_called_sending(
    shared_page: ModulePage,
) -> None:
    body = """
        const world = await World.make(2), finish = world.store.finishEntry.bind(world.store);
        world.store.finishEntry = async (id, note) => { if (id === world.ids[0]) throw new Error('broken'); return finish(id, note); };
        await world.deliver();
        const last = world.changes.filter((change) => change.id === world.ids[0]).pop();
        return [last.state, [...world.store.outbox.keys()].map((id) => world.ids.indexOf(id))];
        """
    assert shared_page.run(WORLD + body) == ["waiting", [0]]


def test_page_that_fails_to_show_the_state_does_not_stop_delivery(shared_page: ModulePage) -> None:
    body = """
        const world = await World.make(2);
        await world.deliver({ onChange: () => { throw new Error('page'); } });
        return world.isDone();
        """
    assert shared_page.run(WORLD + body) is True


@pytest.mark.parametrize("lease", [False, True])
def test_two_tabs_at_once_send_once(shared_page: ModulePage, lease: bool) -> None:
    body = """
        const world = await World.make(2);
        const both = await Promise.all([world.deliver({ lease: given }), world.deliver({ lease: given })]);
        return [both.map((one) => one.ran), world.puts.length, world.isDone()];
        """
    assert shared_page.run(WORLD + body, lease) == [[True, False], 2, True]


@pytest.mark.parametrize("lease", [False, True])
@pytest.mark.parametrize("answer", ["ok", "lost reply", "forged", "refused", "puzzle"])
def test_death_at_every_await_loses_nothing(shared_page: ModulePage, answer: str, lease: bool) -> None:
    """Every call of everything handed in, before and after its effect, until a run is too short to be killed."""
    body = """
        const problems = [];
        let deaths = 0;
        for (let dieAt = 0; ; dieAt += 1) {
          const world = await World.make(2);
          world.script = [given.answer];
          const { died } = await world.deliver({ dieAt, lease: given.lease });
          problems.push(...world.lost().map((lost) => `${dieAt}: ${lost}`));
          for (let again = 0; again < 2; again += 1) {
            world.nextDay();
            await world.deliver({ lease: given.lease });
          }
          if (!world.isDone() || world.lost().length) problems.push(`${dieAt}: not done`);
          if (!died) return [deaths, problems];
          deaths += 1;
        }
        """
    deaths, problems = shared_page.run(WORLD + body, {"answer": answer, "lease": lease})
    assert problems == []
    assert deaths >= 20


def test_one_failing_call_anywhere_loses_nothing(shared_page: ModulePage) -> None:
    body = """
        const problems = [];
        for (let faultAt = 0; ; faultAt += 1) {
          const world = await World.make(2);
          const { calls } = await world.deliver({ faultAt });
          problems.push(...world.lost());
          world.nextDay();
          await world.deliver();
          if (!world.isDone() || world.lost().length) problems.push(faultAt);
          if (faultAt > calls) return problems;
        }
        """
    assert shared_page.run(WORLD + body) == []


run = st.fixed_dictionaries(
    {
        "script": st.lists(st.sampled_from(ANSWERS), max_size=6),
        "dieAt": st.none() | st.integers(0, 60),
        "faultAt": st.none() | st.integers(0, 30),
        "lease": st.booleans(),
        "hurry": st.booleans(),
        "release": st.sampled_from(["one", "two"]),
        "nextDay": st.booleans(),
        "more": st.booleans(),
    }
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(count=st.integers(1, 4), runs=st.lists(run, max_size=6))
def test_any_history_ends_with_all_received_and_none_forged(
    shared_page: ModulePage, count: int, runs: list[dict[str, Any]]
) -> None:
    body = """
        const world = await World.make(given.count), problems = [];
        for (const { script, nextDay, more, ...means } of given.runs) {
          world.script = [...script];
          if (nextDay) world.nextDay();
          if (more) await world.addEntry();
          await world.deliver(means);
          problems.push(...world.lost());
        }
        world.script = [];
        for (let again = 0; again < 2; again += 1) {
          world.nextDay();
          await world.deliver();
        }
        const truly = world.changes.filter((change) => change.state === 'received').every((change) => world.stored.has(change.id));
        return { problems: [...problems, ...world.lost()], done: world.isDone(), truly };
        """
    found = shared_page.run(WORLD + body, {"count": count, "runs": runs})
    assert found == {"problems": [], "done": True, "truly": True}


def test_real_database_and_locks_deliver_too(page: ModulePage) -> None:
    body = """
        const { openStore } = await load('concerns/outbox-db.js');
        const { deliverOutbox } = await load('concerns/deliver.js');
        const world = await World.make(2), store = await openStore();
        for (const entry of await world.store.allEntries()) await store.putEntry(entry);
        const means = { store, release: 'one', fetch: (path, options) => world.answer(path, options) };
        const both = await Promise.all([deliverOutbox(means), deliverOutbox(means)]);
        const alone = await deliverOutbox({ ...means, locks: null });
        const notes = await store.readKept('received');
        return [both.map((one) => one.ran).sort(), alone.ran, world.puts.length, await store.allEntries(),
          notes.map((note) => [world.ids.includes(note.id), note.received]), await store.readKept('lease')];
        """
    note = [True, "2026-11-23T20:15Z"]
    assert page.run(WORLD + body) == [[False, True], True, 2, [], [note, note], None]


def test_answer_that_never_comes_ends_the_attempt(shared_page: ModulePage) -> None:
    body = """
        const { askServer } = await load('concerns/ask.js');
        const cleared = [];
        const timers = { set: (work, ms) => { setTimeout(work, 5); return ms; }, clear: (timer) => cleared.push(timer) };
        const fetch = (path, { signal }) => new Promise((resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
        return [(await askServer({ fetch, timers }, '/x', {}, 4000)).status, cleared];
        """
    assert shared_page.run(body) == [0, [4000]]


KEYS = """
const keys = await load('concerns/keys.js'), bytes = await load('sealing/bytes.js'), suite = await load('sealing/suite.js');
const makeKey = async (seal) => {
  const publicBytes = await suite.publicBytesOf(await suite.generateKeyPair());
  return { id: await suite.keyIdOf(publicBytes), public: bytes.toBase64url(publicBytes), seal };
};
const one = await makeKey(true), two = await makeKey(false);
const good = { partnership: 'rotherham', hub: 'Rotherham MASH', live: true, keys: [one, two], receipt: two.public };
"""


def test_keys_answer_is_believed_whole_or_not_at_all(shared_page: ModulePage) -> None:
    body = """
        const bad = [null, 7, [], {}, { ...good, live: 'yes' }, { ...good, receipt: 'AAAA' }, { ...good, keys: null }, { ...good, hub: undefined },
          { ...good, keys: [{ ...one, id: two.id }, two] }, { ...good, keys: [one, { ...two, seal: true }] }, { ...good, keys: [null] },
          { ...good, keys: [{ ...one, public: two.public }] }];
        return [await keys.checkKeys(good), (await Promise.all(bad.map(keys.checkKeys))).every((checked) => checked === null), good];
        """
    checked, all_refused, good = shared_page.run(KEYS + body)
    assert checked == good
    assert all_refused is True


def test_last_good_keys_are_kept_and_used_without_signal(shared_page: ModulePage) -> None:
    body = """
        const { MemoryStore } = await import('/rig/deliver_rig.js');
        const store = new MemoryStore(), online = async () => new Response(JSON.stringify(good)), offline = async () => { throw new TypeError('no'); };
        const portal = async () => new Response('<html>');
        const first = await keys.currentKeys({ fetch: online, store });
        return [await keys.fetchKeys({ fetch: offline, store }), await keys.currentKeys({ fetch: portal, store }), first];
        """
    none, kept, first = shared_page.run(KEYS + body)
    assert none is None
    assert kept == first


def test_sealing_key_is_there_only_when_the_hub_is_live_and_has_one(shared_page: ModulePage) -> None:
    body = """
        return [keys.sealingKey(good).id === one.id, Object.keys(keys.sealingKey(good)), keys.sealingKey({ ...good, live: false }),
          keys.sealingKey({ ...good, keys: [] }), keys.sealingKey({ ...good, keys: [two] }), keys.sealingKey(null)];
        """
    assert shared_page.run(KEYS + body) == [True, ["id", "public"], None, None, None, None]


SENDING = """
const { prepareSending } = await load('concerns/send.js');
const world = { puts: 0, hasKeys: true, answer: given };
const reply = (status, body, headers) => new Response(JSON.stringify(body), { status, headers });
const fetch = async (path) => {
  if (path === '/healthz') return reply(200, { ok: true });
  if (path === '/api/keys') return world.hasKeys ? reply(200, good) : reply(503, {});
  world.puts += 1;
  return reply(world.answer, { error: 'unknown_key', message: 'Words.', retry: false }, { 'Retry-After': '600' });
};
const sending = await prepareSending({ release: 'one', fetch, isInApp: true });
await sending.seal({ v: 1, kind: 'concern', answers: {} });
await sending.keep();
"""


def test_sending_hurries_once_and_then_waits_as_it_was_asked_to(shared_page: ModulePage) -> None:
    body = "for (let round = 0; round < 5; round += 1) await sending.deliver(); return [world.puts, await sending.look(), sending.isKept];"
    assert shared_page.run(KEYS + SENDING + body, 503) == [1, "open", False]


def test_refused_is_sealed_again_once_and_only_after_fresh_keys(shared_page: ModulePage) -> None:
    body = """
        const first = sending.id, seen = [];
        await sending.deliver();
        world.hasKeys = false;
        seen.push(await sending.look(), await sending.sealAgain(), sending.canSealAgain, sending.willSealAgain, await sending.sealAgain());
        world.hasKeys = true;
        sending.keysAgainAt = 0;
        seen.push(await sending.sealAgain(), sending.canSealAgain, sending.id !== first, (await sending.store.allEntries()).map((entry) => entry.id === sending.id));
        for (let round = 0; round < 3; round += 1) await sending.deliver();
        return [...seen, world.puts, await sending.look()];
        """
    seen = ["refused", False, True, False, False, True, False, True, [True], 2, "refused"]
    assert shared_page.run(KEYS + SENDING + body, 422) == seen


def test_state_is_told_by_the_entry_and_only_its_own_note(shared_page: ModulePage) -> None:
    body = """
        const entry = await sending.store.readEntry(sending.id), seen = [];
        for (const change of [{ different: true }, { notThrough: true }, { different: true, state: 'sending' }]) {
          await sending.store.updateEntry({ ...entry, ...change });
          seen.push(await sending.look());
        }
        await sending.store.deleteEntry(sending.id);
        await sending.store.writeKept('received', [{ id: 'another', received: 'x' }]);
        seen.push(await sending.look());
        await sending.store.writeKept('received', [{ id: sending.id, received: 'y' }, { id: 'another', received: 'x' }]);
        const both = await Promise.all([sending.look(), sending.look()]);
        return [...seen, ...both, sending.receivedAt, await sending.store.readKept('received')];
        """
    left = [{"id": "another", "received": "x"}]
    assert shared_page.run(KEYS + SENDING + body, 503) == ["different", "refused", "sending", "gone", "received", "received", "y", left]


def test_modules_join_into_one_classic_worker_script(page: ModulePage) -> None:
    parts = []
    for name in WORKER_MODULES:
        text = (MODULES / name).read_text("utf-8")
        assert not re.search(r"^export (default|\{|\*)|^import(?! \{[^}]*\} from '[^']+';$)", text, re.M), (
            name
        )
        text = re.sub(r"^import .*\n", "", text, flags=re.M)
        parts.append(re.sub(r"^export (?=(async )?function|const|class)", "", text, flags=re.M))
    script = "'use strict';\n" + "\n".join(parts)
    script += "\ndeliverOutbox({ store: { allEntries: async () => [] }, release: 'one' }).then((delivery) => postMessage(delivery.ran));"
    body = """
        const worker = new Worker(URL.createObjectURL(new Blob([given], { type: 'text/javascript' })));
        return new Promise((resolve, reject) => {
          worker.onmessage = (event) => resolve(event.data);
          worker.onerror = (event) => reject(new Error(event.message));
        });
        """
    assert page.run(body, script) is True


def import_depth(name: str, chain: tuple[str, ...] = ()) -> int:
    assert name not in chain, f"{name} imports itself by way of {chain}"
    text = (MODULES / name).read_text("utf-8")
    found = re.findall(r"^import .* from '(\..*)';$", text, re.M)
    below = [
        (MODULES / name).parent.joinpath(path).resolve().relative_to(MODULES).as_posix() for path in found
    ]
    return max((1 + import_depth(path, (*chain, name)) for path in below), default=0)


@pytest.mark.parametrize(
    "name",
    sorted(
        path.relative_to(MODULES).as_posix()
        for room in ("sealing", "concerns")
        for path in (MODULES / room).glob("*.js")
    ),
)
def test_module_keeps_the_house_rules(name: str) -> None:
    text = (MODULES / name).read_text("utf-8")
    assert text.startswith("// "), "the first line says what the module is for"
    assert len(text.splitlines()) <= 150
    assert import_depth(name) <= 3
    code = re.sub(r"/\*\*.*?\*/|^\s*//.*$", "", text, flags=re.M | re.S)
    too_new_or_forbidden = r"innerHTML|console\.|\.at\(|replaceAll|structuredClone|randomUUID|static \{|\|\|=|&&=|\?\?=|this\.#|^await "
    assert not re.search(too_new_or_forbidden, code, re.M)
