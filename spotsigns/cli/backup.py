"""Backing up and restoring, from the server's own command line."""

from __future__ import annotations

import getpass
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click
from cryptography.hazmat.primitives.asymmetric import ec

from spotsigns.app import utc_now
from spotsigns.cli.options import config_option, data_option, explained
from spotsigns.errors import BackupRefused, SealingError
from spotsigns.hub.words import recovery_entropy
from spotsigns.sealing.backup import DATABASE
from spotsigns.sealing.envelope import derive_key_pair
from spotsigns.settings import load_settings
from spotsigns.store import backup as making
from spotsigns.store import restore as taking
from spotsigns.store import shelf

WORDS = 24
LONGEST_INPUT = 4_096


@click.command()
@click.argument("target", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--secrets", "of_secrets", is_flag=True, help="Back up the secrets file instead of the database. It belongs in another place than the database's backups.")
@data_option
@config_option
@explained
def backup(target: Path, of_secrets: bool, data: str | None, config: Path | None) -> None:
    """Seal a copy of the database to the recovery words while the server runs.

    FILE is a new file, or a directory. In a directory the name is made up, backups older than SPOTSIGNS_RETENTION_DAYS + 7 days are deleted, and of
    each day longer ago than two days only the newest is kept.
    """
    settings, now = load_settings(os.environ, config, data=data), utc_now()
    directory = target if target.is_dir() else None
    path = directory / (shelf.secrets_name_of(now) if of_secrets else shelf.name_of(now)) if directory else target
    with _ending_tidily():
        contents = (making.back_up_secrets if of_secrets else making.back_up)(settings, path, now)
    click.echo(f"{path}: {contents.size} bytes, sealed to the recovery words, read back and checked.")
    if of_secrets:
        click.echo("This holds the secrets file. Keep it apart from the database's backups; one copy is enough until the secrets change.")
        return
    click.echo(f"It holds {contents.counts['envelopes']} envelopes and {contents.counts['ledger']} rows of the ledger.")
    for gone in shelf.prune(directory, int(settings.retention_days), now) if directory else []:
        click.echo(f"{gone} had expired and was deleted.")


@click.command()
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Open and check everything, and put nothing in place: for a drill beside a running server.")
@data_option
@config_option
@explained
def restore(source: Path, check: bool, data: str | None, config: Path | None) -> None:
    """Open a backup of the database or of the secrets with the 24 recovery words, read from standard input, and put it in place.

    Nothing is ever overwritten. Restore the secrets first: they are needed to check the database.
    """
    settings = load_settings(os.environ, config, data=data)
    header = taking.look_at(source)
    if not check:
        taking.refuse_to_overwrite(settings, header)
    words = _read_words()
    with _ending_tidily():
        restored = taking.restore(settings, source, words, utc_now(), keep=not check)
    click.echo(f"{source} was made at {header.made} and is whole.")
    if check:
        click.echo("Nothing was put in place.")
        return
    click.echo(f"{restored.path} is in place.")
    for line in _next_steps(header.kind, header.made):
        click.echo(line)


def _next_steps(kind: str, made: str) -> list[str]:
    if kind != DATABASE:
        return ["Next: restore the database's backup in the same way."]
    return [
        f"What came in after {made} is not here. Phones that still wait send it again; whoever asks by a code that is not here is told to tell us again or call.",
        "Next, before the server is started:",
        "1. 'spotsigns purge': words whose day has come since then go at once.",
        "2. 'spotsigns staff list': whoever was shut out after that time is back. Shut them out again with 'spotsigns staff disable NAME'.",
        "3. 'spotsigns ledger verify': compare the head with the one that was written down last.",
        "Then start the server and let a keyholder look at the desk. Everybody has to log in again.",
    ]


def _read_words() -> ec.EllipticCurvePrivateKey:
    """The recovery key, from words that stand in no argument, no history and no environment."""
    typed: list[str] = []
    if sys.stdin.isatty():
        while len(typed) < WORDS:
            line = getpass.getpass(f"Recovery words ({len(typed)} of {WORDS} so far, not shown): ").split()
            if not line:
                break
            typed += line
    else:
        typed = sys.stdin.read(LONGEST_INPUT).split()
    try:
        return derive_key_pair(recovery_entropy(" ".join(typed)))
    except SealingError as error:
        raise BackupRefused(f"The recovery words do not fit: {error}. Type all 24 from the paper, in their order. Nothing was restored.") from error


@contextmanager
def _ending_tidily() -> Iterator[None]:
    """A stop by SIGTERM clears up like any other end."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


COMMANDS = (backup, restore)
