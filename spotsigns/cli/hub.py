"""Staff, keys, ledger and deletion, from the server's own command line."""

from __future__ import annotations

import os
import time
from pathlib import Path

import click

from spotsigns.app import utc_now
from spotsigns.cli.options import config_option, data_option, explained
from spotsigns.errors import SettingsError, StoreUnavailable
from spotsigns.hub import purge
from spotsigns.hub.admit import disable_named
from spotsigns.hub.invite import link_end
from spotsigns.hub.ledger import Ledger, verify_ledger
from spotsigns.hub.model import ROLES
from spotsigns.hub.room import make_hub
from spotsigns.hub.rotate import mark_due
from spotsigns.hub.staff import add_staff
from spotsigns.partnerships.working_days import ZONE
from spotsigns.settings import load_settings
from spotsigns.store import open_store
from spotsigns.store.secrets import load_secrets, refuse_lost_secrets


@click.group()
def staff() -> None:
    """Who works at the hub."""


@staff.command("add")
@click.argument("name")
@click.option("--role", required=True, type=click.Choice(ROLES), help="What this person may do.")
@data_option
@config_option
@explained
def staff_add(name: str, role: str, data: str | None, config: Path | None) -> None:
    """Invite NAME: prints a link that works once within 24 hours, and until when."""
    chosen, now = load_settings(os.environ, config, data=data), utc_now()
    store = open_store(chosen)
    link = add_staff(store, name, role, now)
    store.close()
    click.echo(f"https://{chosen.hub_host}{link}" if chosen.hub_host else link)
    if not chosen.hub_host:
        click.echo("This goes behind the hub's address, such as http://localhost:8000: SPOTSIGNS_HUB_HOST is not set, so it is not known here.")
    ends = link_end(now).astimezone(ZONE)
    click.echo(f"It works once, until {ends.day} {ends:%B %Y, %H:%M %Z}.")


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


@click.group()
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


@click.group()
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


@click.command("purge")
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


COMMANDS = (staff, keys, ledger, purge_command)
