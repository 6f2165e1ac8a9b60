"""Leaving at once, never coming back to an answer, and the shade."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.browser.offline.phones import Phone, wait_kept
from tests.serving import LiveServer

pytestmark = pytest.mark.browser

ELSEWHERE = "https://www.bbc.co.uk/weather"


@pytest.fixture
def context(playwright: Playwright, whole_chromium_path: str, tmp_path: Path) -> Iterator[BrowserContext]:
    """With the back/forward cache that people have."""
    context = playwright.chromium.launch_persistent_context(
        tmp_path / "profile",
        executable_path=whole_chromium_path,
        args=["--no-sandbox"],
        ignore_default_args=["--disable-back-forward-cache"],
        viewport={"width": 360, "height": 800},
    )
    context.route(ELSEWHERE, lambda route: route.fulfill(body="<title>Weather</title><h1>Weather</h1>", content_type="text/html"))
    yield context
    context.close()


def ready(page: Page) -> None:
    page.wait_for_selector("[data-module=leave][data-attached=yes]")


def open_ready(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    ready(page)
    return page


def test_leaving_goes_elsewhere_and_back_does_not_return(context: BrowserContext, live_server: LiveServer) -> None:
    page = open_ready(context, live_server.url + "/en/signs/")
    page.goto(live_server.url + "/en/r/")
    ready(page)
    page.locator("[data-module=leave]").click()
    page.wait_for_url(ELSEWHERE)
    page.go_back(wait_until="commit")
    assert page.url == live_server.url + "/en/signs/"


def test_page_is_blank_before_anything_is_fetched_and_answers_are_dropped(context: BrowserContext, live_server: LiveServer) -> None:
    page = open_ready(context, live_server.url + "/en/r/")
    context.unroute(ELSEWHERE)
    context.route(ELSEWHERE, lambda route: None)
    found = page.evaluate("""() => {
      let dropped = 0;
      document.addEventListener('spotsigns:leave', () => { dropped += document.querySelector('main') ? 0 : 1; });
      document.querySelector('[data-module=leave]').click();
      return { dropped, title: document.title, words: document.body.textContent, links: document.querySelectorAll('link, style, img, svg').length};
    }""")
    assert found == {"dropped": 1, "title": "Loading", "words": "Loading", "links": 0}


def test_blank_within_a_tenth_of_a_second_on_a_slow_phone(context: BrowserContext, live_server: LiveServer) -> None:
    """Four times the processor time of the page's own thread: what else this computer does is not counted."""
    context.unroute(ELSEWHERE)
    context.route(ELSEWHERE, lambda route: None)
    page = open_ready(context, live_server.url + "/en/r/")
    page.wait_for_load_state("networkidle")
    cdp = context.new_cdp_session(page)
    cdp.send("Performance.enable", {"timeDomain": "threadTicks"})

    def thread_seconds() -> float:
        return float(next(one["value"] for one in cdp.send("Performance.getMetrics")["metrics"] if one["name"] == "TaskDuration"))

    before = thread_seconds()
    page.evaluate("""() => new Promise((resolve) => {
      document.querySelector('[data-module=leave]').click();
      requestAnimationFrame(() => setTimeout(resolve));
    })""")
    assert 4 * (thread_seconds() - before) < 0.1


@pytest.mark.parametrize(("keys", "leaves"), [(["Shift"] * 3, True), (["Shift"] * 2, False), (["Shift", "Shift+A", "Shift+B"], False)])
def test_three_quick_taps_of_shift_leave(context: BrowserContext, live_server: LiveServer, keys: list[str], leaves: bool) -> None:
    page = open_ready(context, live_server.url + "/en/signs/")
    for key in keys:
        page.keyboard.press(key)
    if leaves:
        page.wait_for_url(ELSEWHERE)
    else:
        assert page.url == live_server.url + "/en/signs/"
        assert page.locator("main").is_visible()


