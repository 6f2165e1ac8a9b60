"""Content."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import click

from spotsigns.cli.options import config_option, explained
from spotsigns.contacts.model import load_directory
from spotsigns.partnerships.model import load_partnership
from spotsigns.settings import load_settings


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


COMMANDS = (content,)
