"""The form's pure parts: what becomes of answers, and when the hub reads."""

from __future__ import annotations

from typing import Any

import pytest
from harness import ModulePage

pytestmark = pytest.mark.browser


def collect(page: ModulePage, *fields: tuple[str, str, Any]) -> Any:
    given = [{"answer": answer, "kind": kind, "value": value} for answer, kind, value in fields]
    return page.run("const { collectAnswers } = await load('concerns/form-answers.js'); return collectAnswers(given);", given)


def test_answers_take_their_place_in_the_plaintext(shared_page: ModulePage) -> None:
    found = collect(
        shared_page,
        ("danger", "one", "yes"), ("signs", "many", ["a.b", "a.b", "c.d"]), ("vehicle.registration", "plate", " ab۱۲ cde "),
        ("vehicle.description", "line", "  "), ("what", "text", "a\u202eb\u2069c\n"), ("about_power", "power", []),
    )  # fmt: skip
    assert found == {"danger": "yes", "signs": ["a.b", "c.d"], "contact": "none", "vehicle": {"registration": "ab12 cde"}, "what": "abc"}


@pytest.mark.parametrize(("typed", "plain"), [("٠١٢٣٤٥٦٧٨٩", "0123456789"), ("۷۸", "78"), ("੧੨", "12"), ("AB12", "AB12"), ("𝟘𝟙", "01"), ("፪", "፪")])
def test_digits_of_every_script_become_plain(shared_page: ModulePage, typed: str, plain: str) -> None:
    assert shared_page.run("return (await load('concerns/form-answers.js')).plainDigits(given);", typed) == plain


def test_letters_are_counted_as_people_count_them(shared_page: ModulePage) -> None:
    body = "const { tooLongBy } = await load('concerns/form-answers.js'); return given.map((text) => tooLongBy(text, 3));"
    assert shared_page.run(body, ["abc", " abc ", "abcd", "😀😀😀", "😀😀😀😀"]) == [0, 0, 1, 0, 1]


@pytest.mark.parametrize(("offset", "shown"), [(0, "+00:00"), (-60, "+01:00"), (210, "-03:30"), (-345, "+05:45")])
def test_the_phones_own_time_travels_with_its_offset(shared_page: ModulePage, offset: int, shown: str) -> None:
    made = shared_page.run(
        """const { madeAt } = await load('concerns/form-answers.js');
        const now = new Date(2026, 10, 3, 7, 5, 59);
        now.getTimezoneOffset = () => given;
        return madeAt(now);""",
        offset,
    )
    assert made == f"2026-11-03T07:05{shown}"


WEEKDAYS = {"days": [1, 2, 3, 4, 5], "opens": "08:30", "closes": "17:30"}


@pytest.mark.parametrize(
    ("now", "when", "time", "day"),
    [
        ("2026-11-23T09:00:00Z", "now", "17:30", None),  # a Monday
        ("2026-11-23T08:00:00Z", "later", "08:30", "Monday"),
        ("2026-11-23T17:30:00Z", "later", "08:30", "Tuesday"),
        ("2026-11-20T20:00:00Z", "later", "08:30", "Monday"),  # a Friday evening
        ("2026-11-21T12:00:00Z", "later", "08:30", "Monday"),
        ("2026-07-06T07:45:00Z", "now", "17:30", None),  # summer time: a quarter to nine in the hub
    ],
)
def test_reading_hours_are_the_hubs_own(shared_page: ModulePage, now: str, when: str, time: str, day: str | None) -> None:
    state = shared_page.run(
        """const { dayName, readingState } = await load('concerns/reading-hours.js');
        const state = readingState(given.hours, new Date(given.now));
        return { ...state, day: state.day ? dayName(state.day, 'en') : null };""",
        {"hours": WEEKDAYS, "now": now},
    )
    assert state == {"when": when, "time": time, "day": day}


def test_unknown_hours_are_said_to_be_unknown(shared_page: ModulePage) -> None:
    body = "const { readingState } = await load('concerns/reading-hours.js'); return [readingState(null, new Date()), readingState({ days: [], opens: '', closes: '' }, new Date())];"
    assert shared_page.run(body) == [{"when": "unknown"}, {"when": "unknown"}]


def test_the_memory_store_keeps_the_promises_of_the_outbox(shared_page: ModulePage) -> None:
    found = shared_page.run(
        """const { MemoryStore } = await load('concerns/memory-store.js');
        const { OutboxStore } = await load('concerns/outbox-db.js');
        const store = new MemoryStore();
        const missing = Object.getOwnPropertyNames(OutboxStore.prototype).filter((name) => name !== 'close' && !(name in store));
        const before = await store.updateEntry({ id: 'a' });
        await store.putEntry({ id: 'a', tries: 0 });
        const after = await store.updateEntry({ id: 'a', tries: 1 });
        const ended = [await store.finishEntry('a', { received: 'x' }), await store.finishEntry('a', { received: 'y' })];
        return { missing, before, after, ended, left: await store.allEntries(), notes: await store.takeKept('received') };"""
    )
    assert found == {"missing": [], "before": False, "after": True, "ended": [True, False], "left": [], "notes": [{"received": "x"}]}
