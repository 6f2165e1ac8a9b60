"""Run every gate over a language's catalogues, and say what is missing, stale or suspicious, by file and line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Message

from spotsigns.translation.catalogue import catalogue_files, forms_of, read_catalog, source_of
from spotsigns.translation.gates import Finding, check_string
from spotsigns.translation.glossary import Glossary, load_glossary
from spotsigns.translation.languages import Language, translations_directory
from spotsigns.translation.ledger import STALE, WRONG, load_ledger


@dataclass(frozen=True)
class Told:
    """One thing to look at: `where` is file and line; `refuses` is False for what a reader has to look at again but may be served."""

    where: str
    problem: str
    source: str
    translation: str
    refuses: bool = True


@dataclass(frozen=True)
class Result:
    """Of one language: how many strings, how many have no translation, how many have been read by somebody, and all that is to be looked at."""

    total: int
    missing: int
    states: dict[str, int]
    told: tuple[Told, ...]

    @property
    def is_good(self) -> bool:
        return not any(one.refuses for one in self.told)


def check_language(language: Language, directory: Path | None = None) -> Result:
    """Raises TranslationError or ContentError where a file cannot be read at all."""
    root = directory or translations_directory()
    glossary, ledger = load_glossary(language, root), load_ledger(root / language.locale)
    total = missing = 0
    states: dict[str, int] = {}
    told: list[Told] = []
    for path in catalogue_files(root / language.locale / "LC_MESSAGES"):
        catalog = read_catalog(path, language)
        for message in catalog:
            if not message.id:
                continue
            total += 1
            where, source, forms = f"{path}:{message.lineno or 0}", source_of(message), forms_of(message)
            if not all(forms) or message.fuzzy:
                missing += 1
                told.append(Told(where, "it has no translation", source, ""))
                continue
            state = ledger.state(message.context, source, forms)
            states[state] = states.get(state, 0) + 1
            if state == STALE:
                told.append(Told(where, "it was read, and has changed since: stale", source, forms[0], refuses=False))
            if state == WRONG:
                told.append(Told(where, "a fluent reader says that it is wrong", source, forms[0]))
            told += [Told(where, found.problem, found.source, found.translation) for found in check_message(language, glossary, message, catalog.num_plurals)]
    return Result(total, missing, states, tuple(told))


def check_message(language: Language, glossary: Glossary, message: Message, plurals: int) -> list[Finding]:
    """What the gates find in one translated message of a language with so many plural forms."""
    if isinstance(message.id, str):
        return check_string(language, glossary, message.context, message.id, str(message.string))
    forms = forms_of(message)
    source = message.id[-1]
    findings = [finding for form in forms for finding in check_string(language, glossary, message.context, source, form)]
    if len(forms) != plurals:
        findings.append(Finding(message.context, source, forms[0], f"it has {len(forms)} plural forms, this language has {plurals}"))
    return findings
