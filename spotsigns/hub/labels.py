"""What travels as an id, said in English for the desk: signs, questions, choices, places, wards."""

from __future__ import annotations

from typing import Any

from spotsigns.concerns.questions import Questions
from spotsigns.contacts.model import Directory
from spotsigns.guidance.model import Guidance
from spotsigns.hub.reveal import REVEAL_REASONS
from spotsigns.partnerships.model import Partnership
from spotsigns.partnerships.working_days import load_calendar
from spotsigns.translation.words import Speech


def desk_labels(guidance: Guidance, questions: Questions, directory: Directory, partnership: Partnership, english: Speech) -> dict[str, Any]:
    """Ready for JSON. `english` says the words; an id that is not in here is shown as it travelled."""
    asked = [question for screen in questions.screens for question in screen.questions]
    choices: dict[str, dict[str, str]] = {
        question.id: {choice.id: english.plain(choice.label) for choice in question.choices if choice.id} for question in asked
    }
    choices.setdefault("place", {}).update({place.id: place.name for place in partnership.places})
    # Not asked by the form: how staff came by it.
    choices["taken"] = {"phone": "By phone", "paper": "On paper"}
    choices["about_power"] = {power.id: english.plain(power.label) for power in directory.powers}
    calendar = load_calendar()
    return {
        "target": {"days": partnership.targets.decide_working_days, "holidays": sorted(day.isoformat() for day in calendar.holidays)},
        "reveal_reasons": REVEAL_REASONS,
        "signs": {sign.id: {"label": english.plain(sign.label), "text": english.plain(sign.text)} for sign in guidance.signs().values()},
        "fields": {"taken": "How it was taken", **{question.id: english.plain(question.label) for question in asked}},
        "choices": choices,
        "order": ["taken", *(question.id for question in asked)],
        "wards": {ward.id: ward.name for ward in partnership.wards},
        "categories": {topic.id: english.plain(topic.label) for topic in guidance.topics},
        "readers": {reader.id: english.plain(reader.label) for reader in guidance.readers},
    }
