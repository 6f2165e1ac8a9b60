"""Clear this phone: nothing of ours is left in any engine, no notice stays on the screen, and nothing of others is touched."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser.engines.test_webkit import SECONDS, until_kept
from tests.browser.gate import Gate
from tests.browser.offline.phones import Phone, wait_kept
from tests.browser.offline.test_clear import LEFT_BEHIND, NOTHING, begin_clearing, say_yes
from tests.browser.phone.elsewhere import Elsewhere

pytestmark = pytest.mark.browser

OTHERS = """async () => { localStorage.setItem('theirs', 'yes'); await (await caches.open('theirs')).put('/theirs', new Response('yes')); }"""
THEIRS = "async () => [localStorage.getItem('theirs'), await caches.keys()]"
SHOW = "async () => { globalThis.registration = await navigator.serviceWorker.ready; await registration.showNotification('Look whether there is something new.'); }"
SHOWN = "async () => (await registration.getNotifications()).length"


def clear(page: Page) -> None:
    begin_clearing(page)
    say_yes(page)
    assert page.evaluate(LEFT_BEHIND) == NOTHING


def test_only_our_own_things_are_cleared(phone: Phone, elsewhere: Elsewhere) -> None:
    other = phone.context.new_page()
    other.goto(elsewhere.url)
    other.evaluate(OTHERS)
    page = phone.keep("en", "/en/phone/")
    clear(page)
    expect(page.locator("[data-module=clear-phone]")).to_contain_text("You can delete that line in the browser.")
    assert other.evaluate(THEIRS) == ["yes", ["theirs"]]


def test_no_notice_stays_on_the_screen_of_a_cleared_phone(phone: Phone) -> None:
    phone.context.grant_permissions(["notifications"])
    page = phone.keep("en", "/en/phone/")
    page.evaluate(SHOW)
    assert page.evaluate(SHOWN) == 1
    clear(page)
    assert page.evaluate(SHOWN) == 0


def test_firefox_keeps_nothing_after_clearing_without_signal(firefox: BrowserContext, gate: Gate) -> None:
    page = firefox.new_page()
    page.goto(f"http://localhost:{gate.port}/en/phone/")
    wait_kept(page, "en")
    gate.shut()
    clear(page)


def test_webkit_keeps_nothing_after_clearing_without_signal(webkit: WebDriver, gate: Gate) -> None:
    webkit.get(f"http://localhost:{gate.port}/en/phone/")
    until_kept(webkit, "en")
    gate.shut()
    for part in ("clear", "yes"):
        wanted = f"[data-module=clear-phone] [data-part={part}]"
        WebDriverWait(webkit, SECONDS).until(lambda one, wanted=wanted: one.find_element(By.CSS_SELECTOR, wanted).is_displayed())
        button = webkit.find_element(By.CSS_SELECTOR, wanted)
        webkit.execute_script("arguments[0].scrollIntoView({block: 'center'})", button)
        button.click()
    done = (By.CSS_SELECTOR, "[data-module=clear-phone] [data-part=done]")
    WebDriverWait(webkit, SECONDS).until(lambda one: one.find_element(*done).is_displayed())
    assert webkit.execute_async_script(f"const tell = arguments[0]; ({LEFT_BEHIND})().then(tell)") == NOTHING
