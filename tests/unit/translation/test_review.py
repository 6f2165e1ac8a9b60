"""Drafts and readings: what a person has read counts for exactly those words, and no draft overwrites it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from spotsigns.errors import TranslationError
from spotsigns.translation.catalogue import complete_languages, load_catalogue
from spotsigns.translation.check import check_language
from spotsigns.translation.drafts import take_drafts, to_draft
from spotsigns.translation.extract import content_messages, template_messages, update_catalogues
from spotsigns.translation.languages import Language, add_language, known_languages
from spotsigns.translation.ledger import load_ledger
from spotsigns.translation.review import lines_to_read, review_page, take_review
from spotsigns.translation.words import Words

SLOVAK = Language("sk", "Slovenčina")
HERE, PLACE = (None, "Leave now"), ("guidance/x:title", "Do not wait")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A new language with two strings, both with a draft."""
    add_language(SLOVAK, tmp_path)
    (tmp_path / "glossary" / "sk.toml").write_text('negations = ["nečakajte"]\n', "utf-8")
    update(tmp_path)
    take_drafts(known(tmp_path), json.dumps([draft(*HERE, "Odísť hneď"), draft(*PLACE, "Nečakajte")]), tmp_path)
    return tmp_path


def update(folder: Path, title: str = PLACE[1]) -> None:
    pages = template_messages()
    for message in list(pages):
        if message.id and message.id != HERE[1]:
            pages.delete(message.id)
    update_catalogues(SLOVAK, {"messages": pages, "content": content_messages([{"any": Words("guidance/x:title", title)}])}, folder)


def known(folder: Path) -> Language:
    return next(language for language in known_languages(folder) if language.tag == "sk")


def draft(context: str | None, source: str, translation: str) -> dict[str, Any]:
    return {"context": context, "source": source, "translation": translation}


def review(folder: Path, *strings: dict[str, Any], **changed: Any) -> str:
    return json.dumps({"language": "sk", "reviewer": "Jana", "date": "2026-11-30", "strings": list(strings), **changed})


def key_of(folder: Path, source: str) -> str:
    return next(line.key for line in lines_to_read(SLOVAK, folder) if line.english == source)


def state(folder: Path, place: tuple[str | None, str]) -> str:
    return load_catalogue(SLOVAK, folder).state(*place)


def test_a_language_is_a_draft_until_it_lacks_nothing(tmp_path: Path) -> None:
    add_language(SLOVAK, tmp_path)
    (tmp_path / "glossary" / "sk.toml").write_text('negations = ["nečakajte"]\n', "utf-8")
    update(tmp_path)
    wanted = to_draft(known(tmp_path), tmp_path)
    assert [(one["source"], one["translation"]) for one in wanted] == [("Do not wait", ""), ("Leave now", "")]
    assert [language.tag for language in complete_languages(tmp_path)] == ["en"]
    take_drafts(known(tmp_path), json.dumps([{**wanted[0], "translation": "Nečakajte"}]), tmp_path)
    assert known(tmp_path).draft
    take_drafts(known(tmp_path), json.dumps([{**wanted[1], "translation": "Odísť hneď"}]), tmp_path)
    known_languages.cache_clear()
    assert [language.tag for language in complete_languages(tmp_path)] == ["en", "sk"]


def test_a_language_is_not_begun_twice_and_needs_a_tag(folder: Path) -> None:
    with pytest.raises(TranslationError, match="translations draft sk"):
        add_language(SLOVAK, folder)
    with pytest.raises(TranslationError, match="BCP 47"):
        add_language(Language("../sk", "x"), folder)


def test_a_draft_that_does_not_pass_the_gates_stays_out_and_says_why(folder: Path) -> None:
    taken = take_drafts(SLOVAK, json.dumps([draft(*PLACE, "Čakajte"), draft(None, "No such string", "Nič")]), folder)
    assert (taken.taken, taken.unknown) == (0, ((None, "No such string"),))
    assert [found.problem for found in taken.findings] == ["the English says no, the translation does not"]
    assert load_catalogue(SLOVAK, folder).translation(*PLACE) == "Nečakajte"


def test_what_a_person_has_read_is_never_overwritten_by_a_draft(folder: Path) -> None:
    take_review(SLOVAK, review(folder, {"key": key_of(folder, "Leave now"), "verdict": "right"}), folder)
    taken = take_drafts(SLOVAK, json.dumps([draft(*HERE, "Preč")]), folder)
    assert (taken.taken, taken.read) == (0, (HERE,))
    assert load_catalogue(SLOVAK, folder).translation(*HERE) == "Odísť hneď"


