"""Languages: which there are, how each is written, and which one a reader's browser asks for (RFC 4647 lookup)."""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path

from spotsigns.errors import TranslationError

FILE = "language.toml"
# ISO 15924 codes, and how Unicode begins the names of their letters.
SCRIPTS = {
    "Latn": "LATIN", "Arab": "ARABIC", "Guru": "GURMUKHI", "Beng": "BENGALI", "Cyrl": "CYRILLIC", "Ethi": "ETHIOPIC", "Hans": "CJK",
}  # fmt: skip
RIGHT_TO_LEFT = ("Arab",)
_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True)
class Language:
    """`tag` is BCP 47 and the first part of every path; `autonym` is its own name; `script` an ISO 15924 code.

    `plurals` is the language whose plural forms it shares, where Babel does not know it by itself. A `draft` is served to nobody yet.
    `font` is the one of static/fonts/ that a page may offer where a phone lacks its letters.
    """

    tag: str
    autonym: str
    script: str = "Latn"
    plurals: str = ""
    draft: bool = False
    font: str = ""

    @property
    def locale(self) -> str:
        """The gettext folder."""
        return self.tag.replace("-", "_")

    @property
    def babel(self) -> str:
        """What Babel knows it by."""
        return self.plurals or self.tag.split("-")[0]

    @property
    def direction(self) -> str:
        return "rtl" if self.script in RIGHT_TO_LEFT else "ltr"

    @property
    def is_english(self) -> bool:
        """The source, or another way of writing it."""
        return self.babel == "en"

    @property
    def is_source(self) -> bool:
        return self.tag == "en"


ENGLISH = Language("en", "English")


def translations_directory() -> Path:
    """Inside an installed wheel, else beside our own pyproject.toml. Raises TranslationError where neither is."""
    package = Path(__file__).resolve().parent.parent
    packed = package / "_translations"
    if packed.is_dir():
        return packed
    checkout = package.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / "translations").is_dir():
        return checkout / "translations"
    raise TranslationError("No translations are installed. Install spotsigns from its wheel, or run it from its own checkout.")


@cache
def known_languages(directory: Path | None = None) -> tuple[Language, ...]:
    """English, then every language that has a folder with a language.toml, by its own name. Raises TranslationError."""
    found = [_read(path) for path in (directory or translations_directory()).glob(f"*/{FILE}")]
    return (ENGLISH, *sorted(found, key=lambda one: (one.babel != "en", unicodedata.normalize("NFKD", one.autonym).casefold())))


def add_language(language: Language, directory: Path | None = None) -> Path:
    """Make the folder of a new language, as a draft, and an empty glossary. Raises TranslationError where it is there already or cannot be one."""
    root = directory or translations_directory()
    folder, glossary = root / language.locale, root / "glossary" / f"{language.locale}.toml"
    if not _TAG.fullmatch(language.tag):
        raise TranslationError(f"{language.tag!r} is no language tag. Use one of BCP 47 such as 'sk', 'zh-Hans' or 'en-x-easy'.")
    if folder.exists():
        raise TranslationError(f"{folder} is there already. Go on with 'spotsigns translations draft {language.tag}'.")
    folder.mkdir(parents=True)
    glossary.parent.mkdir(exist_ok=True)
    if not glossary.exists():
        glossary.write_text(f"# {language.autonym} ({language.tag}). How it says no, then the words chosen; docs/translating.md says what belongs here.\nnegations = []\n", "utf-8")
    write_language(replace(language, draft=True), root)
    return folder


def write_language(language: Language, directory: Path | None = None) -> None:
    """Its language.toml, without what is as usual."""
    values = {f.name: getattr(language, f.name) for f in fields(language) if getattr(language, f.name) != f.default}
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in {**values, "script": language.script}.items()]
    ((directory or translations_directory()) / language.locale / FILE).write_text("\n".join(lines) + "\n", "utf-8")


def _read(path: Path) -> Language:
    try:
        table = tomllib.loads(path.read_text("utf-8"))
        language = Language(**table)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError) as error:
        raise TranslationError(f"{path}: {error}. It needs tag, autonym and script, and may have plurals, draft and font.") from error
    if language.script not in SCRIPTS:
        raise TranslationError(f"{path}: the script is {language.script!r}. Use one of: {', '.join(SCRIPTS)}.")
    if language.locale != path.parent.name:
        raise TranslationError(f"{path}: the tag is {language.tag!r}, so its folder must be called {language.locale!r}.")
    return language


# What browsers send where the tag alone would lead to the wrong script or language.
_SPECIAL = {
    "pa-pk": "pnb", "pa-arab": "pnb", "ku-iq": "ckb", "ckb": "ckb", "ku": "kmr", "fa-af": "fa", "prs": "fa", "zh": "zh-Hans",
}  # fmt: skip


# RFC 5646, 4.4.1: no registered tag needs more room. Without an end, one endless tag would keep a server busy for seconds.
LONGEST_TAG = 35


def negotiate(accept_language: str, served: tuple[str, ...]) -> str:
    """The served tag that an Accept-Language header asks for, else `en` (or the first one served)."""
    for wanted in _by_preference(accept_language):
        for candidate in _shortened(wanted):
            tag = _SPECIAL.get(candidate, candidate)
            for have in served:
                if have.lower() == tag.lower():
                    return have
    return "en" if "en" in served else served[0]


def _by_preference(header: str) -> list[str]:
    ranges: list[tuple[float, int, str]] = []
    for at, part in enumerate(header.split(",")[:32]):
        tag, _, weight = part.strip().partition(";")
        try:
            quality = float(weight.strip().removeprefix("q=")) if weight.strip() else 1.0
        except ValueError:
            continue
        if 0 < len(tag.strip()) <= LONGEST_TAG and tag.strip() != "*" and quality > 0:
            ranges.append((-quality, at, tag.strip().lower()))
    return [tag for _, _, tag in sorted(ranges)]


def _shortened(tag: str) -> list[str]:
    """RFC 4647 section 3.4: the tag, then ever shorter, single-letter subtags going with what follows them."""
    parts = tag.split("-")
    found = []
    while parts:
        found.append("-".join(parts))
        parts.pop()
        if parts and len(parts[-1]) == 1:
            parts.pop()
    return found
