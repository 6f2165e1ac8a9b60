"""Drafts for a translator, and their way back: JSON with the English beside each string, put into the catalogues.

A string that a person has read is never overwritten by a draft.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message

from spotsigns.errors import TranslationError
from spotsigns.translation.catalogue import catalogue_files, forms_of, read_catalog, source_of, write_catalog
from spotsigns.translation.check import check_message
from spotsigns.translation.gates import Finding
from spotsigns.translation.glossary import load_glossary
from spotsigns.translation.languages import Language, translations_directory, write_language
from spotsigns.translation.ledger import CHECKED, MACHINE, load_ledger

Place = tuple[str | None, str]


@dataclass(frozen=True)
class Taken:
    """What became of drafts: how many were put in; those a person has read; those that nobody knows; what the gates found."""

    taken: int
    read: tuple[Place, ...]
    unknown: tuple[Place, ...]
    findings: tuple[Finding, ...]


def to_draft(language: Language, directory: Path | None = None) -> list[dict[str, Any]]:
    """Every string that has no translation, or one that is no longer right: context, source, note, translation (a list where it has plural forms)."""
    root = (directory or translations_directory()) / language.locale
    ledger, found = load_ledger(root), []
    for _, catalog in _catalogs(root, language):
        for message in _messages(catalog):
            forms = forms_of(message)
            state = ledger.state(message.context, source_of(message), forms)
            if not all(forms) or state not in (MACHINE, *CHECKED):
                translation: Any = forms[0] if isinstance(message.id, str) else [*forms]
                note = " ".join(message.auto_comments)
                found.append({"context": message.context, "source": source_of(message), "note": note, "translation": translation})
    return found


def take_drafts(language: Language, text: str, directory: Path | None = None) -> Taken:
    """Put the translations of `text` (JSON as `to_draft` makes it) into the catalogues. Raises TranslationError."""
    return put_in(language, _read_drafts(text), directory, keep_read=True)


def put_in(language: Language, wanted: Mapping[Place, tuple[str, ...]], directory: Path | None, *, keep_read: bool) -> Taken:
    """Put `wanted` in; what does not pass the gates stays out, and so does what was read where `keep_read` says so.

    A draft that lacks nothing any more is one no longer: it is served from the next start on.
    """
    top = directory or translations_directory()
    root, glossary = top / language.locale, load_glossary(language, top)
    ledger, left = load_ledger(root), dict(wanted)
    taken, read, findings = 0, [], []
    for path, catalog in _catalogs(root, language):
        for message in _messages(catalog):
            place = (message.context, source_of(message))
            forms = left.pop(place, None)
            if forms is None:
                continue
            if keep_read and ledger.state(*place, forms_of(message)) in CHECKED:
                read.append(place)
                continue
            before = message.string
            message.string = forms[0] if isinstance(message.id, str) else forms
            problems = check_message(language, glossary, message, catalog.num_plurals)
            if problems:
                message.string = before
            findings += problems
            taken += not problems
        write_catalog(path, catalog)
    if language.draft and taken and not to_draft(language, directory):
        write_language(replace(language, draft=False), directory)
    return Taken(taken, tuple(read), tuple(left), tuple(findings))


def _catalogs(root: Path, language: Language) -> Iterator[tuple[Path, Catalog]]:
    for path in catalogue_files(root / "LC_MESSAGES"):
        yield path, read_catalog(path, language)


def _messages(catalog: Catalog) -> Iterable[Message]:
    return (message for message in catalog if message.id)


def _read_drafts(text: str) -> dict[Place, tuple[str, ...]]:
    try:
        entries = json.loads(text)
        wanted = {}
        for entry in entries:
            translation = entry["translation"]
            forms = (translation,) if isinstance(translation, str) else tuple(translation)
            if all(isinstance(form, str) for form in forms) and all(forms):
                wanted[entry["context"], str(entry["source"])] = forms
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise TranslationError(f"The drafts cannot be read ({error}). They are a JSON list as 'spotsigns translations draft' prints it.") from error
    return wanted

