"""A translation that could mislead does not pass, and the finding says why."""

from __future__ import annotations

import pytest

from spotsigns.concerns.phrases import load_phrases
from spotsigns.concerns.questions import load_form
from spotsigns.contacts.model import load_directory
from spotsigns.guidance.load import load_guidance
from spotsigns.partnerships.model import load_partnership
from spotsigns.translation.catalogue import complete_languages, load_catalogue
from spotsigns.translation.check import check_language
from spotsigns.translation.extract import content_messages, template_messages
from spotsigns.translation.gates import check_string
from spotsigns.translation.glossary import Glossary, Term
from spotsigns.translation.languages import Language

POLISH = Language("pl", "Polski")
URDU = Language("ur", "اردو", "Arab")
GLOSSARY = Glossary(("nie",), (Term("tell us", "informer word", ("powiedz",), ("donos",), ""),))


def problems(source: str, translation: str, language: Language = POLISH) -> list[str]:
    return [finding.problem for finding in check_string(language, GLOSSARY, None, source, translation)]


def test_a_good_translation_passes() -> None:
    assert problems("Do not wait. Call {emergency}.", "Nie czekaj. Zadzwoń: {emergency}.") == []


@pytest.mark.parametrize(
    ("source", "translation", "word"),
    [
        ("Call {emergency}.", "Zadzwoń.", "placeholders"),
        ("Call {emergency}.", "Zadzwoń {emergency} {police}.", "placeholders"),
        ("Call the police.", "Zadzwoń } na policję.", "brace"),
        ("Call the police.", "Zadzwoń na 112.", "digit"),
        ("Call the police.", "۹۹۹", "digit"),
        ("Do not wait.", "Czekaj.", "says no"),
        ("They never ask your name.", "Pytają o nazwisko.", "says no"),
        ("Tell us.", "Złóż donos.", "trap"),
        ("Tell us.", "Zadzwoń.", "glossary"),
        ("Call.", "Zadzwoń\u202e.", "bidi"),
        ("A child waits in the shop until late at night.", "Dziecko.", "length"),
        ("Call.", "Зadzwoń.", "Latin"),
    ],
)
def test_a_translation_that_could_mislead_is_found(source: str, translation: str, word: str) -> None:
    assert any(word in problem for problem in problems(source, translation))


def test_latin_words_in_urdu_must_be_names_that_stand_in_the_english() -> None:
    glossary = Glossary(("نہ",), ())
    assert check_string(URDU, glossary, None, "Call Crimestoppers.", "Crimestoppers کو فون کریں۔") == []
    assert check_string(URDU, glossary, None, "Call them.", "police کو فون کریں۔")


@pytest.mark.parametrize(
    ("language", "no", "translation"),
    [(Language("bn", "বাংলা", "Beng"), "না", "অপেক্ষা করবেন না।"), (Language("zh-Hans", "简体中文", "Hans"), "不", "请不要等。"), (Language("ti", "ትግርኛ", "Ethi"), "ኣይ", "ኣይ ትጸበዩ።")],
)
def test_every_script_says_no_in_its_own_way(language: Language, no: str, translation: str) -> None:
    assert check_string(language, Glossary((no,), ()), None, "Do not wait.", translation) == []
    assert [one.problem for one in check_string(language, Glossary(("nie",), ()), None, "Do not wait.", translation)] == ["the English says no, the translation does not"]


def test_letters_of_another_script_are_found_in_any_language() -> None:
    glossary = Glossary((), ())
    assert check_string(Language("bn", "বাংলা", "Beng"), glossary, None, "Call.", "کال")
    assert check_string(Language("uk", "Українська", "Cyrl"), glossary, None, "Call them.", "Дзвоніть Crimestoppers")
    assert check_string(Language("uk", "Українська", "Cyrl"), glossary, None, "Call them.", "Дзвоніть їм") == []


TRANSLATED = pytest.mark.parametrize("language", [one for one in complete_languages() if not one.is_source], ids=lambda one: one.tag)


@TRANSLATED
def test_no_string_that_a_reader_may_see_is_missing_from_the_catalogues(language: Language) -> None:
    folder = load_partnership("rotherham").folder
    catalogue = load_catalogue(language)
    found = [*template_messages(), *content_messages([load_guidance(folder), load_directory(folder), load_form(), load_phrases()])]
    wanted = [(message.context, message.id if isinstance(message.id, str) else message.id[0]) for message in found if message.id]
    assert [key for key in wanted if catalogue.translation(*key) is None] == []


@TRANSLATED
def test_every_string_of_every_language_is_translated_and_passes_the_gates(language: Language) -> None:
    result = check_language(language)
    assert result.total > 1_000
    assert [one for one in result.told if one.refuses] == []
