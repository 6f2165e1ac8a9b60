"""Ready-made answers: enough of them, easy and promising nothing, and refused with place and remedy when they are wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from spotsigns.concerns.phrases import FILE, GROUPS, KINDS, load_phrases
from spotsigns.errors import ContentError
from spotsigns.translation.catalogue import load_catalogue
from spotsigns.translation.extract import words_in
from spotsigns.translation.gates import PLACEHOLDER
from spotsigns.translation.languages import known_languages

WORDS = (Path(__file__).parents[3] / "spotsigns" / "templates" / "hub" / "answering.html").read_text("utf-8")


def wrong(tmp_path: Path, old: str, new: str) -> Path:
    """The phrases with one thing changed."""
    text = FILE.read_text("utf-8")
    assert old in text
    changed = tmp_path / "phrases.toml"
    changed.write_text(text.replace(old, new, 1), "utf-8")
    return changed


def test_there_are_at_least_thirty_in_every_group_and_with_every_kind_of_slot() -> None:
    phrases = load_phrases()
    assert len(phrases) >= 30
    assert {phrase.group for phrase in phrases} == set(GROUPS)
    assert {slot.kind for phrase in phrases for slot in phrase.slots} == set(KINDS)
    texts = {phrase.id: phrase.text.text for phrase in phrases}
    assert texts["call-between"] == "Please call {number} between {from} and {to}."
    assert {"registration", "child-safe-now", "acted"} <= set(texts)


def test_every_phrase_can_be_translated_and_is() -> None:
    phrases = load_phrases()
    assert {words.context for words in words_in(phrases)} == {f"concerns/phrases:phrase.{phrase.id}.text" for phrase in phrases}
    for language in known_languages():
        if language.is_source:
            continue
        catalogue = load_catalogue(language)
        for phrase in phrases:
            said = catalogue.translation(phrase.text.context, phrase.text.text)
            assert said, (language.tag, phrase.id)
            assert sorted(PLACEHOLDER.findall(said)) == sorted(PLACEHOLDER.findall(phrase.text.text))


def test_words_are_short_hold_no_digit_and_say_nothing_of_the_police_or_what_will_be() -> None:
    for phrase in load_phrases():
        text = phrase.text.text
        assert not re.search(r"\d", text)
        assert all(len(sentence.split()) <= 20 for sentence in re.split(r"[.?!]\s*", text))
        assert not re.search(r"\b(police|promise|guarantee|never|will|arrest|prison|don't|can't)\b", text, re.IGNORECASE), text


def test_holes_stay_for_the_phone_to_fill() -> None:
    phrase = next(one for one in load_phrases() if one.id == "call-between")
    assert phrase.kinds == "number:number from:time to:time"
    assert phrase.text.text.format_map(phrase.holes) == phrase.text.text


def test_the_desk_has_a_word_for_every_group_slot_and_kind() -> None:
    phrases = load_phrases()
    for name in {f"group-{phrase.group}" for phrase in phrases} | {f"slot-{slot.name}" for phrase in phrases for slot in phrase.slots} | {f"wrong-{kind}" for kind in KINDS}:
        assert f'"{name}": ' in WORDS, name


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('id = "thanks"', 'id = "Thanks!"', "lower case with hyphens"),
        ('id = "person-read"', 'id = "thanks"', "stands twice"),
        ('group = "thanks"', 'group = "kind"', "Use one of: thanks"),
        ("What you saw matters", "Call 101", "[[phrase]] thanks: a digit"),
        ('slots = { contact = "contact" }', 'slots = { contact = "person" }', "Use one of: number"),
        ('slots = { contact = "contact" }', "", "Name each slot once in both"),
        ('slots = { contact = "contact" }', 'slots = { emergency = "number" }', "every page fills in"),
        ('text = "Are you safe now?"', 'text = "Are you safe now?"\ncolour = "red"', "'colour' is not a key"),
        ('text = "Are you safe now?"\n', "", "'text' is missing"),
        ('text = "Are you safe now?"', "text = Are you safe now?", "line"),
    ],
)
def test_wrong_phrases_are_refused_with_what_to_do(tmp_path: Path, old: str, new: str, says: str) -> None:
    with pytest.raises(ContentError, match=re.escape(says)) as refused:
        load_phrases(wrong(tmp_path, old, new))
    assert "phrases.toml" in str(refused.value)


def test_a_file_without_phrases_is_refused(tmp_path: Path) -> None:
    empty = tmp_path / "phrases.toml"
    empty.write_text("", "utf-8")
    with pytest.raises(ContentError, match="holds no phrase"):
        load_phrases(empty)
