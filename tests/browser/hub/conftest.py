"""A hub that begins empty, one with the demonstration in it, and everything the server writes down."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser

from spotsigns.app import create_app
from spotsigns.hub.demonstration import DemonstrationStaff, make_demonstration
from spotsigns.settings import Settings, load_settings
from spotsigns.store import SqliteStore, open_store
from spotsigns.store.secrets import Secrets, load_secrets
from tests.browser.hub.desks import Desk, MovingClock
from tests.serving import serve_app


@dataclass
class HubServer:
    """A server with what is behind it; `log` is all that was logged, at every level."""

    settings: Settings
    store: SqliteStore
    secrets: Secrets
    clock: MovingClock
    url: str
    log: list[str]


class ListHandler(logging.Handler):
    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.DEBUG)
        self.lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


def hub_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubServer]:
    settings = load_settings({}, data=str(tmp_path_factory.mktemp("hub")), languages="en")
    store, secrets, clock, lines = open_store(settings), load_secrets(settings), MovingClock(), list[str]()
    handler = ListHandler(lines)
    logging.getLogger().addHandler(handler)
    with serve_app(create_app(settings, store=store, secrets=secrets, clock=clock), settings.database_path) as server:
        yield HubServer(settings, store, secrets, clock, server.url, lines)
    logging.getLogger().removeHandler(handler)
    store.close()


@pytest.fixture(scope="module")
def empty_hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubServer]:
    yield from hub_server(tmp_path_factory)


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[HubServer, DemonstrationStaff]]:
    for server in hub_server(tmp_path_factory):
        yield server, make_demonstration(server.store, server.secrets, server.clock())


@pytest.fixture(scope="module")
def desk(chromium: Browser, demonstration: tuple[HubServer, DemonstrationStaff]) -> Iterator[Desk]:
    """Logged in to the demonstration once: each test goes on where the one before left it."""
    server, holder = demonstration
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    desk = Desk(context.new_page(), server.url, server.clock)
    desk.log_in(holder.name, holder.passphrase, holder.totp)
    yield desk
    assert desk.problems == []
    context.close()
