"""Catalogues, drafts and reviews of every language."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import click

from spotsigns.cli.options import config_option, explained
from spotsigns.concerns.phrases import load_phrases
from spotsigns.concerns.questions import load_form
from spotsigns.contacts.model import load_directory
from spotsigns.errors import TranslationError
from spotsigns.guidance.load import load_guidance
from spotsigns.partnerships.model import load_partnership
from spotsigns.settings import load_settings
from spotsigns.translation.check import check_language
from spotsigns.translation.drafts import Place, Taken, take_drafts, to_draft
from spotsigns.translation.extract import Found, content_messages, template_messages, update_catalogues
from spotsigns.translation.languages import SCRIPTS, Language, add_language, known_languages
from spotsigns.translation.review import lines_to_read, review_page, take_review

FIRST_SITTING = 1


@click.group()
def translations() -> None:
    """Catalogues of every language, and what people said of them."""


@translations.command("update")
@click.pass_context
@config_option
@explained
def update(context: click.Context, config: Path | None) -> None:
    """Extract every string, bring the catalogues in line, then check them."""
    for language in _translated():
        update_catalogues(language, _found(config))
    context.invoke(check)


@translations.command("check")
@click.argument("tags", nargs=-1)
@explained
def check(tags: tuple[str, ...]) -> None:
    """Say what is missing, stale or suspicious, by file and line; of TAGS only, or of every language."""
    failed = False
    for language in [_language(tag) for tag in tags] or _translated():
        result = check_language(language)
        states = ", ".join(f"{count} {state}" for state, count in sorted(result.states.items()))
        click.echo(f"{language.tag}: {result.total} strings, {result.missing} without a translation, {len(result.told)} to look at; {states}")
        for one in result.told:
            click.echo(f"  {one.where}: {one.problem}\n    {one.source}\n    {one.translation}")
        failed = failed or not result.is_good
    if failed:
        raise TranslationError("Mend these strings where file and line say, then run './dev translations' again.")


@translations.command("add")
@click.argument("tag")
@click.option("--autonym", required=True, help="What the language calls itself.")
@click.option("--script", required=True, type=click.Choice(sorted(SCRIPTS)), help="ISO 15924 code of its script.")
@click.option("--plurals", default="", help="A language with the same plural forms, where Babel does not know this one.")
@config_option
@explained
def add(tag: str, autonym: str, script: str, plurals: str, config: Path | None) -> None:
    """Begin a language: its folder, its empty glossary, every string without a translation."""
    language = Language(tag, autonym, script, plurals)
    folder = add_language(language)
    update_catalogues(language, _found(config))
    click.echo(f"{folder} is there. It is served once every string has a translation:")
    click.echo(f"  1. Choose its words in translations/glossary/{language.locale}.toml.")
    click.echo(f"  2. 'spotsigns translations draft {tag} > words.json', translate, 'spotsigns translations draft {tag} words.json'.")
    click.echo(f"  3. 'spotsigns translations check {tag}', then 'spotsigns translations review {tag}' for somebody fluent.")


@translations.command("draft")
@click.argument("tag")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@explained
def draft(tag: str, file: Path | None) -> None:
    """Print what has no translation, or one that is stale or wrong, as JSON; or put the translations of FILE in.

    What a person has read is never overwritten, and what does not pass the gates stays out.
    """
    language = _language(tag)
    if file is None:
        click.echo(json.dumps(to_draft(language), ensure_ascii=False, indent=1))
        return
    _tell(take_drafts(language, file.read_text("utf-8")))


@translations.command("review")
@click.argument("tag")
@click.option("--import", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A file that a reviewer sent back.")
@click.option("--approve", is_flag=True, help="With --import: the partnership itself has read it.")
@click.option("--sitting", default=FIRST_SITTING, show_default=True, type=click.IntRange(1), help="Which 60 strings: the first are those in which a mistake does harm.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where the page goes; a name of its own in this folder by default.")
@explained
def review(tag: str, file: Path | None, approve: bool, sitting: int, out: Path | None) -> None:
    """Make a page for somebody fluent to read, on a phone or on paper; or take in what they said."""
    language = _language(tag)
    if file is None:
        _make_page(language, sitting, out or Path(f"review-{tag}-{sitting}.html"))
        return
    imported = take_review(language, file.read_text("utf-8"), approves=approve)
    click.echo(f"{imported.checked} are {'approved' if approve else 'revised'} now. {len(imported.wrong)} are wrong, {imported.outdated} had changed since the page was made.")
    for place in imported.wrong:
        click.echo(f"  wrong: {_named(place)}")
    _tell(imported.better)


def _make_page(language: Language, sitting: int, out: Path) -> None:
    lines = lines_to_read(language, sitting=sitting)
    if not lines:
        click.echo(f"Nothing is left to read in sitting {sitting} of {language.tag}.")
        return
    out.write_text(review_page(language, lines, date.today()), "utf-8")  # noqa: DTZ011 - a local day is meant
    click.echo(f"{out}: {len(lines)} strings. Send it to whoever reads; then 'spotsigns translations review {language.tag} --import FILE'.")


def _tell(taken: Taken) -> None:
    """What became of drafts or better words. Raises TranslationError when some did not pass."""
    click.echo(f"{taken.taken} translations were put in, {len(taken.read)} left because a person has read what is there, {len(taken.unknown)} are of no string we have.")
    for found in taken.findings:
        click.echo(f"  {_named((found.context, found.source))}: {found.problem}\n    {found.translation}")
    if taken.findings:
        raise TranslationError("These did not pass and were not put in. Mend them in the file, then give it again.")


def _named(place: Place) -> str:
    context, source = place
    return f"{context or 'page'}: {source}"


def _found(config: Path | None) -> Found:
    partnership = load_partnership(load_settings(os.environ, config).partnership)
    content = content_messages([load_guidance(partnership.folder), load_directory(partnership.folder), load_form(), load_phrases()])
    return {"messages": template_messages(), "content": content}


def _translated() -> list[Language]:
    return [language for language in known_languages() if not language.is_source]


def _language(tag: str) -> Language:
    for language in _translated():
        if language.tag == tag:
            return language
    raise TranslationError(f"There is no language {tag!r}. There are: {', '.join(language.tag for language in _translated())}.")


COMMANDS = (translations,)
