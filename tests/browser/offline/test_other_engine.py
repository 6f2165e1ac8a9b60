"""The same promise in Firefox: one visit, then a new browser with nobody answering."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Playwright

from tests.browser.gate import open_gate
from tests.browser.offline.phones import wait_kept
from tests.serving import LiveServer

pytestmark = pytest.mark.browser


def test_firefox_opens_what_it_kept(playwright: Playwright, live_server: LiveServer, language: str, tmp_path: Path) -> None:
    executable = shutil.which("firefox-esr")
    if executable is None:
        pytest.skip("Firefox ESR is not installed.")

    def start() -> BrowserContext:
        return playwright.firefox.launch_persistent_context(tmp_path / "profile", channel="moz-firefox", executable_path=executable)

    with open_gate(live_server.port) as gate:
        origin = f"http://localhost:{gate.port}"
        context = start()
        page = context.new_page()
        page.goto(f"{origin}/{language}/")
        wait_kept(page, language)
        gate.shut()
        context.close()
        context = start()
        page = context.new_page()
        found = {}
        for path in (f"/{language}/signs/", f"/{language}/r/", f"/{language}/nowhere/", "/leave", "/"):
            answer = page.goto(origin + path)
            found[path] = answer.status if answer else 0
        assert page.url == f"{origin}/{language}/"
        context.close()
    assert list(found.values()) == [200, 200, 404, 200, 200]
