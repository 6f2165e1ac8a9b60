"""The ready-made answers as the desk offers them: in English to choose by, in the reader's language to see what they will read."""

from __future__ import annotations

from typing import Any

from spotsigns.concerns.phrases import Phrase
from spotsigns.contacts.model import Contact, Directory
from spotsigns.partnerships.model import Partnership
from spotsigns.translation.words import Speech
from spotsigns.web.pages import Renderer


class ReadyMade:
    """Said afresh each time: a contact that was edited is offered as it is now."""

    def __init__(self, phrases: tuple[Phrase, ...], directory: Directory, partnership: Partnership, renderer: Renderer) -> None:
        self._phrases, self._directory, self._partnership, self._renderer = phrases, directory, partnership, renderer

    def in_language(self, tag: str) -> dict[str, Any] | None:
        """Ready for JSON: phrases with their holes, contacts that have a number, places. None for a language that is not served."""
        if tag not in {language.tag for language in self._renderer.languages}:
            return None
        speech = self._renderer.speech(tag)
        contacts = [contact for contact in self._directory.contacts.values() if contact.tel]
        return {
            "lang": tag,
            "dir": speech.language.direction,
            "phrases": [_said(phrase, speech) for phrase in self._phrases],
            "contacts": [{"id": contact.id, "name": _name(contact, speech), "tel": contact.tel} for contact in contacts],
            "places": sorted(place.name for place in self._partnership.places),
        }


def _said(phrase: Phrase, speech: Speech) -> dict[str, Any]:
    words, is_source = phrase.text, speech.language.is_source
    return {
        "id": phrase.id,
        "group": phrase.group,
        "text": speech.plain(words, **phrase.holes),
        "kinds": phrase.kinds,
        "translated": is_source or speech.catalogue.translation(words.context, words.text) is not None,
        "checked": is_source or speech.catalogue.is_checked(words.context, words.text),
    }


def _name(contact: Contact, speech: Speech) -> str:
    return speech.plain(contact.name) if contact.is_name_translated else contact.name.text
