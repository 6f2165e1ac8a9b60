"""A hub whose "Leave now" leads to a page on loopback, so that every engine can follow it, and phones as people have them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.browser.concerns.hubs import Hub
from tests.browser.engines.conftest import display, firefox, gate, webkit
from tests.browser.gate import Gate
from tests.browser.offline.phones import Phone
from tests.browser.phone.elsewhere import Elsewhere, serve_elsewhere, serve_hub

__all__ = ["display", "firefox", "gate", "webkit"]


@pytest.fixture(scope="session")
def weather() -> Iterator[Elsewhere]:
    with serve_elsewhere() as found:
        yield found


@pytest.fixture
def elsewhere(weather: Elsewhere) -> Elsewhere:
    """Visited by nobody yet."""
    weather.visits.clear()
    return weather


@pytest.fixture(scope="session")
def hub_server(tmp_path_factory: pytest.TempPathFactory, weather: Elsewhere) -> Iterator[Hub]:
    with serve_hub(tmp_path_factory.mktemp("phone"), weather.url) as hub:
        yield hub


@pytest.fixture
def hub(hub_server: Hub) -> Hub:
    hub_server.begin_again()
    return hub_server


@pytest.fixture(scope="session")
def chromium_path(whole_chromium_path: str) -> str:
    """What a phone gives away lies in what is around a page: history, sessions, a disk cache."""
    return whole_chromium_path


@pytest.fixture
def phone(playwright: Playwright, chromium_path: str, gate: Gate, tmp_path: Path) -> Iterator[Phone]:
    """With the back/forward cache that people have and Playwright switches off."""
    phone = Phone(playwright, chromium_path, tmp_path / "profile", gate, has_back_cache=True)
    yield phone
    phone.close()