def test_leaving_without_signal_is_the_plain_screen_of_the_worker(phone: Phone, language: str) -> None:
    page = phone.keep(language)
    ready(page)
    phone.context.set_offline(True)
    page.locator("[data-module=leave]").click()
    page.wait_for_url("**/leave")
    assert page.title() == "This page is not available"
    phone.context.set_offline(False)


def test_leaving_without_signal_and_without_a_worker_is_a_plain_screen_too(context: BrowserContext, live_server: LiveServer) -> None:
    context.add_init_script("Object.defineProperty(Navigator.prototype, 'serviceWorker', { get: () => undefined });")
    page = open_ready(context, live_server.url + "/en/r/")
    context.set_offline(True)
    page.locator("[data-module=leave]").click()
    assert page.title() == "This page is not available"
    assert page.url == live_server.url + "/leave"
    assert "spot" not in page.inner_text("body").lower()
    context.set_offline(False)


def test_back_out_of_memory_never_shows_an_answer(context: BrowserContext, live_server: LiveServer) -> None:
    control = open_ready(context, live_server.url + "/en/about/terms/")
    # A worker that takes over, or a store still being written, would throw the page out of memory.
    wait_kept(control, "en")
    seen = "addEventListener('pageshow', (event) => { window.persisted = event.persisted; });"
    control.evaluate(seen)
    control.goto(live_server.url + "/en/act/")
    control.go_back(wait_until="commit")
    # Were the back/forward cache off, this would prove nothing.
    control.wait_for_function("() => window.persisted === true")
    page = open_ready(context, live_server.url + "/en/about/terms/")
    wait_kept(page, "en")
    # A browser that keeps pages with no-store in memory too, as newer ones do.
    page.evaluate("() => { document.body.classList.add('private'); document.querySelector('h1').textContent = 'CANARY'; window.old = true; }")
    page.evaluate(seen)
    page.goto(live_server.url + "/en/act/")
    page.go_back(wait_until="commit")
    page.wait_for_function("() => window.old === undefined && document.querySelector('main')")
    assert "CANARY" not in page.content()


def test_one_tap_covers_the_words_and_one_tap_brings_them_back(context: BrowserContext, live_server: LiveServer) -> None:
    page = open_ready(context, live_server.url + "/en/signs/")
    page.locator("[data-module=shade]").click()
    expect(page.locator("h1")).to_be_hidden()
    expect(page.locator(".danger-strip")).to_be_hidden()
    expect(page.locator("[data-module=leave]")).to_be_visible()
    assert page.evaluate("document.activeElement.className") == "shade-cover"
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_visible()
    assert page.evaluate("document.activeElement.dataset.module") == "shade"


@pytest.mark.parametrize(("path", "is_covered"), [("/en/r/", True), ("/en/signs/", False)])
def test_shade_falls_by_itself_on_private_pages_only(context: BrowserContext, live_server: LiveServer, path: str, is_covered: bool) -> None:
    page = open_ready(context, live_server.url + path)
    page.evaluate("""() => {
      Object.defineProperty(document, 'hidden', { get: () => true, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }""")
    assert page.locator(".shade-cover").is_visible() is is_covered


def test_only_our_own_scripts_can_become_workers(context: BrowserContext, live_server: LiveServer) -> None:
    page = open_ready(context, live_server.url + "/en/signs/")
    found = page.evaluate("""async () => {
      const { workerUrl } = await import(`/static/${document.documentElement.dataset.release}/js/web/trusted.js`);
      const refused = (work) => { try { work(); return false; } catch (refusal) { return true; } };
      return [String(workerUrl('/sw.js')), ...['https://example.org/x.js', '/packs/index.json', '/static/../x.js', 'data:,1'].map((path) => refused(() => workerUrl(path))),
        refused(() => trustedTypes.createPolicy('other', {})), refused(() => { document.body.innerHTML = '<p>'; }), refused(() => new Worker('/sw.js'))];
    }""")
    assert found == ["/sw.js", True, True, True, True, True, True, True]
