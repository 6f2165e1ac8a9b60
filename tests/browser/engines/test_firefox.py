"""Firefox ESR: what was tapped arrives once, what was kept is sent later, and the guidance opens with no network."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.concerns.forms import FormPage
from tests.browser.concerns.hubs import Hub
from tests.browser.gate import Gate
from tests.browser.offline.phones import wait_kept

pytestmark = pytest.mark.browser


def test_a_concern_is_sealed_sent_and_received(firefox: BrowserContext, gate: Gate, hub: Hub) -> None:
    form = FormPage(firefox.new_page(), f"http://localhost:{gate.port}")
    form.to_check()
    form.send()
    form.state("received")
    assert [concern["answers"]["place"] for concern in hub.concerns()] == ["eastwood"]


def test_a_concern_kept_without_signal_is_received_once_when_it_is_back(firefox: BrowserContext, gate: Gate, hub: Hub) -> None:
    origin = f"http://localhost:{gate.port}"
    page = firefox.new_page()
    page.goto(f"{origin}/en/")
    wait_kept(page, "en", 20_000)
    gate.shut()
    form = FormPage(firefox.new_page(), origin)
    form.to_check()
    form.send()
    form.shown("ask")
    form.tap('[data-after="keep"]')
    form.state("kept")
    assert hub.envelopes() == []
    again = firefox.new_page()
    again.goto(f"{origin}/en/")
    # Looked for before the signal is back: then whichever page is quicker sends it, and the mark may be gone again.
    expect(again.locator("[data-module=mark]")).to_be_visible()
    gate.open()
    for turn in range(100):
        if hub.envelopes():
            break
        if turn % 25 == 0:  # each page tries once at its start, then lets a quarter of a minute pass if nobody answered in time
            again.reload()
        again.wait_for_timeout(200)
    assert len(hub.envelopes()) == 1


def test_a_kept_language_opens_with_no_network(firefox: BrowserContext, gate: Gate) -> None:
    origin = f"http://localhost:{gate.port}"
    page = firefox.new_page()
    page.goto(f"{origin}/pl/")
    wait_kept(page, "pl", 20_000)
    gate.shut()
    for path in ("/pl/for/takeaway/", "/pl/call/", "/pl/r/"):
        page.goto(origin + path)
        expect(page.locator("html")).to_have_attribute("lang", "pl")
        expect(page.locator("h1").first).to_be_attached()
