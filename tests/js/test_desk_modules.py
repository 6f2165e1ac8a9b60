"""The desk's pure modules: working days beside their Python twin, clocks, sifting, finding, what belongs together, what may leave."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from harness import ModulePage
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spotsigns.partnerships.working_days import ZONE, due, load_calendar

pytestmark = pytest.mark.browser

HOLIDAYS = sorted(day.isoformat() for day in load_calendar().holidays)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is given beside
LABELS: dict[str, Any] = {
    "signs": {"taxi.same-trip": {"label": "The same trip", "text": "…"}}, "fields": {"what": "In your own words", "child": "What you know about the child"},
    "choices": {"place": {"maltby": "Maltby", "eastwood": "Eastwood"}, "where_kind": {"car": "Car or taxi"}, "told": {"work": "Somebody at work"}, "when": {"now": "It happens now"}}, "order": [],
}  # fmt: skip
LOAD = """
const bytes = await load('sealing/bytes.js'), { readOpened } = await load('hub/opened.js');
const days = await load('hub/working-days.js'), clocks = await load('hub/clocks.js'), { fold, foldedWords, holds } = await load('hub/folded.js');
const { traitsOf, whyRelated } = await load('hub/related.js'), { contactFree, extractOf, hasWord, needsTranslator } = await load('hub/extract.js');
const sifting = await load('hub/sifting.js'), { OpenedMemory } = await load('hub/opened-memory.js'), { briefOf } = await load('hub/sorting.js');
const opened = (answers, more = {}) => readOpened(bytes.utf8(JSON.stringify({ v: 1, kind: 'concern', lang: 'en', answers, ...more })));
"""


def run(page: ModulePage, body: str, given: object = None) -> Any:
    return page.run(LOAD + body, {"labels": LABELS, "holidays": HOLIDAYS, "given": given})


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(MOMENTS, st.integers(1, 8)), min_size=50, max_size=100))
def test_due_is_what_the_python_twin_says(shared_page: ModulePage, asked: list[tuple[datetime, int]]) -> None:
    minutes = [(moment.strftime("%Y-%m-%dT%H:%MZ"), count) for moment, count in asked]
    got = run(shared_page, "return given.given.map(([at, count]) => days.dueMinute(at, { days: count, holidays: given.holidays }));", minutes)
    wanted = [due(moment.replace(second=0, microsecond=0), count, load_calendar()).astimezone(ZONE).strftime("%Y-%m-%dT%H:%M") for moment, count in asked]
    assert got == wanted


def test_due_of_no_time_is_nothing(shared_page: ModulePage) -> None:
    assert run(shared_page, "return days.dueMinute('soon', { days: 1, holidays: [] });") == ""


@pytest.mark.parametrize(
    ("made", "received", "said"),
    [
        ("2026-11-24T02:10+00:00", "2026-11-24T09:00Z", {"made": "02:10", "received": "09:00"}),
        ("2026-07-24T02:10+01:00", "2026-07-24T08:00Z", {"made": "02:10", "received": "09:00"}),
        ("2026-11-24T07:10+05:00", "2026-11-24T09:00Z", {"made": "02:10", "received": "09:00"}),
        ("2026-11-22T22:10+00:00", "2026-11-24T09:00Z", {"made": "Sun 22 Nov, 22:10", "received": "Tue 24 Nov, 09:00"}),
        ("soon", "2026-11-24T09:00Z", {"made": "", "received": "09:00"}),
        ("2026-99-99T02:10Z", "2026-11-24T09:00Z", {"made": "", "received": "09:00"}),
    ],
)
def test_now_is_said_by_both_clocks_in_the_hubs_time(shared_page: ModulePage, made: str, received: str, said: dict[str, str]) -> None:
    assert run(shared_page, "return clocks.asOf(...given.given);", [made, received]) == said


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ("2026-11-30T01:38+00:00", ["2026-11-30T01:38", "", ""]),
        ("2026-07-24T02:10+01:00", ["2026-07-24T02:10", "", ""]),
        ("2026-07-24T02:10:59+01:00", ["2026-07-24T02:10", "", ""]),
        ("2026-07-24T02:10Z", ["2026-07-24T03:10", "02:10", "+00:00"]),
        ("2026-11-23T20:15+05:00", ["2026-11-23T15:15", "20:15", "+05:00"]),
        ("2026-11-24T01:15+05:30", ["2026-11-23T19:45", "Tue 24 Nov, 01:15", "+05:30"]),
        ("2026-11-30", None),
        ("2026-11-30T01:38", None),
        ("2026-99-99T02:10Z", None),
        ("\u202e2026-11-30T01:38Z", None),
        ("", None),
    ],
)
def test_phone_time_is_said_in_the_hubs_with_the_phones_own_where_it_differs(shared_page: ModulePage, made: str, said: list[str] | None) -> None:
    body = "const found = clocks.writtenAt(given.given); return found && [days.wallMinute(new Date(found.moment)), found.phone, found.offset];"
    assert run(shared_page, body, made) == said


@pytest.mark.parametrize(
    ("kept", "made", "end"),
    [
        ("day", "2026-11-24T02:10+00:00", "2026-11-25T02:10"),
        ("week", "2026-11-24T10:00+00:00", "2026-12-01T09:00"),  # a phone's clock that is fast: ours counts
        ("month", "2019-01-01T00:00+00:00", "2026-12-22T09:00"),  # years slow: not believed
        ("unknown", "2026-11-24T02:10+00:00", None),
        ("constructor", "2026-11-24T02:10+00:00", None),
        ("", "", None),
    ],
)
def test_film_has_an_end_by_the_earlier_clock(shared_page: ModulePage, kept: str, made: str, end: str | None) -> None:
    got = run(shared_page, "const end = clocks.evidenceEnd(given.given[0], given.given[1], '2026-11-24T09:00Z'); return end && end.toISOString().slice(0, 16);", [kept, made])
    assert got == end


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("vauxhall", True), ("VAUXHALL corsa", True), ("yx19abc", True), ("yx19 abc", True), ("maltby", True), ("same trip", True), ("corsa ford", False),
        ("417", True), ("sana", False), ("07700", False), ("mother", False), ("żółty", True), ("zołty", True),
    ],
)  # fmt: skip
def test_search_finds_words_and_plates_but_never_who_told_us(shared_page: ModulePage, query: str, is_found: bool) -> None:
    answers = {
        "what": "A Vauxhall Corsa, plate YX19 ABC, zo\u0301łty. House ۴۱۷.", "place": "maltby", "signs": ["taxi.same-trip"],
        "contact_name": "Sana", "contact_how": "07700 900123", "must_not_know": "my mother", "contact_safe": "after ten",
    }  # fmt: skip
    answers["what"] = str(answers["what"]).replace("zo\u0301łty", "żółty")
    assert run(shared_page, "return holds(foldedWords(opened(given.given[0]).root, given.labels), given.given[1]);", [answers, query]) is is_found


@pytest.mark.parametrize(
    ("one", "other", "is_alike"),
    [
        ("مكتبة علي", "مکتبه علی", True),  # an Arabic keyboard and a Persian one
        ("أحمد", "احمد", True),
        ("مُحَمَّد", "محمد", True),
        ("محـــمد", "محمد", True),
        ("می‌روم", "میروم", True),
        ("İSTANBUL ışık", "istanbul isik", True),
        ("Łódź", "lodz", True),
        ("Straße", "STRASSE", True),
        ("Đặng", "dang", True),
        ("৪১৭", "417", True),
        ("ሠላም ፀሓይ", "ሰላም ጸሓይ", True),
        ("ਮਾਰ", "ਮੀਰ", False),  # vowel signs are what these words are made of
        ("কালো", "কলা", False),
    ],
)
def test_words_of_every_script_are_found_however_they_are_typed(shared_page: ModulePage, one: str, other: str, is_alike: bool) -> None:
    assert run(shared_page, "return fold(given.given[0]) === fold(given.given[1]);", [one, other]) is is_alike


def why(page: ModulePage, one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    found = run(page, "const [one, other] = given.given.map((answers) => traitsOf(opened(answers).root)); return whyRelated(one, other, given.labels.choices.place);", [one, other])
    return [f"{reason['kind']} {reason['shown']}" for reason in found]


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        ({"vehicle": {"registration": "yx19abc"}}, {"what": "the van was YX19 ABC again"}, ["registration YX19 ABC"]),
        ({"vehicle": {"registration": "YX19"}}, {"vehicle": {"registration": "YX19"}}, []),  # too short: fits too many
        ({"adult": "his number is 07700 900 123"}, {"contact_how": "+44 7700 900123"}, ["phone 123"]),
        ({"what": "at 2026-11-24 20:15 again"}, {"what": "2026-11-24 20:15"}, []),
        ({"online": "snapchat: big_dee99"}, {"child": "she talks to @Big_Dee99 all night"}, ["nickname big_dee99"]),
        ({"adult": "they call him “Tall Nick”"}, {"what": 'one was "tall nick"'}, ["nickname tall nick"]),
        ({"place": "maltby", "place_text": "Fitzwilliam Road, blue door"}, {"place": "maltby", "place_text": "flat in Fitzwilliam road"}, ["place Maltby: fitzwilliam"]),
        ({"place": "maltby", "place_text": "Fitzwilliam Road"}, {"place": "eastwood", "place_text": "Fitzwilliam Road"}, []),
        ({"place": "maltby", "place_text": "the shop near the station"}, {"place": "maltby", "place_text": "shop near station"}, []),
        ({"place": "unknown", "place_text": "Fitzwilliam"}, {"place": "unknown", "place_text": "Fitzwilliam"}, []),
        ({"place": "maltby"}, {"place": "maltby"}, []),
    ],
)  # fmt: skip
def test_each_link_is_explained_and_chance_makes_none(shared_page: ModulePage, one: dict[str, Any], other: dict[str, Any], reasons: list[str]) -> None:
    assert why(shared_page, one, other) == reasons
    assert why(shared_page, other, one) == reasons


def test_related_are_others_than_the_own_thread(shared_page: ModulePage) -> None:
    found = run(
        shared_page,
        """const memory = new OpenedMemory(given.labels), plate = opened({ vehicle: { registration: 'YX19 ABC' } });
        for (const [id, thread] of [['a', '1'], ['b', '1'], ['c', '2'], ['d', '3']]) memory.keep({ id, variant: 0, thread }, id === 'd' ? opened({}) : plate);
        memory.keep({ id: 'e', variant: 0, thread: '4' }, null);
        return memory.related({ id: 'a', variant: 0, thread: '1' }).map(({ row, why }) => [row.id, why[0].kind]);""",
    )
    assert found == [["c", "registration"]]


def test_extract_holds_typed_words_only_and_reaches_nobody(shared_page: ModulePage) -> None:
    answers = {
        "what": "Zadzwoń 07700 900 123 albo ۰۷۷۰۰ ۹۰۰ ۱۲۳, ola@example.org. Miał 14 lat, dom 417.", "child": "Ola", "told": "work", "signs": ["taxi.same-trip"],
        "contact_name": "CANARY", "contact_how": "CANARY", "contact_safe": "CANARY", "must_not_know": "CANARY", "who_knows": "CANARY", "vehicle": {"registration": "CANARY"},
    }  # fmt: skip
    lines = run(shared_page, "return extractOf(opened(given.given).root, given.labels, '▒');", answers)
    assert [line["field"] for line in lines] == ["what", "child"]
    assert lines[0]["text"] == "Zadzwoń ▒ albo ▒, ▒ Miał 14 lat, dom 417."
    assert "CANARY" not in json.dumps(lines)


def test_extract_keeps_when_something_happened(shared_page: ModulePage) -> None:
    said = ["on 24/11/2026 10:05", "since 24.11.26", "2026-11-24 at night", "18.30 - 19.30", "۲۴/۱۱/۲۰۲۶", "YX19 ABC", "0114 220 2020", "01709.336080", "24/11/1709 33 60 80", "2026-11-24-07700"]
    kept = run(shared_page, "return given.given.map((words) => contactFree(words, '▒'));", said)
    assert kept == [*said[:6], "▒", "▒", "▒", "▒"]


@pytest.mark.parametrize(
    ("text", "is_there"),
    [
        ("YX19 ABC", False), ("YX19ABC", False), ("YX19 ABC, YX20 DEF\n07700 900 123", False), ("07700 900123", False), ("۰۷۷۰۰ ۹۰۰ ۱۲۳", False), ("417", False),
        ("?!… 14:30 – 15.00 (2×)", False), ("😟 👧", False), ("", False), ("  \n ", False),
        # In doubt it needs a translator.
        ("yx19 abc", True), ("MA 14 LAT", True), ("ma14lat", True), ("ŁA19 KOŃ", True), ("XYX19 ABC", True), ("YX19 ABCÓW", True), ("AUTO YX19 ABC", True), ("YX19 ABC tak", True),
        ("DW 5X123", True), ("A", True), ("nie", True), ("لڑکی", True), ("ਕੁੜੀ", True), ("女", True), ("ola@example.org", True),
    ],
)  # fmt: skip
def test_only_a_typed_word_needs_a_translator(shared_page: ModulePage, text: str, is_there: bool) -> None:
    assert run(shared_page, "return hasWord(given.given);", text) is is_there


@pytest.mark.parametrize(
    ("answers", "more", "needs"),
    [
        ({"what": "YX19 ABC", "place": "maltby", "signs": ["taxi.same-trip"]}, {}, False),
        ({"what": "YX19 ABC", "often": "dwa razy"}, {}, True),
        ({"told": "work", "contact_name": "Ola", "vehicle": {"registration": "DW5X123", "description": "417"}}, {}, False),
        ({"vehicle": {"description": "biały bus"}}, {}, True),
        ({}, {"kind": "message", "text": "417"}, False),
        ({}, {"kind": "message", "text": "tak"}, True),
    ],
)
def test_what_was_tapped_or_stays_here_needs_no_translator(shared_page: ModulePage, answers: dict[str, Any], more: dict[str, str], needs: bool) -> None:
    assert run(shared_page, "return needsTranslator(opened(...given.given).root, given.labels);", [answers, more]) is needs


BRIEFS = """
const row = (id, more) => ({ id, variant: 0, thread: id, key: 'k', received: '2026-11-24T09:00Z', state: 'seen', slow: false, triage: {}, due: '', practice: false, danger: 'no', when: '', lang: 'en', ...more });
const any = { query: '', order: 'danger', category: '', ward: '', urgency: '', assignee: '', language: '', reader_kind: '', slow: '', practice: '' };
const ids = (briefs, wanted) => sifting.sift(briefs, { ...any, ...wanted }, (brief) => foldedWords(null, given.labels, brief.id)).map((brief) => brief.id).join('');
"""


def test_list_is_sifted_by_what_is_clear_and_by_the_language_it_was_written_in(shared_page: ModulePage) -> None:
    found = run(
        shared_page,
        BRIEFS
        + """const briefs = [row('a', { triage: { ward: 'maltby', language: 'pl' } }), row('b', { slow: true, lang: 'ur' }), row('c', { lang: 'pl', triage: { assignee: 'Sana' } })];
        return [{ ward: 'maltby' }, { ward: '-' }, { language: 'pl' }, { language: 'ur' }, { slow: '1' }, { slow: '0' }, { assignee: 'Sana', language: 'pl' }, { query: 'b' }].map((wanted) => ids(briefs, wanted));""",
    )
    assert found == ["a", "cb", "ac", "b", "b", "ac", "c", "b"]


def test_practice_comes_last_in_every_order_and_is_hidden_from_nobody(shared_page: ModulePage) -> None:
    found = run(
        shared_page,
        BRIEFS
        + """const briefs = [row('p', { practice: true, danger: 'yes', due: '1' }), row('r', { practice: true, triage: { practice: false, ward: 'x' }, due: '3' }), row('t', { triage: { practice: true }, due: '0' }), row('a', { due: '2' })];
        return [{}, { order: 'due' }, { order: 'newest' }, { practice: '1' }, { practice: '0' }].map((wanted) => ids(briefs, wanted));""",
    )
    assert found == ["arpt", "artp", "ratp", "pt", "ar"]


def test_what_the_server_sifts_travels_as_parameters(shared_page: ModulePage) -> None:
    assert run(shared_page, BRIEFS + "return sifting.sieveQuery({ ...any, ward: 'a&b', slow: '0', query: 'secret words', order: 'due' });") == "&ward=a%26b&slow=0"


def test_moments_of_summer_time_are_wall_minutes(shared_page: ModulePage) -> None:
    noon = datetime(2026, 7, 1, 11, 0, tzinfo=UTC)
    assert run(shared_page, "return given.given.map((at) => days.wallMinute(new Date(at)));", [(noon + timedelta(days=n)).isoformat() for n in (0, 180)]) == ["2026-07-01T12:00", "2026-12-28T11:00"]


TRANSLATE = """
const { lockTranslation, unlockTranslation } = await load('hub/translations.js'), { Opener } = await load('hub/opener.js');
const opener = (...keys) => new Opener(new Map(), undefined, keys.map((one, at) => ({ id: String(at), key: one })));
const key = () => crypto.subtle.importKey('raw', crypto.getRandomValues(new Uint8Array(32)), 'HKDF', false, ['deriveKey']);
const [old, now] = [await key(), await key()];
const sent = await lockTranslation(now, 'staff-1', 'concern-1', given.given);
const record = { ...sent, author: 'staff-1', at: '2026-11-24T09:00:00Z' };
"""


def test_translation_opens_with_any_of_ones_keys_and_its_length_tells_nothing(shared_page: ModulePage) -> None:
    found = run(
        shared_page,
        TRANSLATE
        + "const longer = await lockTranslation(now, 'staff-1', 'concern-1', given.given.repeat(9)); return [await unlockTranslation(opener(old, now), 'concern-1', record), sent.kind, sent.locked.length === longer.locked.length];",
        "He is fourteen.",
    )
    assert found == ["He is fourteen.", "translation", True]


@pytest.mark.parametrize(
    "changed",
    ["{ ...record, author: 'staff-2' }, 'concern-1'", "{ ...record, id: 'other' }, 'concern-1'", "record, 'concern-2'", "{ ...record, locked: record.locked.slice(0, -4) + 'AAAA' }, 'concern-1'"],
    ids=["author", "id", "concern", "bytes"],
)
def test_translation_that_somebody_changed_or_moved_is_not_believed(shared_page: ModulePage, changed: str) -> None:
    record, concern = changed.rsplit(", ", 1)
    assert run(shared_page, TRANSLATE + f"return unlockTranslation(opener(now), {concern}, {record});", "words") is None
