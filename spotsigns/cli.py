"""The command line: parse, call a room, print. Every failure says what to do and exits non-zero."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any

import click

from spotsigns import export, launch, serving
from spotsigns.app import create_app, utc_now
from spotsigns.concerns.phrases import load_phrases
from spotsigns.concerns.questions import load_form
from spotsigns.contacts.model import load_directory
from spotsigns.errors import SettingsError, SpotSignsError, StoreUnavailable, TranslationError
from spotsigns.guidance.load import load_guidance
from spotsigns.hub import purge
from spotsigns.hub.admit import disable_named
from spotsigns.hub.demonstration import make_demonstration
from spotsigns.hub.first import first_link
from spotsigns.hub.ledger import Ledger, verify_ledger
from spotsigns.hub.model import ROLES
from spotsigns.hub.room import make_hub
from spotsigns.hub.rotate import mark_due
from spotsigns.hub.staff import add_staff
from spotsigns.partnerships.model import load_partnership
from spotsigns.settings import Settings, described, load_settings
from spotsigns.store import open_store
from spotsigns.store.secrets import load_secrets, refuse_lost_secrets
from spotsigns.translation.check import check_language
from spotsigns.translation.extract import content_messages, template_messages, update_catalogues
from spotsigns.translation.languages import KNOWN

config_option = click.option("--config", type=click.Path(path_type=Path), help="A TOML file with settings.")
data_option = click.option("--data", type=click.Path(file_okay=False), help="Data directory (SPOTSIGNS_DATA).")


def explained(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn every error raised on purpose into its own words and exit status 1."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except SpotSignsError as error:
            for line in str(error).splitlines():
                click.echo(f"spotsigns: {line}", err=True)
            sys.exit(1)

    return run


@click.group()
@click.version_option(package_name="spotsigns")
def main() -> None:
    """Spot the signs of child exploitation, know who to call, tell a hub safely."""


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65_535), help="Port; 0 takes a free one.")
@click.option("--insecure", is_flag=True, help="Listen beyond loopback without TLS. Then no report is taken.")
@data_option
@config_option
@explained
def serve(host: str, port: int, insecure: bool, data: str | None, config: Path | None) -> None:
    """Start the server. The first start makes everything and prints the first keyholder's link."""
    settings = load_settings(os.environ, config, data=data)
    serving.refuse_open_address(settings, host, insecure=insecure)
    serving.free_port(host, port)
    load_partnership(settings.partnership)
    refuse_lost_secrets(settings)
    load_secrets(settings)
    store = open_store(settings)
    link = first_link(store, utc_now()) if settings.serves_hub else None
    store.close()

    def announce(ready_port: int) -> None:
        origin, hub_origin = _origins(settings, host, ready_port)
        lines = [f"ready {origin}/"] if settings.serves_public else []
        lines += [f"hub {hub_origin}/hub/"] if settings.serves_hub else []
        lines += [f"first keyholder {hub_origin}{link}"] if link else []
        click.echo("\n".join(lines))

    serving.run_server(settings, host, port, insecure=insecure, announce=announce)


@main.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65_535), help="Port; 0 takes a free one.")
@explained
def demo(port: int) -> None:
    """Show everything in a throw-away directory: a live demonstration hub, one staff member, sample concerns."""
    with tempfile.TemporaryDirectory(prefix="spotsigns-demo-") as directory:
        settings = replace(load_settings(os.environ, data=directory), sides="both", public_host="", hub_host="", database="")
        serving.free_port("127.0.0.1", port)
        secrets = load_secrets(settings)
        store = open_store(settings)
        staff = make_demonstration(store, secrets, utc_now())
        store.close()

        def announce(ready_port: int) -> None:
            origin = f"http://localhost:{ready_port}"
            lines = [f"ready {origin}/", f"hub {origin}/hub/", f"staff {staff.name}", f"passphrase {staff.passphrase}", f"totp {staff.totp}"]
            click.echo("\n".join(lines))

        serving.run_server(settings, "127.0.0.1", port, insecure=False, announce=announce)


def _origins(settings: Settings, host: str, port: int) -> tuple[str, str]:
    here = f"http://{'localhost' if serving.is_loopback(host) else host}:{port}"
    public = f"https://{settings.public_host}" if settings.public_host else here
    return public, f"https://{settings.hub_host}" if settings.hub_host else here


@main.command()
@config_option
@explained
def settings(config: Path | None) -> None:
    """Print every setting with its help, its default and what is in force."""
    in_force = load_settings(os.environ, config)
    for name, default, help_text in described():
        value = getattr(in_force, name.removeprefix("SPOTSIGNS_").lower())
        click.echo(f"{name}\n    {help_text}\n    default: {default or 'empty'}; in force: {value or 'empty'}")


@main.group()
def staff() -> None:
    """Who works at the hub."""


@staff.command("add")
@click.argument("name")
@click.option("--role", required=True, type=click.Choice(ROLES), help="What this person may do.")
@data_option
@config_option
@explained
def staff_add(name: str, role: str, data: str | None, config: Path | None) -> None:
    """Invite NAME: prints a link that works once within 24 hours."""
    chosen = load_settings(os.environ, config, data=data)
    store = open_store(chosen)
    link = add_staff(store, name, role, utc_now())
    store.close()
    click.echo(f"https://{chosen.hub_host}{link}" if chosen.hub_host else link)


@staff.command("list")
@data_option
@config_option
@explained
def staff_list(data: str | None, config: Path | None) -> None:
    """List everybody with role and state."""
    store = open_store(load_settings(os.environ, config, data=data))
    for person in store.all_staff():
        click.echo(f"{person.name}\t{person.role}\t{person.state}")
    store.close()


