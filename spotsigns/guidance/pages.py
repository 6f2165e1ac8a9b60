"""The public pages of the guidance room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spotsigns.contacts.model import Directory, unknown_contacts
from spotsigns.guidance.model import READER_GROUPS, AboutPage, Guidance, Reader, Topic
from spotsigns.translation.words import Speech, Words
from spotsigns.web.pages import Page


def guidance_pages(guidance: Guidance, directory: Directory) -> list[Page]:
    """Every page of the room. Raises ContentError if one names a contact that does not ship."""
    named = [(one.id, one.contacts) for one in guidance.topics] + [(one.id, one.contacts) for one in guidance.readers]
    for owner, contacts in [*named, *((one.id, one.contacts) for one in guidance.about)]:
        unknown_contacts(contacts, directory, owner)
    groups = [(group, [reader for reader in guidance.readers if reader.group == group]) for group in READER_GROUPS]
    return [
        Page("", "guidance/home.html"),
        Page("signs/", "guidance/topics.html", door="signs"),
        *(Page(f"signs/{topic.id}/", "guidance/topic.html", _topic(topic, guidance, directory), door="signs") for topic in guidance.topics),
        Page("for/", "guidance/readers.html", lambda speech: {"groups": groups}, door="signs"),
        *(Page(f"for/{reader.id}/", "guidance/reader.html", _reader(reader, directory), door="signs") for reader in guidance.readers),
        Page("act/", "guidance/act.html", lambda speech: {"act": guidance.act, "contacts": directory.named(guidance.act.picture_contacts)}, door="more"),
        *(Page(f"about/{page.id}/", "guidance/about.html", _about(page, directory), door="more") for page in guidance.about),
        Page("more/", "guidance/more.html", door="more"),
    ]


def titles(guidance: Guidance) -> dict[str, Words]:
    """The title of every page that people may read out, by its path."""
    return {
        "act/": guidance.act.title,
        **{f"signs/{topic.id}/": topic.title for topic in guidance.topics},
        **{f"for/{reader.id}/": reader.title for reader in guidance.readers},
        **{f"about/{page.id}/": page.title for page in guidance.about},
    }


def _topic(topic: Topic, guidance: Guidance, directory: Directory) -> Any:
    def context(speech: Speech) -> Mapping[str, Any]:
        return {"topic": topic, "factors": guidance.factors, "notes": guidance.notes, "contacts": directory.named(topic.contacts)}

    return context


def _reader(reader: Reader, directory: Directory) -> Any:
    return lambda speech: {"reader": reader, "contacts": directory.named(reader.contacts)}


def _about(page: AboutPage, directory: Directory) -> Any:
    return lambda speech: {"about": page, "contacts": directory.named(page.contacts)}
