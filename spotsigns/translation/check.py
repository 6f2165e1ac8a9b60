"""Run every gate over a language's catalogues."""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Message

from spotsigns.translation.catalogue import catalogue_files, read_catalog
from spotsigns.translation.gates import Finding, check_string
from spotsigns.translation.glossary import Glossary, load_glossary
from spotsigns.translation.languages import Language, translations_directory


def check_language(language: Language, directory: Path | None = None) -> tuple[int, int, list[Finding]]:
    """(strings, untranslated, findings) of one language."""
    root = directory or translations_directory()
    glossary = load_glossary(language, root)
    total = untranslated = 0
    findings: list[Finding] = []
    for path in catalogue_files(root / language.locale / "LC_MESSAGES"):
        catalog = read_catalog(path, language)
        for message in catalog:
            if not message.id:
                continue
            total += 1
            missing = not all(_forms(message))
            untranslated += missing
            findings += [] if missing else _check(language, glossary, message, catalog.num_plurals)
    return total, untranslated, findings


def _forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


def _check(language: Language, glossary: Glossary, message: Message, plurals: int) -> list[Finding]:
    if isinstance(message.id, str):
        return check_string(language, glossary, message.context, message.id, str(message.string))
    forms = _forms(message)
    source = message.id[-1]
    findings = [finding for form in forms for finding in check_string(language, glossary, message.context, source, form)]
    if len(forms) != plurals:
        findings.append(Finding(message.context, source, forms[0], f"it has {len(forms)} plural forms, this language has {plurals}"))
    return findings
