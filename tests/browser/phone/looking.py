"""A boss who walks through the app on somebody's phone, and what a browser writes into its own files."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.browser.offline.entries import ask_keys, keep_one
from tests.browser.offline.phones import Phone

CODE = "66376818501862337058"
# What the app may say of this phone never uses these; guidance may.
TELLING = ("concern", "report", "hub", "child protection", "canary", CODE)
# Everything by which a page could draw attention to itself, or ask for something that nobody wished.
LISTEN = """globalThis.drawn = [];
for (const [owner, name] of [[Navigator.prototype, 'setAppBadge'], [globalThis.SpeechSynthesis && SpeechSynthesis.prototype, 'speak'], [HTMLMediaElement.prototype, 'play'],
  [globalThis.Notification, 'requestPermission'], [globalThis.ServiceWorkerRegistration && ServiceWorkerRegistration.prototype, 'showNotification'],
  [globalThis.Geolocation && Geolocation.prototype, 'getCurrentPosition'], [globalThis.BeforeInstallPromptEvent && BeforeInstallPromptEvent.prototype, 'prompt']]) {
  if (owner && name in owner) owner[name] = () => { drawn.push(name); return Promise.reject(new Error(name)); };
}"""
KEEP_MORE = """async (code) => {
  const load = (file) => import(`/static/${document.documentElement.dataset.release}/js/concerns/${file}.js`);
  const [{ openStore }, { noteWaiting }] = await Promise.all([load('outbox-db'), load('marker-db')]);
  const store = await openStore();
  await store.writeKept('received', [{ id: 'd2a0e5b0-0000-4000-8000-000000000000', received: '2026-11-23T20:15Z' }]);
  await store.writeKept('code', code);
  await noteWaiting(store);
  store.close();
}"""
SEEN = """() => {
  const mark = document.querySelector('.top__mark');
  const label = mark.hidden ? '' : mark.innerText;
  mark.hidden = true;
  return { label, title: document.title, path: location.pathname + location.search + location.hash, steps: history.length, drawn,
    links: Array.from(document.head.querySelectorAll('link'), (link) => [link.rel, link.getAttribute('href')]), words: document.body.innerText };
}"""


def tell_everything(phone: Phone, tag: str) -> None:
    """One waits, one is only begun, one was received unseen, and the code is kept on wish. Nothing gets through any more."""
    page = phone.keep(tag)
    keys = ask_keys(page)
    phone.gate.shut()
    keep_one(page, keys)
    keep_one(page, keys, is_unfinished=True)
    page.evaluate(KEEP_MORE, CODE)
    page.close()


def see(page: Page, address: str, *, is_told: bool) -> dict[str, Any]:
    """What stands on one page, what a screen reader would say, and what the browser shows around it."""
    page.goto(address)
    page.wait_for_function("() => Array.from(document.querySelectorAll('[data-module]')).every((one) => one.dataset.attached)")
    page.wait_for_selector("html[data-kept]", state="attached")
    if is_told:
        page.wait_for_selector(".top__mark:not([hidden])")
    if address.endswith("/phone/"):
        page.wait_for_function("() => Array.from(document.querySelectorAll('[data-part=state]')).every((one) => one.textContent)")
        if is_told:
            page.wait_for_selector("[data-part=waiting]:not([hidden]) b:not(:empty)", state="attached")
            page.wait_for_selector("[data-part=numbers]:not([hidden])", state="attached")
    found: dict[str, Any] = page.evaluate(SEEN)
    return {**found, "spoken": page.locator("body").aria_snapshot()}


def differences(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    return [f"{name}: {one[name]!r} / {other[name]!r}" for name in one if name not in ("label",) and one[name] != other[name]]


def rows_of(profile: Path, name: str, query: str) -> list[tuple[Any, ...]]:
    """From one of the browser's own databases, once it is closed."""
    (file,) = profile.rglob(name)
    connection = sqlite3.connect(f"file:{file}?immutable=1", uri=True)
    found = connection.execute(query).fetchall()
    connection.close()
    return found


def bytes_of(profile: Path) -> bytes:
    """All that lies on the disk. Some files hold text as UTF-16."""
    return b"".join(file.read_bytes() for file in profile.rglob("*") if file.is_file() and not file.is_symlink()).replace(b"\0", b"")
