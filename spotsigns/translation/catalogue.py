"""Catalogues: one language's translations, read from its .po files, with what the review ledger says of each."""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo
from babel.messages.plurals import get_plural
from babel.messages.pofile import PoFileError, read_po, write_po

from spotsigns.errors import TranslationError
from spotsigns.translation.languages import Language, known_languages, translations_directory
from spotsigns.translation.ledger import CHECKED, Ledger, load_ledger

_PO_STARTS = ('"', 'msgctxt "', 'msgid "', 'msgstr "')
_PO_LINE = re.compile(r'(?:(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?)\s+)?"(?:[^"\\]|\\.)*"\Z')


# The same in every language, so they are held once.
_PLACES: dict[tuple[str | None, str], tuple[str | None, str]] = {}


class Catalogue:
    """Translations of one language by (context, source text)."""

    def __init__(self, messages: dict[tuple[str | None, str], tuple[str, ...]], ledger: Ledger, plural_index: Callable[[int], int]) -> None:
        self._messages, self._ledger, self._plural_index = messages, ledger, plural_index

    def translation(self, context: str | None, text: str) -> str | None:
        """The translation, None if there is none."""
        forms = self._messages.get((context, text))
        return forms[0] if forms else None

    def plural(self, singular: str, plural: str, number: int) -> str:
        forms = self._messages.get((None, singular))
        if not forms:
            return singular if number == 1 else plural
        return forms[min(self._plural_index(number), len(forms) - 1)]

    def is_checked(self, context: str | None, text: str) -> bool:
        """True once a fluent person has revised this very translation of this very source."""
        return self.state(context, text) in CHECKED

    def state(self, context: str | None, text: str) -> str:
        """What the ledger makes of it: machine, wrong, stale, revised or approved."""
        return self._ledger.state(context, text, self._messages.get((context, text), ()))

    def forms(self, context: str | None, text: str) -> tuple[str, ...]:
        """Every plural form of a translation, one where it has no number; empty where there is none."""
        return self._messages.get((context, text), ())

    @property
    def is_any_unchecked(self) -> bool:
        return any(not self.is_checked(*key) for key in self._messages)

    def sources(self) -> list[tuple[str | None, str]]:
        """(context, source text) of every string; pages' strings have no context."""
        return list(self._messages)

    def __len__(self) -> int:
        return len(self._messages)


def empty_catalogue() -> Catalogue:
    return Catalogue({}, Ledger(), lambda number: int(number != 1))


def load_catalogue(language: Language, directory: Path | None = None) -> Catalogue:
    """The catalogue of one language; empty where it has no folder. Raises TranslationError naming file and line."""
    root = (directory or translations_directory()) / language.locale
    messages: dict[tuple[str | None, str], tuple[str, ...]] = {}
    for path in catalogue_files(root / "LC_MESSAGES"):
        for message in read_catalog(path, language):
            forms = forms_of(message)
            if message.id and all(forms) and not message.fuzzy:
                place = (_context(message), source_of(message))
                messages[_PLACES.setdefault(place, place)] = forms
    return Catalogue(messages, load_ledger(root), _plural_index(language))


def catalogue_files(folder: Path) -> list[Path]:
    """Compiled catalogues of an installed wheel, else the .po files of a checkout."""
    return sorted(folder.glob("*.mo")) or sorted(folder.glob("*.po"))


def read_catalog(path: Path, language: Language) -> Catalog:
    """One catalogue file. Raises TranslationError naming file and line."""
    try:
        with path.open("rb") as lines:
            if path.suffix == ".mo":
                return read_mo(lines)
            _refuse_broken_lines(path)
            return read_po(lines, locale=language.babel, abort_invalid=True)
    except PoFileError as error:
        raise TranslationError(f"{path}, line {error.lineno}: {error}. Mend that line, then run './dev translations'.") from error
    except (UnicodeDecodeError, LookupError) as error:
        raise TranslationError(f"{path}: is not UTF-8, or its header does not say so ({error}). Save it as UTF-8.") from error
    except ValueError as error:
        raise TranslationError(f"{path}: is no catalogue ({error}). Mend it, then run './dev translations'.") from error


def write_catalog(path: Path, catalog: Catalog) -> None:
    """Put it in the place of what is there, in one step: a server that starts meanwhile must not read half of it."""
    beside = path.with_suffix(".new")
    with beside.open("wb") as out:
        write_po(out, catalog, width=120, omit_header=False, sort_output=False, include_previous=False, ignore_obsolete=True)
    beside.replace(path)


def _refuse_broken_lines(path: Path) -> None:
    """Babel reads past a quote that is missing, and the string is lost without a word."""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        # Most lines are seen to be whole without the pattern, which takes ten times as long.
        if line.startswith(_PO_STARTS) and line.endswith('"') and line.count('"') == 2 and "\\" not in line:
            continue
        if line.strip() and not line.startswith("#") and not _PO_LINE.match(line.strip()):
            raise TranslationError(f"{path}, line {number}: is no line of a catalogue ({line.strip()[:40]}). Mend it, then run './dev translations'.")


def _context(message: Message) -> str | None:
    # Babel decodes ids and strings of a compiled catalogue, but leaves contexts as bytes.
    return message.context.decode("utf-8") if isinstance(message.context, bytes) else message.context


def source_of(message: Message) -> str:
    """The English that a message is known by: the singular, where it has a plural."""
    return message.id if isinstance(message.id, str) else str(message.id[0])


def forms_of(message: Message) -> tuple[str, ...]:
    """Every plural form of the translation, one where it has no number; an empty text where there is none."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


def _plural_index(language: Language) -> Callable[[int], int]:
    rule = get_plural(language.babel)
    index: Callable[[int], int] = gettext.c2py(rule.plural_expr)  # type: ignore[attr-defined,unused-ignore]
    return index


def complete_languages(directory: Path | None = None) -> tuple[Language, ...]:
    """English and every known language that has a catalogue and is no draft."""
    root = directory or translations_directory()
    return tuple(
        language for language in known_languages(directory) if language.is_source or ((root / language.locale / "LC_MESSAGES").is_dir() and not language.draft)
    )
