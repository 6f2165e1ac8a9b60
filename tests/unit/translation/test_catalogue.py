"""Catalogues: what a wrong file says, how the ledger decides, and that extraction forgets nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from spotsigns.errors import TranslationError
from spotsigns.translation.catalogue import load_catalogue, translations_directory
from spotsigns.translation.extract import content_messages, template_messages
from spotsigns.translation.languages import Language
from spotsigns.translation.ledger import review_key
from spotsigns.translation.words import Speech, Words

POLISH = Language("pl", "Polski")
HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\\n"\n\n'


def write(folder: Path, text: str, ledger: object = None) -> Path:
    messages = folder / "pl" / "LC_MESSAGES"
    messages.mkdir(parents=True)
    (messages / "messages.po").write_text(HEADER + text, "utf-8")
    if ledger is not None:
        (folder / "pl" / "ledger.json").write_text(json.dumps(ledger), "utf-8")
    return folder


def speech(folder: Path) -> Speech:
    return Speech(POLISH, load_catalogue(POLISH, folder), {"place": "Rotherham"}, {"emergency": "999"})


def test_a_translation_is_said_with_its_numbers_isolated(tmp_path: Path) -> None:
    said = speech(write(tmp_path, 'msgid "Call {emergency}."\nmsgstr "Zadzwoń: {emergency}."\n'))("Call {emergency}.")
    assert said == 'Zadzwoń: <bdi dir="ltr">999</bdi>.'


def test_a_string_without_a_translation_is_said_in_english_and_marked(tmp_path: Path) -> None:
    assert speech(write(tmp_path, ""))("Call now") == '<span lang="en" dir="ltr">Call now</span>'


def test_english_that_is_to_be_said_is_marked_inside_a_translation_and_nowhere_else(tmp_path: Path) -> None:
    source = "Say: police, child. Call {place}, the Police Conduct office, about {child}."
    folder = write(tmp_path, f'msgid "{source}"\nmsgstr "Proszę powiedzieć: „police”, „child”. {{place}}, Police Conduct: {{child}}, policealny."\n')
    one = speech(folder)
    said = one(source, child="child")
    assert said == (
        'Proszę powiedzieć: „<bdi lang="en">police</bdi>”, „<bdi lang="en">child</bdi>”. '
        '<bdi lang="en">Rotherham</bdi>, Police Conduct: child, policealny.'
    )
    assert one.plain(source, child="child").startswith("Proszę powiedzieć: „police”, „child”.")
    assert "<bdi" not in one.english_only(Words("", "Say: police, child."))


def test_a_value_that_is_a_word_is_english_and_one_that_is_a_number_is_not(tmp_path: Path) -> None:
    one = speech(write(tmp_path, 'msgctxt "a"\nmsgid "Text {word} in {year}."\nmsgstr "Treść: {word}, {year}."\n'))
    said = one.words(Words("a", "Text {word} in {year}.", {"word": "register", "year": "2026"}))
    assert said == 'Treść: <bdi dir="ltr" lang="en">register</bdi>, <bdi dir="ltr">2026</bdi>.'


def test_what_a_person_typed_is_escaped(tmp_path: Path) -> None:
    said = speech(write(tmp_path, 'msgid "You wrote {words}"\nmsgstr "Treść: {words}"\n'))("You wrote {words}", words="<b>")
    assert said == "Treść: &lt;b&gt;"


def test_every_plural_form_is_used(tmp_path: Path) -> None:
    text = 'msgid "{number} waits"\nmsgid_plural "{number} wait"\nmsgstr[0] "{number} czeka"\nmsgstr[1] "{number} czekają"\nmsgstr[2] "{number} oczekuje"\n'
    one = speech(write(tmp_path, text))
    said = [one.counted("{number} waits", "{number} wait", number).rsplit(" ", 1)[1] for number in (1, 3, 5)]
    assert said == ["czeka", "czekają", "oczekuje"]


def test_english_stands_beside_a_string_until_the_ledger_says_that_a_person_has_read_it(tmp_path: Path) -> None:
    text = 'msgid "Call now"\nmsgstr "Zadzwoń teraz"\n'
    assert speech(write(tmp_path / "unread", text)).english("Call now") == "Call now"
    ledger = {"strings": {review_key(None, "Call now", ["Zadzwoń teraz"]): {"state": "revised"}}}
    assert speech(write(tmp_path / "read", text, ledger)).english("Call now") is None


def test_a_changed_translation_is_unread_again(tmp_path: Path) -> None:
    ledger = {"strings": {review_key(None, "Call now", ["Zadzwoń"]): {"state": "approved"}}}
    folder = write(tmp_path, 'msgid "Call now"\nmsgstr "Zadzwoń teraz"\n', ledger)
    assert not load_catalogue(POLISH, folder).is_checked(None, "Call now")


def test_a_broken_catalogue_is_refused_with_file_and_line(tmp_path: Path) -> None:
    folder = write(tmp_path, 'msgid "Call now\nmsgstr "Zadzwoń"\n')
    with pytest.raises(TranslationError, match=r"messages\.po, line \d+"):
        load_catalogue(POLISH, folder)


def test_a_broken_ledger_is_refused_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(TranslationError, match=r"ledger\.json"):
        load_catalogue(POLISH, write(tmp_path, "", {"strings": 3}))


def test_extraction_finds_templates_and_content() -> None:
    found = {message.id: message for message in template_messages()}
    assert "Leave now" in found
    assert any("anonymous" in " ".join(message.auto_comments).lower() for message in found.values())
    words = Words("guidance/x:title", "A title")
    assert [message.context for message in content_messages([{"any": (words,)}]) if message.id] == ["guidance/x:title"]


def test_the_translations_of_this_checkout_are_found() -> None:
    assert (translations_directory() / "glossary").is_dir()
