"""Days and languages as people call them: in words where the browser has them, never in another language's, never in another calendar."""

from __future__ import annotations

import pytest

from tests.js.harness import ModulePage


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "23 November 2026"), ("en-x-easy", "23 November 2026"), ("pl", "23 listopada 2026"), ("ur", "23 نومبر، 2026"), ("fa", "۲۳ نوامبر ۲۰۲۶"),
        ("kmr", "23/11/2026"), ("pnb", "23/11/2026"), ("ckb", "23/11/2026"), ("ti", "23/11/2026"), ("zh-Hans", "2026年11月23日"),
    ],
)  # fmt: skip
def test_a_day_is_said_in_the_readers_language_or_in_digits(page: ModulePage, lang: str, said: str) -> None:
    got = page.run("const { sayDay } = await load('web/dates.js'); return sayDay(new Date('2026-11-23T12:00:00Z'), given, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });", lang)
    western = "".join(str(int(mark)) if mark.isdecimal() else mark for mark in said)
    assert got == western


@pytest.mark.parametrize(
    ("tag", "name"),
    [("pl", "Polish"), ("ur", "Urdu"), ("pnb", "Punjabi (Shahmukhi)"), ("pa", "Punjabi (Gurmukhi)"), ("en-x-easy", "Easy English"), ("kmr", "Kurdish (Kurmanji)"), ("ckb", "Kurdish (Sorani)"), ("no tag", "no tag")],
)
def test_the_desk_calls_every_language_by_its_english_name(shared_page: ModulePage, tag: str, name: str) -> None:
    assert shared_page.run("const { languageName } = await load('hub/dom.js'); return languageName(given);", tag) == name
