"""A phone whose guidance is kept, and a fresh one for each test that changes what is kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.browser.gate import open_gate
from tests.browser.offline.phones import Phone
from tests.serving import LiveServer


@pytest.fixture
def phone(playwright: Playwright, chromium_path: str, live_server: LiveServer, tmp_path: Path) -> Iterator[Phone]:
    with open_gate(live_server.port) as gate:
        phone = Phone(playwright, chromium_path, tmp_path / "profile", gate)
        yield phone
        phone.close()


@pytest.fixture(scope="session")
def language(live_server: LiveServer) -> str:
    """The last language served: Polish where it is, else English."""
    tags = live_server.site.tags
    return "pl" if "pl" in tags else tags[-1]


@pytest.fixture(scope="module")
def kept_phone(playwright: Playwright, whole_chromium_path: str, live_server: LiveServer, language: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Phone]:
    """One language kept, the browser killed and started again, nobody answering any more."""
    with open_gate(live_server.port) as gate:
        phone = Phone(playwright, whole_chromium_path, tmp_path_factory.mktemp("kept") / "profile", gate)
        phone.keep(language)
        gate.shut()
        phone.restart(kill=True)
        yield phone
        phone.close()
