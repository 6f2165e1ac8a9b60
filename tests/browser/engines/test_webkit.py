"""WebKitGTK: the same journey as in Firefox, driven by WebDriver."""

from __future__ import annotations

import time

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import Select, WebDriverWait

from tests.browser.concerns.hubs import Hub
from tests.browser.gate import Gate

pytestmark = pytest.mark.browser
SECONDS = 30


class Form:
    """The shortest way through the form, by taps."""

    def __init__(self, driver: WebDriver, origin: str) -> None:
        self.driver = driver
        driver.get(f"{origin}/en/r/")
        self.shown("[data-part=begin]")

    def shown(self, selector: str) -> None:
        WebDriverWait(self.driver, SECONDS).until(lambda driver: any(one.is_displayed() for one in driver.find_elements(By.CSS_SELECTOR, selector)))

    def tap(self, selector: str) -> None:
        self.shown(selector)
        element = next(one for one in self.driver.find_elements(By.CSS_SELECTOR, selector) if one.is_displayed())
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
        element.click()

    def send(self) -> None:
        self.tap('[data-screen] [data-go="next"]')
        self.tap('[data-question="danger"] label:has(input[value="no"])')
        self.tap('[data-question="signs"] label')
        self.tap('[data-screen="what"] [data-go="next"]')
        self.shown('[data-question="place"] select')
        Select(self.driver.find_element(By.CSS_SELECTOR, '[data-question="place"] select')).select_by_value("eastwood")
        self.tap('[data-question="where_kind"] label:has(input[value="takeaway"])')
        self.tap('[data-question="when"] label:has(input[value="today"])')
        self.tap('[data-screen="where"] [data-go="next"]')
        self.tap('[data-screen="check"] [data-go="send"]')


def until_kept(driver: WebDriver, tag: str) -> None:
    WebDriverWait(driver, SECONDS).until(lambda one: tag in (one.find_element(By.TAG_NAME, "html").get_attribute("data-kept") or "").split())


def test_a_concern_is_sealed_sent_and_received(webkit: WebDriver, gate: Gate, hub: Hub) -> None:
    form = Form(webkit, f"http://localhost:{gate.port}")
    form.send()
    form.shown('[data-screen="sent"] [data-state="received"]')
    assert [concern["answers"]["place"] for concern in hub.concerns()] == ["eastwood"]


def test_a_concern_kept_without_signal_is_received_once_when_it_is_back(webkit: WebDriver, gate: Gate, hub: Hub) -> None:
    origin = f"http://localhost:{gate.port}"
    webkit.get(f"{origin}/en/")
    until_kept(webkit, "en")
    gate.shut()
    form = Form(webkit, origin)
    form.send()
    form.tap('[data-after="keep"]')
    form.shown('[data-screen="sent"] [data-state="kept"]')
    assert hub.envelopes() == []
    gate.open()
    deadline = time.monotonic() + 4 * SECONDS
    while not hub.envelopes() and time.monotonic() < deadline:
        # Each page tries once at its start, then lets a quarter of a minute pass if nobody answered in time.
        webkit.get(f"{origin}/en/")
        again = time.monotonic() + SECONDS
        while not hub.envelopes() and time.monotonic() < again:
            time.sleep(0.2)
    assert len(hub.envelopes()) == 1


def test_a_kept_language_opens_with_no_network(webkit: WebDriver, gate: Gate) -> None:
    origin = f"http://localhost:{gate.port}"
    webkit.get(f"{origin}/pl/")
    until_kept(webkit, "pl")
    gate.shut()
    for path in ("/pl/for/takeaway/", "/pl/call/", "/pl/r/"):
        webkit.get(origin + path)
        assert webkit.find_element(By.TAG_NAME, "html").get_attribute("lang") == "pl"
