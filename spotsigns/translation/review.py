"""A page on which somebody fluent reads a translation beside its English, and what they said of it taken into the ledger.

The page is one file for a phone or for paper: it holds its own style and script, asks no server, and gives its answers as a file to send back.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape

from spotsigns.errors import TranslationError
from spotsigns.translation.catalogue import Catalogue, load_catalogue
from spotsigns.translation.drafts import Place, Taken, put_in
from spotsigns.translation.languages import Language, translations_directory
from spotsigns.translation.ledger import (
    APPROVED,
    CHECKED,
    REVISED,
    WRONG,
    Reading,
    load_ledger,
    review_key,
    save_ledger,
)
from spotsigns.translation.read_first import MOST, first_strings

TEMPLATES = Path(__file__).resolve().parent.parent / "templates" / "translation"
VERDICTS = ("right", "wrong", "better")


@dataclass(frozen=True)
class Line:
    """One string to read: `key` says exactly what was read, `state` what the ledger makes of it now."""

    key: str
    english: str
    forms: tuple[str, ...]
    state: str


@dataclass(frozen=True)
class Imported:
    """What a reviewer's file led to: strings now checked, said to be wrong, changed since they were read; and what became of better words."""

    checked: int
    wrong: tuple[Place, ...]
    outdated: int
    better: Taken


def lines_to_read(language: Language, directory: Path | None = None, *, sitting: int = 1) -> list[Line]:
    """At most 60, one sitting: those in which a mistake does harm first, then all others; never what was checked. `sitting` begins at 1."""
    catalogue = load_catalogue(language, directory)
    first_texts, first_places = first_strings()
    unread = [place for place in catalogue.sources() if not catalogue.is_checked(*place)]
    unread.sort(key=lambda place: not (place[0] in first_places or (place[0] is None and place[1] in first_texts)))
    return [_line(catalogue, place) for place in unread[(sitting - 1) * MOST : sitting * MOST]]


def review_page(language: Language, lines: list[Line], made: date) -> str:
    """The page as HTML. Its policy lets nothing in but its own style and script, and nothing out."""
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=select_autoescape(("html",)))
    parts = {name: environment.get_template(f"review.{name}").render() for name in ("css", "js")}
    hashes = {name: base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for name, text in parts.items()}
    return environment.get_template("review.html").render(language=language, lines=lines, made=made.isoformat(), parts=parts, hashes=hashes)


def take_review(language: Language, text: str, directory: Path | None = None, *, approves: bool = False) -> Imported:
    """File what a reviewer said (JSON as the page saves it). Raises TranslationError where it is of another language or no such file.

    `approves`: the partnership itself has read it. Better words go through the gates before anybody sees them.
    """
    by, day, verdicts = _read_review(language, text)
    root = (directory or translations_directory()) / language.locale
    current = {review_key(*place, forms): (place, forms) for place, forms in _current(load_catalogue(language, directory))}
    known = {key: said for key, said in verdicts.items() if key in current}
    state = APPROVED if approves else REVISED
    better = {current[key][0]: tuple(said[1]) for key, said in known.items() if said[0] == "better"}
    taken = put_in(language, better, directory, keep_read=False)
    refused = {(found.context, found.source) for found in taken.findings}
    filed: dict[str, Reading] = {}
    for key, (verdict, _) in known.items():
        place, forms = current[key]
        if place in refused:
            continue
        new_key = review_key(*place, better[place]) if verdict == "better" else review_key(*place, forms)
        filed[new_key] = Reading(WRONG if verdict == "wrong" else state, by, day, *place)
    save_ledger(root, load_ledger(root).with_readings(filed))
    wrong = tuple((reading.context, reading.source) for reading in filed.values() if reading.state == WRONG)
    checked = sum(reading.state in CHECKED for reading in filed.values())
    return Imported(checked, wrong, len(verdicts) - len(known), taken)


def _line(catalogue: Catalogue, place: Place) -> Line:
    forms = catalogue.forms(*place)
    return Line(review_key(*place, forms), place[1], forms, catalogue.state(*place))


def _current(catalogue: Catalogue) -> Iterator[tuple[Place, tuple[str, ...]]]:
    return ((place, catalogue.forms(*place)) for place in catalogue.sources())


def _read_review(language: Language, text: str) -> tuple[str, str, Mapping[str, tuple[str, list[str]]]]:
    """(reviewer, ISO day, verdict and better forms by key)."""
    try:
        said = json.loads(text)
        if said["language"] != language.tag:
            raise TranslationError(f"This review is of {said['language']!r}, not of {language.tag!r}. Give the file of the right language.")
        by, day = str(said["reviewer"]).strip(), date.fromisoformat(said["date"]).isoformat()
        verdicts = {str(one["key"]): (str(one["verdict"]), [str(form).strip() for form in one.get("better", [])]) for one in said["strings"]}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise TranslationError(f"This is no review ({error}). It is the file that 'Save what I said' on the review page makes.") from error
    if not by:
        raise TranslationError("The review names nobody. Write who read it into 'reviewer', then import it again.")
    odd = [key for key, (verdict, better) in verdicts.items() if verdict not in VERDICTS or (verdict == "better") != (bool(better) and all(better))]
    if odd:
        raise TranslationError(f"The string {odd[0]} is not said to be right, wrong or better with better words. Mend it in the file, then import it again.")
    return by, day, verdicts
