"""The command line: parse, call a room, print. Every failure says what to do and exits non-zero."""

from __future__ import annotations

import click

from spotsigns.cli import backup, hub, serve, site, translations, words


@click.group()
@click.version_option(package_name="spotsigns")
def main() -> None:
    """Spot the signs of child exploitation, know who to call, tell a hub safely."""


for _command in (*serve.COMMANDS, *hub.COMMANDS, *backup.COMMANDS, *words.COMMANDS, *translations.COMMANDS, *site.COMMANDS):
    main.add_command(_command)
