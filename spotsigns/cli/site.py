"""Settings, readiness, and the public pages as files."""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from pathlib import Path

import click

from spotsigns import export, launch
from spotsigns.app import create_app, utc_now
from spotsigns.cli.options import config_option, data_option, explained
from spotsigns.errors import SettingsError
from spotsigns.settings import described, load_settings
from spotsigns.store import open_store


@click.command()
@config_option
@explained
def settings(config: Path | None) -> None:
    """Print every setting with its help, its default and what is in force."""
    in_force = load_settings(os.environ, config)
    for name, default, help_text in described():
        value = getattr(in_force, name.removeprefix("SPOTSIGNS_").lower())
        click.echo(f"{name}\n    {help_text}\n    default: {default or 'empty'}; in force: {value or 'empty'}")


@click.command("launch-check")
@data_option
@config_option
@explained
def launch_check(data: str | None, config: Path | None) -> None:
    """Say whether this hub may go live, and what is missing."""
    chosen = load_settings(os.environ, config, data=data)
    store = open_store(chosen)
    red = 0
    for check in launch.checks(launch.stand(chosen, store, utc_now())):
        click.echo(f"{'green' if check.is_green else 'RED  '}  {check.name}" + ("" if check.is_green else f". {check.remedy}"))
        red += not check.is_green
    store.close()
    if red:
        raise SettingsError([f"{red} things are missing. This hub is not ready to go live."])


@click.command("export-site")
@click.argument("directory", type=click.Path(path_type=Path))
@config_option
@explained
def export_site(directory: Path, config: Path | None) -> None:
    """Write the public pages to DIRECTORY as plain files that take no concern: for a host that only serves files."""
    with tempfile.TemporaryDirectory(prefix="spotsigns-export-") as data:
        chosen = replace(load_settings(os.environ, config, data=data), sides="public", database="")
        count = export.export_site(create_app(chosen), directory)
    click.echo(f"{count} files in {directory}")


COMMANDS = (settings, launch_check, export_site)
