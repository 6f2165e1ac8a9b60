"""Which font goes with which languages, and the letters that those use."""

from __future__ import annotations

from spotsigns.translation.catalogue import complete_languages, load_catalogue
from spotsigns.web.assets import ROOT

OUT = ROOT / "fonts"
TABLE = OUT / "fonts.toml"
FONTS = {
    "nastaliq": "NotoNastaliqUrdu-Regular.ttf",
    "naskh": "NotoNaskhArabic-Regular.ttf",
    "gurmukhi": "NotoSansGurmukhi-Regular.ttf",
    "bengali": "NotoSansBengali-Regular.ttf",
    "ethiopic": "NotoSansEthiopic-Regular.ttf",
}


def letters_of(font: str) -> set[str]:
    """Every letter in the words and the name of the languages that name `font`."""
    found: set[str] = {" "}
    for language in complete_languages():
        if language.font == font:
            catalogue = load_catalogue(language)
            found |= set(language.autonym).union(*(form for place in catalogue.sources() for form in catalogue.forms(*place)))
    return found
