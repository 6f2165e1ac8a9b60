"""Gates that a translation must pass before anybody sees it; pure.

An engine once turned one emergency number into another. So numbers are placeholders, and what a machine can check is checked
for every string of every language; what only a person can judge is the review ledger's.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from spotsigns.translation.glossary import Glossary
from spotsigns.translation.languages import SCRIPTS, Language

PLACEHOLDER = re.compile(r"\{[a-z_]+\}")
BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
SAYS_NO = re.compile(r"\b(do not|does not|never|cannot|must not)\b", re.IGNORECASE)
LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]+")
# Short strings vary freely; long ones that shrink or grow this much have lost or gained a sentence.
SHORT = 40
SHORTEST_RATIO, LONGEST_RATIO = 0.4, 2.2
SHORT_NEGATION = 3
# Scripts that write no spaces between words, and more meaning in a letter.
DENSE = ("Hans",)
DENSE_SHORTEST, DENSE_LONGEST = 0.12, 1.2


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
        *_negation(language, glossary, source, translation),
        *_terms(glossary, source, translation),
        *_length(language, source, translation),
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


def _negation(language: Language, glossary: Glossary, source: str, translation: str) -> list[str]:
    if not SAYS_NO.search(source):
        return []
    lowered = translation.lower()
    if language.script in DENSE:
        is_said = any(no in lowered for no in glossary.negations)
    else:
        # Whole words, or how a long one begins: inside another word the letters of a negation mean nothing.
        is_said = any(word == no or (len(no) > SHORT_NEGATION and word.startswith(no)) for word in words_of(lowered) for no in glossary.negations)
    return [] if is_said else ["the English says no, the translation does not"]


def _terms(glossary: Glossary, source: str, translation: str) -> list[str]:
    lowered, found = translation.lower(), []
    for term in glossary.terms:
        if term.chosen and re.search(rf"\b{re.escape(term.english.lower())}\b", source.lower()) and not any(stem.lower() in lowered for stem in term.chosen):
            found.append(f"the glossary's word for {term.english!r} is missing")
        found += [f"the word {stem!r} is a trap ({term.trap})" for stem in term.forbidden if stem.lower() in lowered]
    return found


def _length(language: Language, source: str, translation: str) -> list[str]:
    if len(source) < SHORT:
        return []
    shortest, longest = (DENSE_SHORTEST, DENSE_LONGEST) if language.script in DENSE else (SHORTEST_RATIO, LONGEST_RATIO)
    ratio = len(translation) / len(source)
    return [] if shortest <= ratio <= longest else [f"its length is {ratio:.1f} times the English"]


def words_of(text: str) -> list[str]:
    """Words with the vowel signs and marks that belong to their letters, which a plain search for word characters cuts off."""
    return "".join(mark if mark.isalnum() or unicodedata.category(mark).startswith("M") else " " for mark in text).split()


def _script(language: Language, source: str, translation: str) -> list[str]:
    """Latin words inside another script must stand in the English too: they are names."""
    bare = PLACEHOLDER.sub(" ", translation)
    if language.script != "Latn":
        foreign = [word for word in LATIN_WORD.findall(bare) if word.lower() not in source.lower()]
        if foreign:
            return [f"{foreign[0]!r} is in Latin script but not in the English"]
        bare = LATIN_WORD.sub(" ", bare)
    name = SCRIPTS[language.script]
    odd = [mark for mark in bare if mark.isalpha() and not unicodedata.name(mark, "").startswith(name)]
    return [f"{odd[0]!r} is not in {name.capitalize()} script"] if odd else []
