"""Every font that a language may be offered has all the letters of its words, and is small."""

from __future__ import annotations

import pytest
from fontTools.ttLib import TTFont

from spotsigns.translation.catalogue import complete_languages
from tests.fonts.__main__ import OF_THE_PHONE
from tests.fonts.letters import FONTS, OUT, letters_of

LARGEST = 160 * 1024
NAMED = sorted({language.font for language in complete_languages() if language.font})


@pytest.mark.parametrize("name", NAMED)
def test_a_font_has_every_letter_of_its_languages(name: str) -> None:
    with TTFont(OUT / f"{name}.woff2") as font:
        has = set(font.getBestCmap())
    lacking = {letter for letter in letters_of(name) if ord(letter) not in OF_THE_PHONE and ord(letter) not in has and letter.isalpha()}
    assert lacking == set(), "Run './dev fonts'."


def test_every_named_font_is_made_and_every_made_one_is_named() -> None:
    assert {path.stem for path in OUT.glob("*.woff2")} == set(NAMED)
    assert set(NAMED) <= set(FONTS)
    assert [path.name for path in OUT.glob("*.woff2") if path.stat().st_size > LARGEST] == []
