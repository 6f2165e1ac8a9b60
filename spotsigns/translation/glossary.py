"""The glossary of one language: chosen words, traps, and how that language says no."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from spotsigns.translation.content import read_content
from spotsigns.translation.languages import Language, translations_directory


@dataclass(frozen=True)
class Term:
    """`english` as it stands in strings; a translation has one of `chosen` (stems) and none of `forbidden`."""

    english: str
    trap: str
    chosen: tuple[str, ...]
    forbidden: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class Glossary:
    negations: tuple[str, ...]
    terms: tuple[Term, ...]


def load_glossary(language: Language, directory: Path | None = None) -> Glossary:
    """translations/glossary/<locale>.toml. Raises ContentError."""
    block = read_content((directory or translations_directory()) / "glossary" / f"{language.locale}.toml", "glossary")
    terms = []
    for one in block.blocks("term"):
        terms.append(Term(one.text("english"), one.text("trap", ""), one.texts("chosen"), one.texts("forbidden"), one.text("why", "")))
        one.done()
    glossary = Glossary(block.texts("negations"), tuple(terms))
    block.done()
    return glossary
