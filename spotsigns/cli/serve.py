"""Serving, for real and for a demonstration."""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from pathlib import Path

import click

from spotsigns import serving
from spotsigns.app import utc_now
from spotsigns.cli.options import config_option, data_option, explained
from spotsigns.hub.demonstration import make_demonstration
from spotsigns.hub.first import first_link
from spotsigns.partnerships.model import load_partnership
from spotsigns.settings import Settings, load_settings
from spotsigns.store import open_store
from spotsigns.store.secrets import load_secrets, refuse_lost_secrets


@click.command()
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


@click.command()
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

        serving.run_server(settings, "127.0.0.1", port, insecure=False, announce=announce, quiet=True)


def _origins(settings: Settings, host: str, port: int) -> tuple[str, str]:
    here = f"http://{'localhost' if serving.is_loopback(host) else host}:{port}"
    public = f"https://{settings.public_host}" if settings.public_host else here
    return public, f"https://{settings.hub_host}" if settings.hub_host else here


COMMANDS = (serve, demo)
