"""A hub of our own behind a gate, whose envelopes the tests can open, and a fresh phone for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright

from spotsigns.app import create_app
from spotsigns.settings import load_settings
from spotsigns.store import open_store
from tests.browser.concerns.forms import FormPage
from tests.browser.concerns.hubs import Hub
from tests.browser.gate import open_gate
from tests.browser.offline.phones import Phone
from tests.serving import serve_app


@pytest.fixture(scope="session")
def hub_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    settings = load_settings({}, data=str(tmp_path_factory.mktemp("hub")), sides="public", languages="en,pl,ur")
    store = open_store(settings)
    with serve_app(create_app(settings, store=store)) as server:
        yield Hub(store, server)
    store.close()


@pytest.fixture
def hub(hub_server: Hub) -> Hub:
    """Live, with one key and nothing received yet."""
    hub_server.begin_again()
    return hub_server


@pytest.fixture
def phone(playwright: Playwright, chromium_path: str, hub: Hub, tmp_path: Path) -> Iterator[Phone]:
    with open_gate(hub.server.port) as gate:
        phone = Phone(playwright, chromium_path, tmp_path / "profile", gate)
        yield phone
        phone.close()


@pytest.fixture
def open_form(chromium: Browser, hub: Hub) -> Iterator[Callable[..., FormPage]]:
    """Opens a form in the browser that runs already, which is quicker than a phone: for tests that neither cut its line nor start it again."""
    context = chromium.new_context(viewport={"width": 360, "height": 800})
    yield lambda tag="en": FormPage(context.new_page(), hub.server.url, tag=tag)
    context.close()


@pytest.fixture
def form(open_form: Callable[..., FormPage]) -> FormPage:
    found: FormPage = open_form()
    return found
