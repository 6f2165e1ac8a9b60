"""Modules of what the desk does, in a real browser without a server: records, the document of a hand-over, restricted copies."""

from __future__ import annotations

import hashlib
import json

from tests.js.harness import ModulePage

DOCUMENT = {
    "v": 1, "kind": "spotsigns-hand-over", "id": "0", "from": {"hub": "Hub", "by": "Ben \"B\" O'Neil"}, "to": {"id": "police", "name": "Police"}, "made_at": "2026-11-23T20:15Z",
    "received": "2026-11-23T20:15Z", "lang": "ur", "summary": "a\nb\tc\\ é \u2028 \U0001f600", "lines": [{"group": "words", "label": "Words", "own": True, "values": ["ماں", ""]}],
}  # fmt: skip


def test_digest_is_the_one_that_the_format_states(page: ModulePage) -> None:
    canonical = json.dumps(DOCUMENT, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    found = page.run(
        "const { canonical, digestOf, fileOf, documentFrom } = await load('hub/hand-over-document.js'); const { readOpened } = await load('hub/opened.js');"
        "const read = documentFrom(readOpened(new TextEncoder().encode(canonical(given))).root);"
        "return [canonical(given), await digestOf(given), JSON.parse(fileOf(given, 'd')), await digestOf(read)];",
        DOCUMENT,
    )
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    assert found == [canonical, digest, {"digest": "d", "document": DOCUMENT}, digest]


def test_document_holds_the_chosen_groups_only_and_shows_what_is_unseen(page: ModulePage) -> None:
    answers = {"danger": "yes", "signs": ["a.b"], "what": "words \u202e", "child": "Mia", "contact_name": "Parveen", "vehicle": {"registration": "AB12"}, "childish": "no"}
    found = page.run(
        """const { documentOf } = await load('hub/hand-over-document.js'); const { readOpened } = await load('hub/opened.js');
        const root = readOpened(new TextEncoder().encode(JSON.stringify({ v: 1, kind: 'concern', lang: 'ur', answers: given }))).root;
        const groups = [['danger', ['danger']], ['signs', ['signs']], ['words', ['what']], ['child', ['child']], ['vehicle', ['vehicle']], ['contact', ['contact_name']]].map(([id, fields]) => ({ id, label: id, fields }));
        const labels = { signs: { 'a.b': { label: 'Sign', text: 'Said.' } }, fields: { child: 'The child' }, choices: { danger: { yes: 'Yes' } }, order: [] };
        const recipe = { id: 'x', destination: 'police', variant: 0, groups: ['vehicle', 'child', 'signs', 'words', 'danger'], summary: '', by: 'Ben', hub: 'Hub', made_at: 't' };
        const made = documentOf(recipe, { envelope: { received: 'r' }, opened: { root } }, { groups, destinations: [] }, labels);
        return made.lines.map((line) => [line.group, line.label, line.own, line.values]);""",
        answers,
    )
    assert found == [
        ["danger", "danger", False, ["Yes"]], ["signs", "signs", False, ["Sign: Said."]], ["words", "words", True, ["words ⟨U+202E⟩"]],
        ["child", "The child", True, ["Mia"]], ["vehicle", "vehicle.registration", True, ["AB12"]],
    ]  # fmt: skip


THREAD = """
const { documentFrom, documentOf, digestOf, canonical, toldText, holdsNumbers } = await load('hub/hand-over-document.js'); const { readOpened } = await load('hub/opened.js');
const rootOf = (content) => readOpened(new TextEncoder().encode(JSON.stringify(content))).root;
const text = (words, lang = 'ur') => rootOf({ v: 1, kind: 'message', lang, text: words });
const groups = [['words', ['what', 'text']], ['vehicle', ['vehicle']], ['contact', ['contact_name']]].map(([id, fields]) => ({ id, label: id, fields }));
const labels = { signs: {}, fields: {}, choices: {}, order: [] };
const own = rootOf({ v: 1, kind: 'concern', lang: 'en', answers: { what: 'first 01709 336080', vehicle: { registration: 'AB12' } } });
const told = [
  { id: 'a', variant: 0, received: '2026-11-24T09:00Z', root: text('YX19 ABC, ring 07700 900123'), sender: 'same' },
  { id: 'b', variant: 1, received: '2026-11-24T10:00Z', root: null, sender: '' },
  { id: 'c', variant: 0, received: '2026-11-24T11:00Z', root: rootOf({ v: 1, kind: 'concern', lang: 'pl', answers: { vehicle: { registration: 'CD34' }, contact_name: 'Ola' } }), sender: 'unproven' },
];
const recipe = { id: 'x', destination: 'police', variant: 0, groups: ['words', 'vehicle'], summary: '', names: true, numbers: false, by: 'Ben', hub: 'Hub', made_at: 't', told: toldText(told), beyond: 2 };
const make = (changed, beside = told) => documentOf({ ...recipe, ...changed }, { envelope: { received: 'r' }, opened: { root: own }, beside: { told: beside, beyond: 0, sender: 'first' } }, { groups, destinations: [] }, labels);
const rows = (made) => made.lines.map((line) => [line.part, line.group, line.values]);
"""


def test_document_holds_what_else_was_told_each_part_with_its_time(page: ModulePage) -> None:
    made, wordless, whole = page.run(THREAD + "return [make({}), make({ groups: ['vehicle'] }), make({ groups: ['words', 'contact'], numbers: true })];")
    assert (made["v"], made["sender"], made["left_out"]) == (2, "first", 2)
    assert made["parts"] == [
        {"received": "2026-11-24T09:00Z", "missing": False, "sender": "same", "lang": "ur"},
        {"received": "2026-11-24T10:00Z", "missing": True, "sender": "", "lang": ""},
        {"received": "2026-11-24T11:00Z", "missing": False, "sender": "unproven", "lang": "pl"},
    ]
    lines = [(line["part"], line["group"], line["values"]) for line in made["lines"]]
    assert lines == [(0, "words", ["first 01709 336080"]), (0, "vehicle", ["AB12"]), (1, "words", ["YX19 ABC, ring [taken out]"]), (3, "vehicle", ["CD34"])]
    assert ([part["missing"] for part in wordless["parts"]], wordless["left_out"]) == ([True, False], 3)
    assert [(line["part"], line["values"]) for line in whole["lines"]] == [(0, ["first 01709 336080"]), (1, ["YX19 ABC, ring 07700 900123"]), (3, ["Ola"])]


def test_document_is_made_the_same_by_another_browser_or_not_at_all(page: ModulePage) -> None:
    found = page.run(
        THREAD
        + """
        const later = { id: 'd', variant: 0, received: '2026-11-25T09:00Z', root: text('later'), sender: 'same' };
        const opensMore = told.map((one) => (one.id === 'b' ? { ...one, root: text('opens here') } : one));
        const opensLess = told.map((one) => (one.id === 'a' ? { ...one, root: null } : one));
        const digests = await Promise.all([make({}), make({}, [...told, later]), make({}, opensMore)].map(digestOf));
        const read = documentFrom(rootOf(make({})));
        return [new Set(digests).size, make({}, opensLess), make({}, told.slice(1)), canonical(read) === canonical(make({})), documentFrom(rootOf({ ...make({}), v: 3 }))];"""
    )
    assert found == [1, None, None, True, None]


def test_hand_over_prepared_before_version_2_still_has_its_digest(page: ModulePage) -> None:
    made = page.run(THREAD + "const { told: none, beyond, numbers, ...old } = recipe; return documentOf(old, { envelope: { received: 'r' }, opened: { root: own }, beside: null }, { groups, destinations: [] }, labels);")
    assert set(made) == {"v", "kind", "id", "from", "to", "made_at", "received", "lang", "lines", "summary"}
    assert (made["v"], made["lines"][0]) == (1, {"group": "words", "label": "words", "own": True, "values": ["first 01709 336080"]})


PAPER = THREAD + "const { paperOf } = await load('hub/paper.js'); const say = (name, values) => `[${[name, ...Object.values(values || {})].join(' ')}]`;"


def test_paper_drops_no_line_and_says_what_is_missing(page: ModulePage) -> None:
    stray, words = page.run(
        PAPER
        + """
        const stray = { ...make({}), lines: [{ part: 9, group: 'words', label: 'Stray', own: true, values: ['nowhere'] }, { part: 2, group: 'words', label: 'In what is missing', own: true, values: ['shown'] }] };
        return [stray, make({})].map((made) => paperOf(made, 'd', say).textContent);"""
    )
    assert "nowhere" in stray
    assert "shown" in stray
    order = ["AB12", "[paper-later]", "[paper-same]", "YX19", "[paper-missing]", "[paper-missing-why]", "[paper-later]", "[paper-unproven]", "CD34", "[paper-left-out 2]"]
    at = [words.find(word) for word in order[:6]]
    assert at == sorted(at)
    assert min(at) >= 0
    assert [word for word in order if word not in words] == []


def test_thread_is_opened_for_a_hand_over_and_only_a_plain_no_is_called_missing(page: ModulePage) -> None:
    """A message that somebody may not see is missing; one that the server did not hand out just now is asked for again."""
    found = page.run(
        """const { ThreadTold, MOST_TOLD } = await load('hub/hand-over-thread.js'); const { HubRefusal } = await load('hub/ask-hub.js');
        const map = (content) => ({ root: new Map(Object.entries(content)), raw: '', why: '' });
        const words = { first: map({ kind: 'concern' }), said: map({ kind: 'message', text: 'more' }), odd: map({ kind: 'message', text: 7 }) };
        const shown = { envelopes: [{ id: 'first', thread: 't' }], read: [{ envelope: { id: 'first', variant: 0, received: '1' }, opened: words.first }] };
        const heads = [], asked = [];
        const opener = { saw: async (head) => heads.push(head), open: async ({ id }) => words[id] || null };
        const thread = (ids, refuse) => new ThreadTold(shown, opener, async (path) => {
          asked.push(path);
          if (path.includes('/envelopes?after=')) return { rows: path.endsWith('=') ? ids.map((id, at) => ({ id, variant: 0, received: String(at) })) : [] };
          const id = path.split('/')[4];
          if (refuse[id]) throw new HubRefusal(refuse[id], 'no', 'no');
          return { envelopes: [{ id, variant: 0, received: '2' }, ...(id === 'said' ? [{ id, variant: 1, received: '3' }] : [])], head: id };
        });
        const whole = thread(['first', 'said', 'odd', 'hidden', 'shut'], { hidden: 404 });
        const beside = await whole.all(shown.read[0]);
        const before = asked.length;
        await whole.all(shown.read[0]);
        const again = asked.slice(before).filter((path) => path.endsWith('/open')).length;
        const busy = await thread(['first', 'said'], { said: 503 }).all(shown.read[0]).catch((problem) => problem.status);
        const many = await thread(['first', ...Array.from({ length: MOST_TOLD + 3 }, (none, at) => `m${at}`)], {}).all(shown.read[0]);
        return [beside.told.map((one) => [one.id, one.variant, one.root !== null, one.sender]), beside.sender, beside.beyond, again, heads.slice(0, 3), busy, many.told.length, many.beyond, many.told[0].id];"""
    )
    assert found == [
        [["said", 0, True, "unproven"], ["said", 1, True, "unproven"], ["odd", 0, False, "unproven"], ["hidden", 0, False, ""], ["shut", 0, False, ""]],
        "first", 0, 0, ["said", "odd", "shut"], 503, 200, 3, "m3",
    ]  # fmt: skip


def test_record_opens_as_what_it_is_and_not_as_anything_else(page: ModulePage) -> None:
    found = page.run(
        """const { lockContent, openContent } = await load('hub/desk-records.js'); const { Opener } = await load('hub/opener.js');
        const opener = (deskKeys) => new Opener(new Map(), undefined, deskKeys);
        const key = () => crypto.subtle.importKey('raw', crypto.getRandomValues(new Uint8Array(32)), 'HKDF', false, ['deriveBits', 'deriveKey']);
        const [old, now] = [{ id: 'old', key: await key() }, { id: 'now', key: await key() }];
        const bound = { kind: 'note', id: '1', author: 'ben' };
        const locked = await lockContent(opener([old]), bound, { concern: 'c', text: 'hello' });
        const longer = await lockContent(opener([old]), bound, { concern: 'c', text: 'x'.repeat(3000) });
        const open = async (changed, deskKeys = [now, old]) => { const root = await openContent(opener(deskKeys), { ...bound, ...changed }, locked); return root && root.get('text'); };
        return [await open({}), await open({ kind: 'link' }), await open({ id: '2' }), await open({ author: 'cat' }), await open({}, [now]), locked.length === longer.length];"""
    )
    assert found == ["hello", None, None, None, None, True]


def test_restricted_copy_opens_for_its_holder_and_under_its_own_name(page: ModulePage) -> None:
    found = page.run(
        """const { Opener } = await load('hub/opener.js'); const { generateKeyPair, publicBytesOf, sealBytes } = await load('sealing/suite.js');
        const { padPlaintext } = await load('sealing/envelope.js');
        const pair = await generateKeyPair(); const bytes = padPlaintext(new TextEncoder().encode('{"kind":"concern"}'));
        const envelope = { id: 'i', thread: 't', key: 'k', restricted: true, sealed: await sealBytes(await publicBytesOf(pair), 'spotsigns/v1/restricted|i|t|cat', bytes) };
        const open = async (id, changed = {}) => { const opener = new Opener(new Map()); opener.person = { id, pair }; const read = await opener.open({ ...envelope, ...changed }); return read && read.root.get('kind'); };
        return [await open('cat'), await open('ben'), await open('cat', { thread: 'u' }), await open('cat', { restricted: false })];"""
    )
    assert found == ["concern", None, None, None]
