"""Leave now in Firefox ESR, whose Back brings pages out of memory, and what its own files then hold."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.concerns.forms import FormPage
from tests.browser.gate import Gate
from tests.browser.offline.phones import wait_kept
from tests.browser.phone.elsewhere import TITLE, Elsewhere

pytestmark = pytest.mark.browser

CANARY = "kanarienvogel-12-the-blue-door"
GONE = "This page is not available"
NOTE_RETURN = "addEventListener('pageshow', (event) => { globalThis.cameOutOfMemory = event.persisted; });"
# What an installed app answers; Firefox ESR on a desk cannot be installed into.
INSTALLED = """const ask = globalThis.matchMedia.bind(globalThis);
globalThis.matchMedia = (query) => (query.includes('standalone') ? { matches: true } : ask(query));"""


def typed(page: Page, origin: str) -> FormPage:
    page.goto(origin + "/en/about/terms/")
    wait_kept(page, "en")
    page.evaluate(NOTE_RETURN)
    form = FormPage(page, origin)
    form.to_what()
    form.write("what", CANARY)
    return form


def leave(page: Page, title: str) -> None:
    page.locator("[data-module=leave][data-attached=yes]").click()
    expect(page).to_have_title(title)


def back_to_guidance(page: Page) -> None:
    """Playwright loses sight of a page that comes out of Firefox's memory; the page itself does not."""
    page.evaluate("history.back()")
    page.wait_for_function("() => globalThis.cameOutOfMemory === true")
    assert page.evaluate("location.pathname") == "/en/about/terms/"
    assert CANARY not in page.evaluate("document.documentElement.outerHTML")


def test_with_signal_a_neutral_page_takes_the_place_of_the_form_and_back_shows_no_answer(firefox: BrowserContext, gate: Gate, elsewhere: Elsewhere) -> None:
    page = firefox.new_page()
    typed(page, f"http://localhost:{gate.port}")
    length = page.evaluate("history.length")
    leave(page, TITLE)
    assert page.evaluate("[location.href, history.length, document.referrer]") == [elsewhere.url, length, ""]
    assert elsewhere.visits == [None]
    back_to_guidance(page)


def test_without_signal_the_screen_names_nothing_and_back_shows_no_answer(firefox: BrowserContext, gate: Gate, elsewhere: Elsewhere) -> None:
    page = firefox.new_page()
    typed(page, f"http://localhost:{gate.port}")
    gate.shut()
    firefox.set_offline(True)
    leave(page, GONE)
    page.wait_for_url("**/leave")
    assert page.inner_text("body").strip() == GONE
    back_to_guidance(page)
    assert elsewhere.visits == []


def test_an_installed_app_never_opens_the_network_and_back_shows_no_answer(firefox: BrowserContext, gate: Gate, elsewhere: Elsewhere) -> None:
    firefox.add_init_script(INSTALLED)
    page = firefox.new_page()
    typed(page, f"http://localhost:{gate.port}")
    leave(page, GONE)
    page.wait_for_url("**/leave")
    back_to_guidance(page)
    assert elsewhere.visits == []


def test_back_into_the_form_shows_no_answer(firefox: BrowserContext, gate: Gate) -> None:
    page = firefox.new_page()
    typed(page, f"http://localhost:{gate.port}")
    page.goto(f"http://localhost:{gate.port}/en/call/")
    page.go_back(wait_until="commit")
    expect(page.locator('[data-screen="unfinished"]')).to_be_visible()
    assert page.evaluate("Array.from(document.querySelectorAll('textarea'), (one) => one.value).join('')") == ""
    assert page.evaluate("document.querySelectorAll('input:checked').length") == 0
