"""The neutral page that "Leave now" goes to, on a loopback port of its own, and a hub that sends people there."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from flask import Flask, request

from spotsigns.app import create_app
from spotsigns.settings import load_settings
from spotsigns.store import open_store
from tests.browser.concerns.hubs import Hub
from tests.serving import serve_app

TITLE = "Weather"


@dataclass
class Elsewhere:
    """`visits`: what each visit said of where it came from; None where it said nothing."""

    url: str = ""
    visits: list[str | None] = field(default_factory=list)


@contextlib.contextmanager
def serve_elsewhere() -> Iterator[Elsewhere]:
    found, site = Elsewhere(), Flask("elsewhere")

    @site.get("/weather")
    def weather() -> str:
        found.visits.append(request.headers.get("Referer"))
        return f"<!doctype html><title>{TITLE}</title><h1>{TITLE}</h1>"

    with serve_app(site) as server:
        found.url = f"{server.url}/weather"
        yield found


@contextlib.contextmanager
def serve_hub(folder: Path, leave_url: str) -> Iterator[Hub]:
    """A live hub with one key. Put in afterwards: the settings take https addresses only."""
    settings = replace(load_settings({}, data=str(folder), sides="public", languages="en,pl"), leave_url=leave_url)
    store = open_store(settings)
    with serve_app(create_app(settings, store=store)) as server:
        hub = Hub(store, server)
        hub.begin_again()
        yield hub
    store.close()
