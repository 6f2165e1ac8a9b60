"""A made-up language to try layouts with: four tenths longer than English, right to left, with Latin words in between."""

from __future__ import annotations

import re
from itertools import cycle, islice

from spotsigns.translation.catalogue import Catalogue, empty_catalogue
from spotsigns.translation.languages import Language

PSEUDO = Language("ar-x-pseudo", "تجربة", "Arab")
LONGER = 1.4
_PARTS = re.compile(r"(\{[a-z_]+\})")
_LETTERS = dict(zip("abcdefghijklmnopqrstuvwxyz", "ابتثجحخدذرزسشصضطظعغفقكلمنه", strict=True))


class PseudoCatalogue(Catalogue):
    """Has a translation of everything."""

    def __init__(self) -> None:
        self.__dict__.update(empty_catalogue().__dict__)

    def translation(self, context: str | None, text: str) -> str | None:
        return pseudo(text)

    def plural(self, singular: str, plural: str, number: int) -> str:
        return pseudo(plural)

    @property
    def is_any_unchecked(self) -> bool:
        return True


def pseudo(text: str) -> str:
    """`text` in other letters, every fifth word as it is, longer by four tenths; placeholders stay."""
    words = ["".join(part if _PARTS.fullmatch(part) else _letters(part) for part in _PARTS.split(word)) if at % 5 else word for at, word in enumerate(text.split(), 1)]
    more = [word for word in words if not _PARTS.search(word)] or ["ب"]
    longer = [*words, *islice(cycle(more), max(1, round(len(words) * (LONGER - 1))))]
    return " ".join(longer)


def _letters(text: str) -> str:
    return "".join(_LETTERS.get(mark.lower(), mark) for mark in text)
