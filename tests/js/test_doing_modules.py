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
