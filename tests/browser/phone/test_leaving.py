"""Leave now in Chromium with the back/forward cache on: with signal, without, and from an installed app; then Back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.concerns.forms import FormPage
from tests.browser.concerns.hubs import Hub
from tests.browser.offline.phones import Phone, wait_kept
from tests.browser.phone.elsewhere import TITLE, Elsewhere

pytestmark = pytest.mark.browser

CANARY = "kanarienvogel-11-the-red-van"
GONE = "This page is not available"
NOTE_RETURN = "addEventListener('pageshow', (event) => { globalThis.cameOutOfMemory = event.persisted; });"


def attached(page: Page) -> None:
    page.wait_for_selector("[data-module=leave][data-attached=yes]")


def typed(phone: Phone, page: Page) -> FormPage:
    """A form with words in it, one step after a page of guidance that Back would keep in memory."""
    page.goto(phone.origin + "/en/about/terms/")
    # A worker that takes over would throw the page out of memory.
    wait_kept(page, "en")
    attached(page)
    page.evaluate(NOTE_RETURN)
    form = FormPage(page, phone.origin)
    attached(page)
    form.to_what()
    form.write("what", CANARY)
    return form


def back_to_guidance(phone: Phone, page: Page) -> None:
    """One step back is the page before the form, out of memory: were the cache off, this would prove nothing."""
    page.go_back(wait_until="commit")
    page.wait_for_function("() => globalThis.cameOutOfMemory === true")
    assert page.url == phone.origin + "/en/about/terms/"
    assert CANARY not in page.content()


def says_nothing(page: Page) -> None:
    assert page.title() == GONE
    assert page.inner_text("body").strip() == GONE
    assert page.locator("link, style, img, svg, script, [name=theme-color]").count() == 0


def test_with_signal_the_form_is_replaced_by_a_neutral_page_and_back_shows_no_answer(phone: Phone, elsewhere: Elsewhere) -> None:
    page = phone.context.new_page()
    typed(phone, page)
    length = page.evaluate("history.length")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("[data-module=leave]").click()
    page.wait_for_url(elsewhere.url)
    assert page.title() == TITLE
    # No beacon, no line in anybody's log that says where the person came from.
    assert [url for url in asked if not url.endswith("/favicon.ico")] == [elsewhere.url]
    assert elsewhere.visits == [None]
    assert page.evaluate("[history.length, document.referrer]") == [length, ""]
    back_to_guidance(phone, page)
    page.go_forward(wait_until="commit")
    expect(page).to_have_title(TITLE)


def test_three_taps_of_shift_in_the_form_leave_it_and_back_shows_no_answer(phone: Phone, elsewhere: Elsewhere) -> None:
    page = phone.context.new_page()
    typed(phone, page)
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url(elsewhere.url)
    back_to_guidance(phone, page)


def test_without_signal_it_is_the_screen_that_names_nothing_and_back_shows_no_answer(phone: Phone, elsewhere: Elsewhere) -> None:
    page = phone.context.new_page()
    typed(phone, page)
    phone.context.set_offline(True)
    page.locator("[data-module=leave]").click()
    page.wait_for_url("**/leave")
    says_nothing(page)
    back_to_guidance(phone, page)
    phone.context.set_offline(False)
    assert elsewhere.visits == []


def test_an_installed_app_never_opens_the_network_and_back_shows_no_answer(phone: Phone, elsewhere: Elsewhere) -> None:
    phone.keep("en")
    phone.context.close()
    phone.context = phone.start(app="/en/about/terms/")
    page = phone.context.pages[0]
    typed(phone, page)
    assert page.evaluate("matchMedia('(display-mode: standalone)').matches")
    with page.expect_response("**/leave") as answered:
        page.locator("[data-module=leave]").click()
    assert answered.value.from_service_worker
    page.wait_for_url("**/leave")
    says_nothing(page)
    back_to_guidance(phone, page)
    assert elsewhere.visits == []


def test_back_into_the_form_after_leaving_elsewhere_shows_no_answer(phone: Phone, hub: Hub, elsewhere: Elsewhere) -> None:
    """Somebody writes, looks up a number, and leaves from there: two steps back is the form."""
    page = phone.context.new_page()
    typed(phone, page)
    page.locator('.doors a[href="/en/call/"]').click()
    attached(page)
    page.locator("[data-module=leave]").click()
    page.wait_for_url(elsewhere.url)
    page.go_back(wait_until="commit")
    expect(page.locator('[data-screen="unfinished"]')).to_be_visible()
    assert page.url == phone.origin + "/en/r/"
    assert page.locator("textarea").evaluate_all("(all) => all.map((one) => one.value).join('')") == ""
    assert page.locator("input:checked").count() == 0
    assert CANARY not in page.content()
    assert hub.envelopes() == []


def test_without_signal_and_without_a_worker_coming_back_to_the_screen_names_nothing_either(phone: Phone) -> None:
    """An error page of the browser would show whose address it was."""
    phone.context.add_init_script("Object.defineProperty(Navigator.prototype, 'serviceWorker', { get: () => undefined });")
    page = phone.open("/en/about/terms/")
    attached(page)
    page.wait_for_load_state("networkidle")
    page.evaluate(NOTE_RETURN)
    page.goto(phone.origin + "/en/call/")
    attached(page)
    page.wait_for_load_state("networkidle")
    phone.context.set_offline(True)
    page.locator("[data-module=leave]").click()
    says_nothing(page)
    page.evaluate(NOTE_RETURN)
    back_to_guidance(phone, page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.go_forward(wait_until="commit")
    page.wait_for_function("() => globalThis.cameOutOfMemory === true")
    expect(page).to_have_title(GONE)
    assert asked == []
    says_nothing(page)
    phone.context.set_offline(False)