def test_right_is_filed_with_name_and_date_and_makes_it_revised(folder: Path) -> None:
    told = take_review(SLOVAK, review(folder, {"key": key_of(folder, "Leave now"), "verdict": "right"}), folder)
    assert (told.checked, told.wrong, told.outdated) == (1, (), 0)
    reading = next(iter(load_ledger(folder / "sk").readings.values()))
    assert (reading.by, reading.date, reading.source) == ("Jana", "2026-11-30", "Leave now")
    assert (state(folder, HERE), state(folder, PLACE)) == ("revised", "machine")
    assert [line.english for line in lines_to_read(SLOVAK, folder)] == ["Do not wait"]


def test_the_partnership_approves(folder: Path) -> None:
    take_review(SLOVAK, review(folder, {"key": key_of(folder, "Leave now"), "verdict": "right"}), folder, approves=True)
    assert state(folder, HERE) == "approved"


def test_wrong_holds_the_check_up_until_it_is_mended(folder: Path) -> None:
    told = take_review(SLOVAK, review(folder, {"key": key_of(folder, "Leave now"), "verdict": "wrong"}), folder)
    assert told.wrong == (HERE,)
    result = check_language(SLOVAK, folder)
    assert not result.is_good
    assert [(one.problem, one.where.partition("LC_MESSAGES/")[2].partition(":")[0]) for one in result.told] == [("a fluent reader says that it is wrong", "messages.po")]
    assert [one["source"] for one in to_draft(SLOVAK, folder)] == ["Leave now"]
    take_drafts(SLOVAK, json.dumps([draft(*HERE, "Odísť teraz")]), folder)
    assert check_language(SLOVAK, folder).is_good


def test_better_words_go_through_the_gates_and_are_read_by_whoever_wrote_them(folder: Path) -> None:
    keys = {source: key_of(folder, source) for _, source in (HERE, PLACE)}
    said = review(folder, {"key": keys["Leave now"], "verdict": "better", "better": ["Preč odtiaľto"]}, {"key": keys["Do not wait"], "verdict": "better", "better": ["Čakajte 5 minút"]})
    told = take_review(SLOVAK, said, folder)
    assert (told.checked, told.better.taken) == (1, 1)
    assert {found.problem for found in told.better.findings} == {"a digit stands in the words", "the English says no, the translation does not"}
    assert load_catalogue(SLOVAK, folder).translation(*HERE) == "Preč odtiaľto"
    assert (state(folder, HERE), state(folder, PLACE)) == ("revised", "machine")


def test_changed_english_makes_a_string_stale_by_itself(folder: Path) -> None:
    take_review(SLOVAK, review(folder, {"key": key_of(folder, "Do not wait"), "verdict": "right"}), folder)
    update(folder, "Do not wait for long")
    assert check_language(SLOVAK, folder).missing == 1
    take_drafts(SLOVAK, json.dumps([draft("guidance/x:title", "Do not wait for long", "Nečakajte dlho")]), folder)
    assert state(folder, ("guidance/x:title", "Do not wait for long")) == "stale"
    told = check_language(SLOVAK, folder).told
    assert [(one.problem, one.refuses) for one in told] == [("it was read, and has changed since: stale", False)]


def test_a_reading_of_other_words_than_stand_there_now_counts_for_nothing(folder: Path) -> None:
    key = key_of(folder, "Leave now")
    take_drafts(SLOVAK, json.dumps([draft(*HERE, "Odísť teraz")]), folder)
    told = take_review(SLOVAK, review(folder, {"key": key, "verdict": "right"}), folder)
    assert (told.checked, told.outdated, state(folder, HERE)) == (0, 1, "machine")


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"language": "cs"}, "is of 'cs'"),
        ({"reviewer": " "}, "names nobody"),
        ({"date": "yesterday"}, "no review"),
        ({"strings": 3}, "no review"),
        ({"strings": [{"key": "x", "verdict": "fine"}]}, "right, wrong or better"),
        ({"strings": [{"key": "x", "verdict": "better", "better": [""]}]}, "right, wrong or better"),
    ],
)
def test_a_file_that_is_no_review_is_refused_with_what_to_do(folder: Path, changed: dict[str, Any], told: str) -> None:
    with pytest.raises(TranslationError, match=told):
        take_review(SLOVAK, review(folder, **changed), folder)


def test_the_page_has_both_languages_the_strings_that_matter_first_and_lets_nothing_out(folder: Path) -> None:
    lines = lines_to_read(SLOVAK, folder)
    assert [line.english for line in lines] == ["Leave now", "Do not wait"]  # the first is one of those read first
    page = review_page(SLOVAK, lines, date(2026, 11, 30))
    assert all(f'data-key="{line.key}"' in page and line.forms[0] in page for line in lines)
    assert "default-src 'none'" in page
    assert lines_to_read(SLOVAK, folder, sitting=2) == []
