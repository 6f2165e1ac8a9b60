"""Find every translatable string: in templates by Babel, in content by walking what its loaders made.

`words_in` is what keeps a content file from being forgotten: whatever a room loads and shows is Words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir

from spotsigns.translation.catalogue import read_catalog, write_catalog
from spotsigns.translation.languages import Language, translations_directory
from spotsigns.translation.words import Words

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
# `counted` has a singular and a plural; the others are one message each.
KEYWORDS = {"_": None, "plain": None, "english": None, "counted": (1, 2)}
# What was found, by the name of its catalogue.
Found = dict[str, Catalog]
OPTIONS = {"trimmed": "true", "silent": "false"}


def words_in(thing: object) -> Iterator[Words]:
    """Every translatable Words inside dataclasses, mappings and sequences; a proper name has no context."""
    if isinstance(thing, Words):
        if thing.text.strip() and thing.context:
            yield thing
    elif is_dataclass(thing) and not isinstance(thing, type):
        for one in fields(thing):
            yield from words_in(getattr(thing, one.name))
    elif isinstance(thing, dict):
        for value in thing.values():
            yield from words_in(value)
    elif isinstance(thing, (list, tuple, set, frozenset)):
        for value in thing:
            yield from words_in(value)


def template_messages(templates: Path = TEMPLATES) -> Catalog:
    """Messages of the public templates; the hub is in English only."""
    catalog = Catalog(fuzzy=False)
    found = extract_from_dir(
        templates, [("hub/**", "ignore"), ("translation/**", "ignore"), ("layout/hub.html", "ignore"), ("**.html", "jinja2")],
        {"**.html": OPTIONS}, keywords=KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True,
    )  # fmt: skip
    for name, _line, message, comments, _context in sorted(found, key=lambda one: (one[0], one[1])):
        catalog.add(message, locations=[(name, 0)], auto_comments=comments)
    return catalog


def content_messages(things: Iterable[object]) -> Catalog:
    """Messages of content files; the context of each is its place in them."""
    catalog = Catalog(fuzzy=False)
    for words in words_in(list(things)):
        catalog.add(words.text, context=words.context)
    return catalog


def update_catalogues(language: Language, found: Found, directory: Path | None = None) -> None:
    """Bring <locale>/LC_MESSAGES/<name>.po in line with what was found; translations of unchanged strings stay."""
    folder = (directory or translations_directory()) / language.locale / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    for name, template in found.items():
        path = folder / f"{name}.po"
        catalog = read_catalog(path, language) if path.is_file() else _new_catalog(language)
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        write_catalog(path, catalog)


def _new_catalog(language: Language) -> Catalog:
    return Catalog(locale=language.babel, project="Spot the Signs", charset="utf-8", fuzzy=False)