@staff.command("disable")
@click.argument("name")
@data_option
@config_option
@explained
def staff_disable(name: str, data: str | None, config: Path | None) -> None:
    """Shut NAME out at once: sessions end, their copies of the keys are deleted."""
    chosen = load_settings(os.environ, config, data=data)
    refuse_lost_secrets(chosen)
    store = open_store(chosen)
    disable_named(store, Ledger(load_secrets(chosen).ledger), name, utc_now())
    is_due = store.is_rotation_due()
    store.close()
    click.echo(f"{name} is disabled." + (" A keyholder must now rotate the keys under 'Staff and keys'." if is_due else ""))


@main.group()
def keys() -> None:
    """The keys that phones seal to."""


@keys.command("list")
@data_option
@config_option
@explained
def keys_list(data: str | None, config: Path | None) -> None:
    """List every key that was ever ours, and the one in use."""
    store = open_store(load_settings(os.environ, config, data=data))
    for key in store.hub_keys():
        click.echo(f"{key.id}\t{'seals now' if key.seal else 'opens only'}")
    if store.is_rotation_due():
        click.echo("rotation due")
    store.close()


@keys.command("rotate")
@data_option
@config_option
@explained
def keys_rotate(data: str | None, config: Path | None) -> None:
    """Ask for new keys: the next keyholder makes them in their browser, under 'Staff and keys'."""
    chosen = load_settings(os.environ, config, data=data)
    refuse_lost_secrets(chosen)
    store = open_store(chosen)
    mark_due(store, Ledger(load_secrets(chosen).ledger), utc_now())
    store.close()
    click.echo("Rotation is due. A keyholder makes the new keys under 'Staff and keys'; the old ones go on opening.")


@main.group()
def ledger() -> None:
    """The tamper-evident record of what staff read and did."""


@ledger.command("verify")
@data_option
@config_option
@explained
def ledger_verify(data: str | None, config: Path | None) -> None:
    """Check the whole chain; names the first broken row, prints the head to be written down elsewhere."""
    chosen = load_settings(os.environ, config, data=data)
    refuse_lost_secrets(chosen)
    store = open_store(chosen)
    broken = verify_ledger(store, load_secrets(chosen).ledger)
    head = store.ledger_head()
    store.close()
    if broken is not None:
        raise SettingsError([f"The ledger is broken at row {broken}. Keep the file, restore a backup beside it and compare."])
    click.echo(f"The ledger is whole. Its head is row {head.n}, {head.chain}." if head else "The ledger is whole and empty.")


@main.command("purge")
@click.option("--dry-run", is_flag=True, help="Say how many would go, and delete nothing.")
@data_option
@config_option
@explained
def purge_command(dry_run: bool, data: str | None, config: Path | None) -> None:
    """Delete the words of concerns whose day has come. The server does the same every hour by itself."""
    chosen = load_settings(os.environ, config, data=data)
    refuse_lost_secrets(chosen)
    store = open_store(chosen)
    hub = make_hub(store, load_secrets(chosen), utc_now)
    gone = purge.due(hub) if dry_run else purge.purge(hub, purge.COMMAND)
    is_empty = dry_run or purge.empty_log(hub, time.sleep)
    undated = store.without_purge_day()
    store.close()
    click.echo(f"{gone} envelopes {'would become' if dry_run else 'became'} tombstones. {undated} that are closed have no day to go.")
    if not is_empty:
        raise StoreUnavailable("The deleted words may still stand in the database's log: something reads from it. Run this again in a minute.")


@main.group()
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


@main.group()
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
    for language in KNOWN:
        if not language.is_source:
            update_catalogues(language, found)
    context.invoke(translations_check)


@translations.command("check")
@explained
def translations_check() -> None:
    """Run every gate over every language."""
    failed = False
    for language in KNOWN:
        if language.is_source:
            continue
        total, untranslated, findings = check_language(language)
        click.echo(f"{language.tag}: {total} strings, {untranslated} without a translation, {len(findings)} that do not pass")
        for finding in findings:
            click.echo(f"  {finding.context or 'page'}: {finding.problem}\n    {finding.source}\n    {finding.translation}")
        failed = failed or bool(untranslated or findings)
    if failed:
        raise TranslationError("Mend these strings in translations/<locale>/LC_MESSAGES/, then run './dev translations' again.")


@main.command("launch-check")
@data_option
@config_option
@explained
def launch_check(data: str | None, config: Path | None) -> None:
    """Say whether this hub may go live, and what is missing."""
    chosen = load_settings(os.environ, config, data=data)
    store = open_store(chosen)
    red = 0
    for check in launch.checks(chosen, store):
        click.echo(f"{'green' if check.is_green else 'RED  '}  {check.name}" + ("" if check.is_green else f". {check.remedy}"))
        red += not check.is_green
    store.close()
    if red:
        raise SettingsError([f"{red} things are missing. This hub is not ready to go live."])


@main.command("export-site")
@click.argument("directory", type=click.Path(path_type=Path))
@config_option
@explained
def export_site(directory: Path, config: Path | None) -> None:
    """Write the public pages to DIRECTORY as plain files that take no concern: for a host that only serves files."""
    with tempfile.TemporaryDirectory(prefix="spotsigns-export-") as data:
        chosen = replace(load_settings(os.environ, config, data=data), sides="public", database="")
        count = export.export_site(create_app(chosen), directory)
    click.echo(f"{count} files in {directory}")
