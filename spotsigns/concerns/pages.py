"""The public pages of the concerns room."""

from __future__ import annotations

from typing import Any

from spotsigns.concerns.phrases import Phrase
from spotsigns.concerns.questions import LONGEST_TEXT, Questions
from spotsigns.contacts.model import Directory
from spotsigns.errors import ContentError
from spotsigns.guidance.model import Guidance, Sign
from spotsigns.partnerships.model import Partnership
from spotsigns.translation.words import Speech
from spotsigns.web.pages import Page

MOST_TILES = 9


def concern_pages(questions: Questions, guidance: Guidance, directory: Directory, partnership: Partnership) -> list[Page]:
    """The form, its further signs and its extra screens. Raises ContentError if a sign or contact is not there."""
    signs = _common_signs(questions, guidance)
    if partnership.hub_contact not in directory.contacts:
        raise ContentError(f"The partnership's hub_contact {partnership.hub_contact!r} is no contact. Use the id of a [[contact]].")
    asked = (question.id for screen in questions.screens for question in screen.questions)
    shown = {
        "questions": questions,
        "signs": signs,
        "most_tiles": MOST_TILES,
        "longest": LONGEST_TEXT,
        # Neutral names: browsers learn from a field's name what to offer next time.
        "names": {question_id: f"q{number}" for number, question_id in enumerate(asked, 1)},
        "places": sorted(partnership.places, key=lambda place: place.name),
    }

    def page(path: str, template: str, door: str = "tell", **more: Any) -> Page:
        return Page(path, f"concerns/{template}.html", lambda speech: {**shown, "hub_contact": directory.contacts[partnership.hub_contact], **more}, is_private=True, door=door)

    # What the form fetches once it is open: with it, the first view would not fit the first round trip.
    return [
        page("r/", "form"),
        page("r/signs/", "signs", owners=guidance.readers),
        page("r/topics/", "signs", owners=guidance.topics),
        page("r/more/", "more"),
        # The same form around it: what is tried must be what is used.
        page("practice/", "form", door="more", is_practice=True),
    ]


def answer_pages(directory: Directory, partnership: Partnership, phrases: tuple[Phrase, ...]) -> list[Page]:
    """Hear back, by code, with the ready-made answers and every contact that one of them may name."""

    def shown(speech: Speech) -> dict[str, Any]:
        return {"hub_contact": directory.contacts[partnership.hub_contact], "longest": LONGEST_TEXT, "phrases": phrases}

    return [Page("m/", "concerns/answers.html", shown, is_private=True, door="tell")]


def _common_signs(questions: Questions, guidance: Guidance) -> list[Sign]:
    signs = guidance.signs()
    for sign in questions.common:
        if sign not in signs:
            raise ContentError(f"questions.toml: {sign!r} in `common` is no sign. Use an id of the form <file>.<sign>.")
    return [signs[sign] for sign in questions.common][:MOST_TILES]
