"""The form's questions: complete, short, and refused with place and remedy when they are wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from spotsigns.concerns.pages import concern_pages
from spotsigns.concerns.questions import ANSWERS, FILE, load_form
from spotsigns.contacts.model import load_directory
from spotsigns.errors import ContentError
from spotsigns.guidance.load import load_guidance
from spotsigns.partnerships.model import load_partnership
from spotsigns.translation.extract import words_in
from spotsigns.web.assets import Assets


def wrong(tmp_path: Path, old: str, new: str) -> Path:
    """The questions with one thing changed."""
    text = FILE.read_text("utf-8")
    assert old in text
    changed = tmp_path / "questions.toml"
    changed.write_text(text.replace(old, new, 1), "utf-8")
    return changed


def test_every_answer_of_the_plaintext_is_asked_once() -> None:
    asked = [question.id for screen in load_form().screens for question in screen.questions]
    assert sorted(asked) == sorted(ANSWERS)


def test_ids_of_the_wire_are_the_ones_agreed() -> None:
    questions = load_form()
    agreed = {
        "danger": {"yes", "no", "unknown"},
        "sure": {"saw", "told", "worried"},
        "when": {"now", "today", "week", "longer", "unknown"},
        "role": {"worker", "neighbour", "parent", "young-person", "licensing", "professional", "other"},
        "contact": {"none", "confidential", "named"},
    }
    for question_id, ids in agreed.items():
        question = questions.question(question_id)
        assert question is not None
        assert {choice.id for choice in question.choices} == ids


def test_every_choice_has_a_picture_and_at_most_four_words() -> None:
    pictures = Assets().pictures
    for screen in load_form().screens:
        assert screen.picture in pictures
        for question in screen.questions:
            if question.kind in ("one", "many"):
                assert all(choice.picture in pictures for choice in question.choices), question.id
            for choice in question.choices:
                assert len(choice.label.text.split()) <= 4, choice.label.text


def test_every_word_can_be_translated_and_none_has_a_digit() -> None:
    found = list(words_in(load_form()))
    assert {words.context for words in found} >= {
        "concerns/questions:screen.danger.title",
        "concerns/questions:screen.sure.question.sure.choice.saw.label",
    }
    assert not [words.text for words in found if re.search(r"\d", words.text)]
    sentences = (sentence for words in found for sentence in re.split(r"[.?!]\s*", words.text))
    assert not [sentence for sentence in sentences if len(sentence.split()) > 20]


def test_there_are_few_steps_and_the_rest_is_extra() -> None:
    questions = load_form()
    assert [screen.id for screen in questions.steps] == ["danger", "what", "where"]
    assert {screen.id for screen in questions.extras} >= {"car", "child", "adult", "online", "sure", "told", "evidence", "power", "contact", "role", "often"}


def test_a_choice_is_found_by_its_id() -> None:
    danger = load_form().question("danger")
    assert danger is not None
    choice = danger.choice("unknown")
    assert choice is not None
    assert choice.label.text == "I do not know"
    assert danger.choice("never") is None
    assert load_form().question("never") is None


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('id = "danger"\nkind = "one"', 'id = "peril"\nkind = "one"', "'peril'"),
        ('kind = "one"', 'kind = "guess"', "Use one of"),
        ('picture = "danger-yes"\n', 'picture = "danger-yes"\ncolour = "red"\n', "'colour' is not a key"),
        ('id = "place_text"', 'id = "what"', "asked"),
    ],
)
def test_wrong_questions_are_refused_with_what_to_do(tmp_path: Path, old: str, new: str, says: str) -> None:
    with pytest.raises(ContentError, match=says):
        load_form(wrong(tmp_path, old, new))


def test_a_first_sign_that_is_none_is_refused(tmp_path: Path) -> None:
    partnership = load_partnership("rotherham")
    questions = load_form(wrong(tmp_path, "missing.not-home", "missing.never-heard-of"))
    with pytest.raises(ContentError, match="never-heard-of"):
        concern_pages(questions, load_guidance(partnership.folder), load_directory(partnership.folder), partnership)


def test_the_page_names_no_field_and_carries_no_id_or_code(client: FlaskClient) -> None:
    answer = client.get("/en/r/")
    page = answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "<title>Step</title>" in page
    names = set(re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', page))
    assert names
    assert all(re.fullmatch(r"q\d+", name) for name in names)
    fields = re.findall(r"<(?:input|select|textarea)\b[^>]*>", page)
    assert all('autocomplete="off"' in field for field in fields)
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-4", page)
