"""Words that can be translated, and Speech: one language's way of saying them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from spotsigns.translation.catalogue import Catalogue
from spotsigns.translation.languages import Language

# English that a translation keeps, because it is to be said, written or heard in English. Names stand with a capital and need no mark.
ENGLISH_WITHIN = re.compile(r"(?<![\w{-])(?:police|child|county lines)(?![\w}-])")


@dataclass(frozen=True)
class Words:
    """A translatable text of a content file. `context` is its place there; `values` fill its placeholders."""

    context: str
    text: str
    values: Mapping[str, str] = field(default_factory=dict, hash=False)


def isolated(text: str) -> Markup:
    """A number or code that keeps its order inside right-to-left words."""
    return Markup('<bdi dir="ltr">{}</bdi>').format(text)


class Speech:
    """Says messages in one language. A string without a translation is said in English, marked as English."""

    def __init__(self, language: Language, catalogue: Catalogue, names: Mapping[str, str], numbers: Mapping[str, str]) -> None:
        self.language = language
        self.catalogue = catalogue
        self._values: dict[str, object] = {name: escape(text) for name, text in names.items()}
        if not language.is_source:
            # A proper name stays as it is, in its own direction.
            self._values = {name: Markup('<bdi lang="en">{}</bdi>').format(text) for name, text in names.items()}
        self._values |= {name: isolated(text) for name, text in numbers.items()}

    def __call__(self, text: str, **values: object) -> Markup:
        """A message of a template."""
        return self._say(None, text, values)

    def words(self, words: Words, **values: object) -> Markup:
        """A text of a content file."""
        return self._say(words.context, words.text, {**{name: self._isolated(text) for name, text in words.values.items()}, **values})

    def plain(self, text: Words | str, **values: object) -> str:
        """The same without markup, for attributes and titles."""
        said = self.words(text, **values) if isinstance(text, Words) else self(text, **values)
        return str(said.striptags()) if "<" in said else str(Markup(said).unescape())

    def counted(self, singular: str, plural: str, number: int, **values: object) -> Markup:
        """A message with the plural form that `number` takes in this language."""
        text = self.catalogue.plural(singular, plural, number)
        return self._format(text, {"number": isolated(str(number)), **values})

    def english(self, text: Words | str, **values: object) -> Markup | None:
        """The English beside a translation that no fluent person has checked; None where it is not needed: English in easy words needs none."""
        context, source = (text.context, text.text) if isinstance(text, Words) else (None, text)
        if self.language.is_english or self.catalogue.translation(context, source) is None:
            return None
        if self.catalogue.is_checked(context, source):
            return None
        own = {name: isolated(value) for name, value in text.values.items()} if isinstance(text, Words) else {}
        return self._format(source, {**own, **values})

    def english_only(self, words: Words, **values: object) -> Markup:
        """The English of a text, whatever the language: for lines read out to an operator."""
        return self._format(words.text, {**{name: isolated(text) for name, text in words.values.items()}, **values})

    def _isolated(self, text: str) -> Markup:
        """A value of a content file: a number, or a word that is English in every language."""
        is_foreign = not self.language.is_english and any(letter.isalpha() for letter in text)
        return Markup('<bdi dir="ltr" lang="en">{}</bdi>').format(text) if is_foreign else isolated(text)

    def _say(self, context: str | None, text: str, values: Mapping[str, object]) -> Markup:
        translated = None if self.language.is_source else self.catalogue.translation(context, text)
        if translated is None and not self.language.is_source:
            return Markup('<span lang="en" dir="ltr">{}</span>').format(self._format(text, values))
        return self._format(translated or text, values, marks_english=not self.language.is_english)

    def _format(self, text: str, values: Mapping[str, object], *, marks_english: bool = False) -> Markup:
        escaped = str(escape(text))
        if marks_english:
            escaped = ENGLISH_WITHIN.sub(r'<bdi lang="en">\g<0></bdi>', escaped)
        return Markup(escaped).format_map({**self._values, **values})
