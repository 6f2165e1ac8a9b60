"""The pure modules of static/js/hub against the vectors, the Python twins, and what somebody hostile may send."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from harness import ModulePage

from spotsigns.concerns.model import HubKey
from spotsigns.hub.keys import lock_private, open_copy, seal_copy, unlock_private
from spotsigns.hub.model import HeldKey
from spotsigns.hub.words import fingerprint, recovery_entropy, recovery_words
from spotsigns.sealing.encoding import from_base64url, to_base64url
from spotsigns.sealing.envelope import (
    derive_key_pair,
    key_id,
    load_pkcs8,
    new_private_key,
    private_pkcs8,
    private_scalar,
    public_bytes,
)

pytestmark = pytest.mark.browser

VECTORS = json.loads((Path(__file__).parents[1] / "vectors.json").read_text("utf-8"))["log_in"]
LOAD = """
const bytes = await load('sealing/bytes.js'), suite = await load('sealing/suite.js'), keys = await load('hub/keys.js');
const words = await load('hub/words.js'), passphrases = await load('hub/passphrase.js');
const { readOpened, visible, textAt, languageTag } = await load('hub/opened.js');
const said = await load('hub/said.js'), sorting = await load('hub/sorting.js');
const told = (text) => readOpened(bytes.utf8(text));
"""


@pytest.mark.parametrize("row", VECTORS, ids=lambda row: ascii(row["passphrase"]))
def test_vector_grows_into_auth_and_wrap(shared_page: ModulePage, row: dict[str, Any]) -> None:
    grown = shared_page.run(
        LOAD
        + """
        const stretched = await passphrases.stretch(given.passphrase, bytes.fromBase64url(given.salt));
        return [bytes.toHex(await passphrases.authOf(stretched)), bytes.toHex(await passphrases.wrapOf(stretched, bytes.fromBase64url(given.share)))];
        """,
        row,
    )
    assert grown == [row["auth"], row["wrap"]]


@pytest.mark.parametrize(
    ("passphrase", "problem"),
    [
        ("mom cotton off sugar off engine", None),
        ("grüne Häuser am Kanal", None),
        ("پانچ نیلی کشتیاں ندی میں", None),
        ("kurz", "short"),
        ("fourteen chars", "short"),
        ("🚕🚕🚕🚕🚕🚕🚕🚕", "short"),
        ("aaaaaaaaaaaaaaaaaaaa", "common"),
        ("passwordpassword", "common"),
        ("Password-Password-1", "common"),
        ("correct horse battery staple", "common"),
        ("123456789012345678", "common"),
        ("abcdefghijklmnopqrs", "common"),
        ("qwertyuiopasdfghjkl", "common"),
        ("rotherham mash hub 123456", "common"),
        ("taxitaxitaxitaxitaxi", "common"),
    ],
)
def test_passphrases_that_others_would_try_are_refused(shared_page: ModulePage, passphrase: str, problem: str | None) -> None:
    assert shared_page.run(LOAD + "return passphrases.problemWith(given)", passphrase) == problem


def test_generated_words_are_always_taken(shared_page: ModulePage) -> None:
    assert shared_page.run(LOAD + "return Array.from({ length: 500 }, () => words.randomWords(6)).map(passphrases.problemWith).filter(Boolean)") == []


def test_words_are_those_of_the_python_twin(shared_page: ModulePage) -> None:
    entropy, public = bytes(range(7, 39)), public_bytes(new_private_key())
    found = shared_page.run(
        LOAD
        + """
        const entropy = bytes.fromBase64url(given.entropy);
        const shown = await words.recoveryWords(entropy);
        const swapped = [shown[1], shown[0], ...shown.slice(2)];
        return { shown: shown.join(' '), back: bytes.toBase64url(await words.recoveryEntropy(shown.map((word) => ` ${word.toUpperCase()} `))),
          bad: [await words.recoveryEntropy(swapped), await words.recoveryEntropy(shown.slice(1)), await words.recoveryEntropy([...shown.slice(1), 'nothing'])],
          print: await words.fingerprintOf(bytes.fromBase64url(given.public)),
          recovery: bytes.toBase64url(await suite.publicBytesOf(await keys.recoveryPair(entropy))) };
        """,
        {"entropy": to_base64url(entropy), "public": to_base64url(public)},
    )
    assert found == {
        "shown": recovery_words(entropy),
        "back": to_base64url(entropy),
        "bad": [None, None, None],
        "print": fingerprint(public),
        "recovery": to_base64url(public_bytes(derive_key_pair(entropy))),
    }
    assert recovery_entropy(found["shown"]) == entropy


def test_keys_locked_and_sealed_by_either_twin_open_in_the_other(shared_page: ModulePage) -> None:
    own, hub, wrap = new_private_key(), new_private_key(), b"w" * 32
    copy = seal_copy(hub, b"d" * 32, "anna", public_bytes(own))
    found = shared_page.run(
        LOAD
        + """
        const read = (name) => bytes.fromBase64url(given[name]);
        const own = await suite.importKeyPair(await keys.unlockBytes(read('wrap'), read('locked')), read('public'));
        const copy = { id: given.id, public: given.hubPublic, seal: true, hub: given.hub, desk: given.desk };
        const opened = await keys.openCopy(copy, 'anna', own);
        const refuses = (changed, holder) => keys.openCopy({ ...copy, ...changed }, holder, own).then(() => false, () => true);
        const made = await keys.makeKey();
        return { works: await keys.opensTestSeal(read('hubPublic'), opened.pair), extractable: [opened.pair.privateKey.extractable, opened.deskKey.extractable],
          refused: [await refuses({}, 'bert'), await refuses({ id: '0'.repeat(16) }, 'anna'), await refuses({ hub: given.desk }, 'anna'), await refuses({ public: given.public }, 'anna')],
          made: bytes.toBase64url(made.pkcs8), locked: bytes.toBase64url(await keys.lockBytes(read('wrap'), made.pkcs8)),
          copy: await keys.sealCopy({ hub: made, deskKey: read('wrap'), holder: 'anna', holderPublic: read('public') }), madePublic: bytes.toBase64url(made.publicBytes) };
        """,
        {
            "wrap": to_base64url(wrap), "locked": to_base64url(lock_private(wrap, own)), "public": to_base64url(public_bytes(own)),
            "id": copy.key.id, "hubPublic": to_base64url(copy.key.public), "hub": to_base64url(copy.hub_sealed), "desk": to_base64url(copy.desk_sealed),
        },
    )  # fmt: skip
    assert (found["works"], found["extractable"], found["refused"]) == (True, [False, False], [True] * 4)
    made = load_pkcs8(from_base64url(found["made"]))
    assert private_scalar(unlock_private(wrap, from_base64url(found["locked"]))) == private_scalar(made)
    public = from_base64url(found["madePublic"])
    sealed = HeldKey(HubKey(key_id(public), public, seal=True), "anna", from_base64url(found["copy"]["hub"]), from_base64url(found["copy"]["desk"]))
    opened, desk_key = open_copy(sealed, own)
    assert (private_pkcs8(opened), desk_key) == (private_pkcs8(made), wrap)


def test_what_was_opened_is_read_without_harm(shared_page: ModulePage) -> None:
    found = shared_page.run(
        LOAD
        + """
        const opened = told('{"__proto__": {"polluted": 1}, "constructor": "x", "answers": {"__proto__": "y", "what": "سلام"}}');
        return [{}.polluted === undefined, opened.root.get('constructor'), Array.from(opened.root.keys()), opened.root.get('answers').get('__proto__'), textAt(opened.root, 'answers', 'what'), textAt(opened.root, 'toString'), textAt(opened.root, 'answers', 'what', 'length')];
        """
    )
    assert found == [True, "x", ["__proto__", "constructor", "answers"], "y", "سلام", "", ""]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "json"), ("not json", "json"), ("[1]", "shape"), ('"text"', "shape"), ("null", "shape"), ("7", "shape"),
        ('{"a": {"b": {"c": {"d": 1}}}}', ""), ('{"a": {"b": {"c": {"d": {}}}}}', "shape"), ('{"a": [[[["e"]]]]}', "shape"),
        (json.dumps({f"k{n}": n for n in range(200)}), ""), (json.dumps({f"k{n}": n for n in range(201)}), "shape"), (json.dumps({"a": [0] * 200}), "shape"),
        (json.dumps({"a": "x" * 12_000}), ""), (json.dumps({"a": "x" * 12_001}), "shape"), (json.dumps({"x" * 12_001: 1}), "shape"), ("[" * 40_000, "json"),
    ],
    ids=range(16),
)  # fmt: skip
def test_what_breaks_a_limit_is_shown_as_it_came(shared_page: ModulePage, text: str, why: str) -> None:
    opened = shared_page.run(LOAD + "const opened = told(given); return { why: opened.why, isRoot: opened.root !== null, raw: opened.raw }", text)
    assert opened == {"why": why, "isRoot": why == "", "raw": text}


def test_broken_utf8_is_shown_with_a_warning(shared_page: ModulePage) -> None:
    assert shared_page.run(LOAD + "const opened = readOpened(new Uint8Array([0x7b, 0xff, 0x7d])); return [opened.why, opened.raw]") == ["utf8", "{\ufffd}"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("car \u202egnp.exe", "car ⟨U+202E⟩gnp.exe"),
        ("a\u2066b\u2069\u200f\u061c", "a⟨U+2066⟩b⟨U+2069⟩⟨U+200F⟩⟨U+061C⟩"),
        ("\u0000\u0007\u001b[0m\u007f\u0085", "⟨U+0000⟩⟨U+0007⟩⟨U+001B⟩[0m⟨U+007F⟩⟨U+0085⟩"),
        ("a\u200bb\ufeffc\u00add", "a⟨U+200B⟩b⟨U+FEFF⟩c⟨U+00AD⟩d"),
        ("\U000e0041", "⟨U+E0041⟩"),
        ("one\r\ntwo\nthree\tfour\rfive", "one\ntwo\nthree\tfour⟨U+000D⟩five"),
        ("می\u200cخواہم 👩\u200d👧 ਪੰਜਾਬੀ", "می\u200cخواہم 👩\u200d👧 ਪੰਜਾਬੀ"),
    ],
    ids=ascii,
)
def test_invisible_characters_are_made_visible_and_scripts_left_alone(shared_page: ModulePage, text: str, shown: str) -> None:
    assert shared_page.run(LOAD + "return visible(given)", text) == shown


def test_half_a_surrogate_is_made_visible(shared_page: ModulePage) -> None:
    assert shared_page.run(LOAD + r"return visible(told('{\"a\": \"x\\ud800y\"}').root.get('a'))") == "x⟨U+D800⟩y"


def test_language_tags_are_only_tags(shared_page: ModulePage) -> None:
    tags = ["ur", "zh-Hans", "pnb", "", "x", "ur onclick", "ur\"><b>", "a" * 40]
    assert shared_page.run(LOAD + "return given.map(languageTag)", tags) == ["ur", "zh-Hans", "pnb", "", "", "", "", ""]


LABELS = {
    "signs": {"taxi.same-trip": {"label": "Same trip", "text": "The same trip each week."}},
    "fields": {"danger": "Is anyone in danger now?", "place": "Where?", "vehicle.registration": "Number plate"},
    "choices": {"danger": {"yes": "Yes"}, "place": {"eastwood": "Eastwood"}, "signs": {"something-else": "Something else"}},
    "order": ["danger", "signs", "what", "place", "vehicle.registration"],
}


def test_answers_are_said_in_english_and_nothing_is_dropped(shared_page: ModulePage) -> None:
    told = {
        "v": 1, "kind": "concern", "lang": "ur", "mystery": {"deep": ["x", 1]}, "mac": "m",
        "answers": {"toString": "kept", "vehicle": {"registration": "YX19 ABC", "colour": "red"}, "place": "eastwood", "danger": "yes", "what": "w",
                    "signs": ["taxi.same-trip", "old.sign", "something-else"], "empty": "", "none": [], "many": ["a", "b"]},
    }  # fmt: skip
    found = shared_page.run(
        LOAD
        + """
        const root = told(JSON.stringify(given.told)).root;
        const plain = (lines) => lines.map((line) => [line.field, line.label, line.isKnown, ...line.values.map((value) => [value.text, value.isTold])]);
        return { lines: plain(said.answerLines(root.get('answers'), given.labels)), others: plain(said.otherLines(root, given.labels)), signs: said.signLines(root.get('answers').get('signs'), given.labels) };
        """,
        {"told": told, "labels": LABELS},
    )
    assert found["lines"] == [
        ["danger", "Is anyone in danger now?", True, ["Yes", False]],
        ["place", "Where?", True, ["Eastwood", False]],
        ["vehicle.registration", "Number plate", True, ["YX19 ABC", True]],
        ["toString", "toString", False, ["kept", True]],
        ["vehicle.colour", "vehicle.colour", False, ["red", True]],
        ["many", "many", False, ["a", True], ["b", True]],
    ]
    assert found["others"] == [["mystery.deep", "mystery.deep", False, ["x", True], ["1", True]]]
    assert [(sign["id"], sign["label"]) for sign in found["signs"]] == [("taxi.same-trip", "Same trip"), ("old.sign", "old.sign"), ("something-else", "Something else")]


def test_odd_answers_are_lines_too(shared_page: ModulePage) -> None:
    for answers, values in (("text", ["text"]), (["a", {"b": 1}], ["a", "b: 1"]), (7, ["7"])):
        lines = shared_page.run(LOAD + "return said.answerLines(told(JSON.stringify({ a: given.answers })).root.get('a'), given.labels)", {"answers": answers, "labels": LABELS})
        assert [value["text"] for line in lines for value in line["values"]] == values


def test_desk_is_sorted_by_danger_when_and_age(shared_page: ModulePage) -> None:
    rows = [
        ("old-no", "2026-11-20T08:00Z", {"danger": "no", "when": "now"}),
        ("new-yes", "2026-11-23T20:00Z", {"danger": "yes", "when": "today"}),
        ("now-yes", "2026-11-23T20:05Z", {"danger": "yes", "when": "now"}),
        ("later-unknown", "2026-11-23T09:00Z", {"danger": "unknown", "when": "longer"}),
        ("sealed", "2026-11-23T08:00Z", None),
        ("odd", "2026-11-23T07:00Z", {"danger": "<b>", "when": "soon"}),
        ("message", "2026-11-23T06:00Z", {}),
        ("older-unknown", "2026-11-22T09:00Z", {"danger": "unknown", "when": "longer"}),
        ("slow-yes", "2026-11-22T09:00Z", {"danger": "yes", "when": "now"}),
        ("slow-no", "2026-11-19T09:00Z", {"danger": "no", "when": "now"}),
    ]
    order = shared_page.run(
        LOAD
        + """
        const briefs = given.map(([id, received, answers]) => sorting.briefOf({ id, received, variant: 0, slow: id.startsWith('slow') }, answers && told(JSON.stringify({ kind: 'concern', answers }))));
        return briefs.sort(sorting.compareBriefs).map((brief) => brief.id);
        """,
        rows,
    )
    assert order == ["now-yes", "new-yes", "slow-yes", "older-unknown", "later-unknown", "message", "odd", "sealed", "old-no", "slow-no"]


def test_brief_keeps_a_little_and_says_when_it_does_not_open(shared_page: ModulePage) -> None:
    briefs = shared_page.run(
        LOAD
        + """
        const row = { id: 'a', variant: 1, received: '', state: 'new' };
        const whole = told(JSON.stringify({ kind: 'concern', lang: 'ur', practice: true, unfinished: 'yes', answers: { what: '😀'.repeat(400), place: 'eastwood' } }));
        return [sorting.briefOf(row, whole), sorting.briefOf(row, null), sorting.briefOf(row, told('broken'))];
        """
    )
    assert briefs[0]["says"] == "😀" * 160
    assert (briefs[0]["lang"], briefs[0]["practice"], briefs[0]["unfinished"], briefs[0]["opens"]) == ("ur", True, False, True)
    assert (briefs[1]["opens"], briefs[1]["odd"], briefs[1]["says"]) == (False, False, "")
    assert (briefs[2]["opens"], briefs[2]["odd"], briefs[2]["says"]) == (True, True, "broken")


READ = """
const { readingOf } = await load('hub/reading.js');
const labels = { signs: {}, fields: {}, choices: {}, order: [] };
const pane = readingOf({ id: 'a', variant: 0, received: '', sealed: '' }, told(given), { say: (name) => `[${name}]`, labels });
return pane.textContent;
"""


@pytest.mark.parametrize(
    ("told", "shown", "absent"),
    [
        ({"answers": {"what": ["one", "two"]}}, ["[words-below]", "one", "two"], ["[no-words]"]),
        ({"answers": {"what": 7}}, ["[words-below]", "what7"], ["[no-words]"]),
        ({"answers": {"what": {"deep": "down"}}}, ["[words-below]", "what.deepdown"], ["[no-words]"]),
        ({"answers": {"what": "first"}, "text": "second"}, ["first", "[also-sent]", "second"], ["[words-below]"]),
        ({"answers": {"what": "first", "": {"what": "hidden", "signs": ["odd"]}}}, ["first", "hidden", "odd"], []),
        ({"text": ["listed"]}, ["[words-below]", "listed"], ["[no-words]"]),
        ({"text": "a message"}, ["a message"], ["[also-sent]", "[words-below]"]),
        ({"answers": {"what": "only once"}}, ["only once"], ["what"]),
        ({"answers": {"what": []}, "text": ""}, ["[no-words]"], ["[words-below]"]),
    ],
    ids=range(9),
)
def test_own_words_are_shown_wherever_they_stand(shared_page: ModulePage, told: dict[str, Any], shown: list[str], absent: list[str]) -> None:
    pane = shared_page.run(LOAD + READ, json.dumps(told))
    assert [words for words in shown if words not in pane] == []
    assert [words for words in absent if words in pane] == []
    assert all(pane.count(words) == 1 for words in shown)


LIST = """
const { DeskList } = await load('hub/desk-list.js');
const [list, more] = [document.createElement('ol'), document.createElement('button')];
document.body.replaceChildren(list, more);
const calls = [];
const means = { say: (name) => name, labels: given.labels, more, onOpen: (brief) => calls.push(brief.id), onMore: () => calls.push('more') };
const desk = new DeskList(list, means);
const state = () => [list.children.length, desk.drawn, more.hidden];
"""


def test_every_concern_can_be_brought_into_the_list(shared_page: ModulePage) -> None:
    found = shared_page.run(
        LOAD
        + LIST
        + """
        const briefs = Array.from({ length: 1100 }, (none, at) => sorting.briefOf({ id: `c${at}`, received: '', variant: 0, state: 'new' }, null));
        desk.show(briefs);
        const states = [state()];
        for (let press = 0; press < 2; press += 1) {
          more.click();
          states.push([...state(), document.activeElement.dataset.id]);
        }
        list.querySelector('[data-at="1099"]').click();
        desk.begin();
        desk.show(briefs.slice(0, 500));
        return { states: [...states, state()], calls };
        """,
        {"labels": {"choices": {}, "categories": {}, "wards": {}}},
    )
    assert found == {
        "states": [[500, 500, False], [1000, 1000, False, "c500/0"], [1100, 1100, True, "c1000/0"], [500, 500, True]],
        "calls": ["more", "more", "c1099"],
    }


@pytest.mark.parametrize("key", ["constructor", "toString", "__proto__"])
def test_list_says_nothing_for_keys_that_every_object_has(shared_page: ModulePage, key: str) -> None:
    shown = shared_page.run(
        LOAD
        + LIST
        + """
        const opened = told(JSON.stringify({ kind: 'concern', answers: { when: given.key, place: given.key } }));
        const triage = { category: given.key, ward: given.key };
        desk.show([sorting.briefOf({ id: 'a', received: '', variant: 0, state: 'new' }, opened), { id: 'b', received: '', variant: 0, state: 'in_hand', triage }]);
        return list.textContent;
        """,
        {"labels": {"choices": {"when": {}, "place": {}}, "categories": {}, "wards": {}}, "key": key},
    )
    assert "native code" not in shown
    assert "object" not in shown


def test_only_the_newest_head_is_kept_and_it_outlives_the_key(page: ModulePage) -> None:
    found = page.run(
        """
        const { keepHead, keptHead, forgetHead, keepKey, keptKey, forgetKey } = await load('hub/key-db.js');
        const before = await keptHead('anna');
        await keepKey({ staff: 'anna', locked: new Uint8Array(1) });
        await Promise.all([keepHead('anna', { n: 7, chain: 'g' }), keepHead('anna', { n: 6, chain: 'f' }), keepHead('bert', { n: 2, chain: 'b' })]);
        await forgetKey();
        const kept = [await keptKey(), await keptHead('anna'), await keptHead('bert')];
        await forgetHead('anna');
        return [before, ...kept, await keptHead('anna')];
        """
    )
    assert found == [None, None, {"n": 7, "chain": "g"}, {"n": 2, "chain": "b"}, None]
