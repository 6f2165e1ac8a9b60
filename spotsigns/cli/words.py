"""Content and catalogues."""

from __future__ import annotations

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
from spotsigns.translation.extract import content_messages, template_messages, update_catalogues
from spotsigns.translation.languages import known_languages


@click.group()
def content() -> None:
    """The words that readers see."""


@content.command("check")
@config_option
@explained
def content_check(config: Path | None) -> None:
    """Load all content; list contacts that were checked more than 12 months ago."""
    partnership = load_partnership(load_settings(os.environ, config).partnership)
    directory = load_directory(partnership.folder)
    stale = [contact for contact in directory.contacts.values() if contact.is_stale(date.today())]  # noqa: DTZ011 - a local day is meant
    for contact in stale:
        click.echo(f"{contact.id}: last checked {contact.checked.isoformat()}, more than 12 months ago. Call it, then set `checked`.")
    click.echo(f"{len(directory.contacts)} contacts, {len(stale)} to check again.")


@click.group()
def translations() -> None:
    """Catalogues of every language."""


@translations.command("update")
@click.pass_context
@config_option
@explained
def translations_update(context: click.Context, config: Path | None) -> None:
    """Extract every string, bring the catalogues in line, then check them."""
    partnership = load_partnership(load_settings(os.environ, config).partnership)
    content = content_messages([load_guidance(partnership.folder), load_directory(partnership.folder), load_form(), load_phrases()])
    found = {"messages": template_messages(), "content": content}
    for language in known_languages():
        if not language.is_source:
            update_catalogues(language, found)
    context.invoke(translations_check)


@translations.command("check")
@explained
def translations_check() -> None:
    """Run every gate over every language."""
    failed = False
    for language in known_languages():
        if language.is_source:
            continue
        total, untranslated, findings = check_language(language)
        click.echo(f"{language.tag}: {total} strings, {untranslated} without a translation, {len(findings)} that do not pass")
        for finding in findings:
            click.echo(f"  {finding.context or 'page'}: {finding.problem}\n    {finding.source}\n    {finding.translation}")
        failed = failed or bool(untranslated or findings)
    if failed:
        raise TranslationError("Mend these strings in translations/<locale>/LC_MESSAGES/, then run './dev translations' again.")


COMMANDS = (content, translations)
