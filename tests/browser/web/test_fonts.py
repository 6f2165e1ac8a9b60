"""Fonts of our own: fetched where they help, waited for by nobody, and not at all by somebody who saves data."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.serving import LiveServer

pytestmark = pytest.mark.browser
SAVES = "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })"
# A phone without shapes for any letter but those of Latin script.
LACKS = "(() => { const fill = CanvasRenderingContext2D.prototype.fillText; CanvasRenderingContext2D.prototype.fillText = function (text, ...where) { fill.call(this, text > '\\u0250' ? '\\u0378' : text, ...where); }; })()"


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 360, "height": 800}, service_workers="block")
    yield context
    context.close()


def fetched(context: BrowserContext) -> list[str]:
    names: list[str] = []
    context.on("request", lambda request: names.append(request.url.rsplit("/", 1)[1]) if request.url.endswith(".woff2") else None)
    return names


def test_urdu_is_shown_in_nastaliq_once_the_font_is_at_hand(context: BrowserContext, live_server: LiveServer) -> None:
    asked, page = fetched(context), context.new_page()
    with page.expect_response("**/nastaliq.woff2"):
        page.goto(f"{live_server.url}/ur/")
    page.wait_for_load_state("networkidle")
    page.goto(f"{live_server.url}/ur/act/")
    expect(page.locator("html")).to_have_attribute("data-shows", "nastaliq")
    assert "Signs nastaliq" in page.evaluate("getComputedStyle(document.body).fontFamily")
    assert set(asked) == {"nastaliq.woff2"}
    assert page.evaluate("Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) - innerWidth") <= 0


def test_a_phone_that_has_the_letters_fetches_nothing(context: BrowserContext, live_server: LiveServer) -> None:
    asked, page = fetched(context), context.new_page()
    for tag in ("en", "pl", "fa"):
        page.goto(f"{live_server.url}/{tag}/")
        page.wait_for_load_state("networkidle")
    assert asked == []


def test_a_phone_that_lacks_the_letters_gets_them_after_the_words_stand_there(context: BrowserContext, live_server: LiveServer) -> None:
    asked, page = fetched(context), context.new_page()
    page.add_init_script(LACKS)
    page.goto(f"{live_server.url}/fa/")
    expect(page.locator("html")).to_have_attribute("data-shows", "naskh")
    assert asked == ["naskh.woff2"]


def test_who_saves_data_is_sent_no_font(context: BrowserContext, live_server: LiveServer) -> None:
    asked, page = fetched(context), context.new_page()
    page.add_init_script(SAVES)
    page.goto(f"{live_server.url}/ur/")
    page.wait_for_load_state("networkidle")
    assert asked == []


def test_a_font_that_does_not_come_leaves_the_page_as_it_is(context: BrowserContext, live_server: LiveServer) -> None:
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.route("**/*.woff2", lambda route: route.abort())
    page.goto(f"{live_server.url}/ur/")
    page.wait_for_load_state("networkidle")
    assert page.locator("html").get_attribute("data-shows") is None
    assert problems == []
