"""Gates that a translation must pass before anybody sees it; pure.

An engine once turned one emergency number into another. So numbers are placeholders, and what a machine can check is checked
for every string of every language; what only a person can judge is the review ledger's.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from spotsigns.translation.glossary import Glossary
from spotsigns.translation.languages import Language

PLACEHOLDER = re.compile(r"\{[a-z_]+\}")
BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
SAYS_NO = re.compile(r"\b(do not|does not|never|cannot|must not)\b", re.IGNORECASE)
LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]+")
# Short strings vary freely; long ones that shrink or grow this much have lost or gained a sentence.
SHORT = 40
SHORTEST_RATIO, LONGEST_RATIO = 0.4, 2.2
SHORT_NEGATION = 3
SCRIPTS = {"ur": "ARABIC"}


@dataclass(frozen=True)
class Finding:
    """One string that does not pass: its place, what is wrong."""

    context: str | None
    source: str
    translation: str
    problem: str


def check_string(language: Language, glossary: Glossary, context: str | None, source: str, translation: str) -> list[Finding]:
    """Everything wrong with one translation."""
    problems = [
        *_placeholders(source, translation),
        *_digits(translation),
        *_controls(translation),
        *_negation(glossary, source, translation),
        *_terms(glossary, source, translation),
        *_length(source, translation),
        *_script(language, source, translation),
    ]
    return [Finding(context, source, translation, problem) for problem in problems]


def _placeholders(source: str, translation: str) -> list[str]:
    wanted, found = sorted(PLACEHOLDER.findall(source)), sorted(PLACEHOLDER.findall(translation))
    if wanted != found:
        return [f"placeholders are {found}, not {wanted}"]
    return ["a brace stands alone"] if re.search(r"[{}]", PLACEHOLDER.sub("", translation)) else []


def _digits(translation: str) -> list[str]:
    return ["a digit stands in the words"] if any(unicodedata.category(mark) == "Nd" for mark in translation) else []


def _controls(translation: str) -> list[str]:
    return ["a bidi control stands in the words"] if BIDI_CONTROLS.search(translation) else []


def _negation(glossary: Glossary, source: str, translation: str) -> list[str]:
    if not SAYS_NO.search(source):
        return []
    # Whole words, or how a long one begins: inside another word the letters of a negation mean nothing.
    lowered = translation.lower()
    words = re.findall(r"\w+", lowered)
    is_said = any(word == no or (len(no) > SHORT_NEGATION and word.startswith(no)) for word in words for no in glossary.negations)
    return [] if is_said else ["the English says no, the translation does not"]


def _terms(glossary: Glossary, source: str, translation: str) -> list[str]:
    lowered, found = translation.lower(), []
    for term in glossary.terms:
        if term.chosen and re.search(rf"\b{re.escape(term.english.lower())}\b", source.lower()) and not any(stem.lower() in lowered for stem in term.chosen):
            found.append(f"the glossary's word for {term.english!r} is missing")
        found += [f"the word {stem!r} is a trap ({term.trap})" for stem in term.forbidden if stem.lower() in lowered]
    return found


def _length(source: str, translation: str) -> list[str]:
    if len(source) < SHORT:
        return []
    ratio = len(translation) / len(source)
    return [] if SHORTEST_RATIO <= ratio <= LONGEST_RATIO else [f"its length is {ratio:.1f} times the English"]


def _script(language: Language, source: str, translation: str) -> list[str]:
    """Latin words inside another script must stand in the English too: they are names."""
    script = SCRIPTS.get(language.tag)
    bare = PLACEHOLDER.sub(" ", translation)
    if script:
        foreign = [word for word in LATIN_WORD.findall(bare) if word.lower() not in source.lower()]
        return [f"{foreign[0]!r} is in Latin script but not in the English"] if foreign else []
    odd = [mark for mark in bare if mark.isalpha() and not unicodedata.name(mark, "").startswith("LATIN")]
    return [f"{odd[0]!r} is not in Latin script"] if odd else []
