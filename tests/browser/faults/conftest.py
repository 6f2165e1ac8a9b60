"""One server behind a line that can be broken, and phones in front of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from spotsigns.app import create_app
from spotsigns.settings import load_settings
from spotsigns.store import open_store
from tests.browser.concerns.hubs import Hub
from tests.browser.faults.line import Line
from tests.browser.gate import open_gate
from tests.browser.offline.phones import Phone
from tests.serving import serve_app


@pytest.fixture(scope="session")
def faulty_hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Hub, Line]]:
    settings = load_settings({}, data=str(tmp_path_factory.mktemp("faulty")), sides="public", languages="en")
    store = open_store(settings)
    app = create_app(settings, store=store)
    line = Line(app.wsgi_app)
    app.wsgi_app = line  # type: ignore[method-assign]
    with serve_app(app, settings.database_path) as server:
        yield Hub(store, server), line
    store.close()


@pytest.fixture
def hub(faulty_hub: tuple[Hub, Line]) -> Hub:
    """Live, with one key and nothing received yet, behind a whole line."""
    found, line = faulty_hub
    line.mend()
    line.seen.clear()
    found.begin_again()
    return found


@pytest.fixture
def line(hub: Hub, faulty_hub: tuple[Hub, Line]) -> Line:
    return faulty_hub[1]


@pytest.fixture(scope="module")
def shared_phone(playwright: Playwright, chromium_path: str, faulty_hub: tuple[Hub, Line], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Phone]:
    """For tests that leave its outbox empty."""
    with open_gate(faulty_hub[0].server.port) as gate:
        phone = Phone(playwright, chromium_path, tmp_path_factory.mktemp("shared") / "profile", gate)
        phone.keep("en")
        yield phone
        phone.close()


@pytest.fixture
def phone(playwright: Playwright, chromium_path: str, hub: Hub, tmp_path: Path) -> Iterator[Phone]:
    with open_gate(hub.server.port) as gate:
        phone = Phone(playwright, chromium_path, tmp_path / "profile", gate)
        yield phone
        phone.close()
