"""Leave now in WebKitGTK: with signal, without, and as an app on the home screen; then Back."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser.engines.test_webkit import SECONDS, Form, until_kept
from tests.browser.gate import Gate
from tests.browser.phone.elsewhere import TITLE, Elsewhere

pytestmark = pytest.mark.browser

CANARY = "kanarienvogel-13-the-green-car"
GONE = "This page is not available"
NO_SIGNAL = "Object.defineProperty(Navigator.prototype, 'onLine', { get: () => false });"
HOME_SCREEN = "Object.defineProperty(navigator, 'standalone', { value: true });"
TELL_RETURN = f"addEventListener('pageshow', (event) => fetch(`/healthz?back=${{event.persisted}},${{location.pathname}},${{document.documentElement.outerHTML.includes('{CANARY}')}}`));"


def until(driver: WebDriver, is_so: Callable[[WebDriver], object]) -> None:
    WebDriverWait(driver, SECONDS).until(is_so)


def typed(driver: WebDriver, origin: str) -> None:
    driver.get(f"{origin}/en/about/terms/")
    until_kept(driver, "en")
    driver.execute_script(TELL_RETURN)
    form = Form(driver, origin)
    form.tap('[data-screen] [data-go="next"]')
    form.tap('[data-question="danger"] label:has(input[value="no"])')
    form.shown('[data-question="what"] textarea')
    driver.find_element(By.CSS_SELECTOR, '[data-question="what"] textarea').send_keys(CANARY)


def leave(driver: WebDriver, title: str) -> None:
    until(driver, lambda one: one.find_elements(By.CSS_SELECTOR, "[data-module=leave][data-attached=yes]"))
    driver.find_element(By.CSS_SELECTOR, "[data-module=leave]").click()
    until(driver, lambda one: one.title == title)


def back_to_guidance(driver: WebDriver, gate: Gate) -> None:
    """The page tells by itself that it came out of memory."""
    gate.open()
    driver.execute_script("setTimeout(() => history.back())")
    deadline = time.monotonic() + SECONDS
    while not (told := [line for line in gate.requests if "?back=" in line]) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert told == ["GET /healthz?back=true,/en/about/terms/,false HTTP/1.1"]


def test_with_signal_a_neutral_page_takes_the_place_of_the_form(webkit: WebDriver, gate: Gate, elsewhere: Elsewhere) -> None:
    """This engine's driver cannot go back to another site; that no entry was added says that none is left to go back to."""
    typed(webkit, f"http://localhost:{gate.port}")
    length = webkit.execute_script("return history.length")
    leave(webkit, TITLE)
    assert webkit.execute_script("return [location.href, document.referrer, history.length]") == [elsewhere.url, "", length]
    assert elsewhere.visits == [None]


@pytest.mark.parametrize("how", [NO_SIGNAL, HOME_SCREEN], ids=["without signal", "on the home screen"])
def test_without_signal_or_installed_the_screen_names_nothing_and_back_shows_no_answer(webkit: WebDriver, gate: Gate, elsewhere: Elsewhere, how: str) -> None:
    typed(webkit, f"http://localhost:{gate.port}")
    gate.shut()
    webkit.execute_script(how)
    leave(webkit, GONE)
    until(webkit, lambda one: one.current_url.endswith("/leave"))
    assert webkit.find_element(By.TAG_NAME, "body").text.strip() == GONE
    back_to_guidance(webkit, gate)
    assert elsewhere.visits == []


def test_back_into_the_form_shows_no_answer(webkit: WebDriver, gate: Gate) -> None:
    """Over plain http this engine keeps even pages with no-store in memory."""
    origin = f"http://localhost:{gate.port}"
    typed(webkit, origin)
    webkit.get(f"{origin}/en/call/")
    webkit.back()
    until(webkit, lambda one: one.current_url.endswith("/en/r/"))
    until(webkit, lambda one: one.find_elements(By.CSS_SELECTOR, "[data-module=form][data-attached=yes]"))
    assert webkit.execute_script("return Array.from(document.querySelectorAll('textarea'), (one) => one.value).join('')") == ""
    assert webkit.execute_script("return document.querySelectorAll('input:checked').length") == 0
    assert CANARY not in webkit.page_source
