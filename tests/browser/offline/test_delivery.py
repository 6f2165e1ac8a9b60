"""What waits is delivered: when a page opens, when signal returns, by timer, and by the worker with no page at all."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.offline.entries import ask_keys, keep_one, waiting
from tests.browser.offline.phones import Phone
from tests.serving import LiveServer

pytestmark = pytest.mark.browser


@pytest.fixture(scope="session")
def chromium_path(whole_chromium_path: str) -> str:
    """The lean one loses what it has not written yet when it is killed."""
    return whole_chromium_path


def reached(server: LiveServer, envelope: str) -> bool:
    with sqlite3.connect(server.database) as db:
        return bool(db.execute("SELECT 1 FROM envelopes WHERE id = ?", (envelope,)).fetchone())


def wait_until(check: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < end, "It did not happen."
        time.sleep(0.1)


def keep_without_signal(phone: Phone, language: str) -> tuple[Page, str]:
    page = phone.keep(language, f"/{language}/signs/")
    keys = ask_keys(page)
    phone.gate.shut()
    return page, keep_one(page, keys)


def test_next_page_delivers_and_every_open_page_hears_of_it(phone: Phone, live_server: LiveServer, language: str) -> None:
    page, envelope = keep_without_signal(phone, language)
    page.evaluate("""async () => {
      const { watchChanges } = await import(`/static/${document.documentElement.dataset.release}/js/offline/delivery.js`);
      window.heard = [];
      watchChanges((change) => window.heard.push(change.state));
    }""")
    phone.gate.open()
    phone.open(f"/{language}/call/")
    wait_until(lambda: reached(live_server, envelope))
    page.wait_for_function("() => window.heard.includes('received')")
    assert page.evaluate("window.heard") == ["sending", "received"]
    assert waiting(page) == []


def test_signal_coming_back_delivers(phone: Phone, live_server: LiveServer, language: str) -> None:
    page, envelope = keep_without_signal(phone, language)
    phone.gate.open()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    wait_until(lambda: reached(live_server, envelope))


def test_looking_at_the_page_again_delivers(phone: Phone, live_server: LiveServer, language: str) -> None:
    page, envelope = keep_without_signal(phone, language)
    phone.gate.open()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    wait_until(lambda: reached(live_server, envelope))


def test_timer_delivers_once_somebody_answers_again(phone: Phone, live_server: LiveServer, language: str) -> None:
    page, envelope = keep_without_signal(phone, language)
    page.clock.install()
    found = page.evaluate("""async () => {
      const { deliverNow } = await import(`/static/${document.documentElement.dataset.release}/js/offline/delivery.js`);
      const { ran, reached, nextTry } = await deliverNow();
      return [ran, reached, nextTry > Date.now()];
    }""")
    assert found == [True, False, True]
    phone.gate.open()
    page.clock.run_for(120_000)
    wait_until(lambda: reached(live_server, envelope))


def test_worker_delivers_with_no_page_open(phone: Phone, live_server: LiveServer, language: str) -> None:
    page, envelope = keep_without_signal(phone, language)
    phone.gate.open()
    cdp = phone.context.new_cdp_session(page)
    found: list[str] = []
    cdp.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(one["registrationId"] for one in event["registrations"]))
    cdp.send("ServiceWorker.enable")
    page.goto("about:blank")
    wait_until(lambda: bool(found))
    cdp.send("ServiceWorker.dispatchSyncEvent", {"origin": phone.origin, "registrationId": found[-1], "tag": "outbox-7", "lastChance": False})
    wait_until(lambda: reached(live_server, envelope))


def test_unfinished_concern_is_never_delivered_by_itself(phone: Phone, live_server: LiveServer, language: str) -> None:
    page = phone.keep(language)
    envelope = keep_one(page, ask_keys(page), is_unfinished=True)
    page.reload()
    page.wait_for_load_state("networkidle")
    assert waiting(page) == [envelope]
    assert not reached(live_server, envelope)


def test_page_with_nothing_waiting_asks_nobody(phone: Phone, language: str) -> None:
    # Not the home page, which asks whether somebody reads at all.
    page = phone.keep(language, f"/{language}/call/")
    page.reload()
    page.wait_for_load_state("networkidle")
    # The keys are kept with a language; only delivery asks for the rest.
    assert not [line for line in phone.gate.requests if "/healthz" in line or ("/api/" in line and "/api/keys" not in line)]


def test_new_release_keeps_the_outbox_and_delivers_it(phone: Phone, live_server: LiveServer, language: str) -> None:
    page, envelope = keep_without_signal(phone, language)
    phone.restart(kill=True)
    phone.gate.open()
    page = phone.open(f"/{language}/")
    wait_until(lambda: reached(live_server, envelope))
    wait_until(lambda: waiting(page) == [])
