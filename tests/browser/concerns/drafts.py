"""Forms that were begun: hidden, looked at again, lost with their browser, asked about."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.concerns.forms import FormPage
from tests.browser.offline.phones import Phone

CANARY = "kanarienvogel-49-began-to-tell"
HIDE = """(hidden) => {
  Object.defineProperty(document, 'hidden', { configurable: true, value: hidden });
  Object.defineProperty(document, 'visibilityState', { configurable: true, value: hidden ? 'hidden' : 'visible' });
  document.dispatchEvent(new Event('visibilitychange'));
}"""
STATES = """async () => {
  const { openStore } = await import(`/static/${document.documentElement.dataset.release}/js/concerns/outbox-db.js`);
  const store = await openStore();
  const entries = await store.allEntries();
  store.close();
  return entries.map((entry) => [entry.state, entry.envelope]);
}"""
TRIED = """async () => {
  const { deliverNow } = await import(`/static/${document.documentElement.dataset.release}/js/offline/delivery.js`);
  return deliverNow({ hurry: true });
}"""
CACHED = """async () => { const texts = [];
  for (const name of await caches.keys()) { const cache = await caches.open(name);
    for (const request of await cache.keys()) texts.push(request.url, await (await cache.match(request)).text()); }
  return texts.join(' '); }"""


def begun(phone: Phone, path: str = "/en/r/") -> FormPage:
    """A form with two answers in it."""
    form = FormPage.of(phone.open(path))
    expect(form.page.locator("[data-part=begin]")).to_be_visible()
    expect(form.page.locator("[data-can]")).to_be_attached()
    form.to_what()
    form.write("what", CANARY)
    return form


def entries(page: Page) -> list[list[Any]]:
    found: list[list[Any]] = page.evaluate(STATES)
    return found


def wait_entries(page: Page, count: int) -> list[list[Any]]:
    """`count` entries in the outbox, read by the page itself."""
    for _ in range(100):
        if len(found := entries(page)) == count:
            return found
        page.wait_for_timeout(50)
    raise AssertionError(f"{len(found)} entries, not {count}")


def hide(form: FormPage) -> None:
    form.page.evaluate(HIDE, True)


def settle(form: FormPage, left: int = 0) -> list[list[Any]]:
    """Hidden and looked at again: what is in the form is sealed in memory from here on. Gives what was on disk in between."""
    hide(form)
    found = wait_entries(form.page, left + 1)
    form.page.evaluate(HIDE, False)
    wait_entries(form.page, left)
    form.tap(".shade-cover")
    return found


def lost(phone: Phone) -> Page:
    """The page hidden with answers in it, the browser killed, the form opened again."""
    form = begun(phone)
    hide(form)
    wait_entries(form.page, 1)
    phone.restart(kill=True)
    return asked(phone)


def asked(phone: Phone, tag: str = "en") -> Page:
    page = phone.open(f"/{tag}/r/")
    expect(page.locator('[data-screen="unfinished"]')).to_be_visible()
    return page
