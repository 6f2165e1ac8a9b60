"""What a phone holds and how it is made to send, by the app's own modules."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.browser.offline.entries import ask_keys, keep_one

DELIVER = """async () => {
  const { release } = document.documentElement.dataset;
  const load = (file) => import(`/static/${release}/js/concerns/${file}.js`);
  const [{ deliverOutbox }, { openStore }] = await Promise.all(['deliver', 'outbox-db'].map(load));
  const store = await openStore();
  const wait = () => new Promise((resolve) => setTimeout(resolve, 100));
  let delivery = await deliverOutbox({ store, release, hurry: true });
  for (let tries = 0; !delivery.ran && tries < 100; tries += 1) { await wait(); delivery = await deliverOutbox({ store, release, hurry: true }); }
  const entries = await store.allEntries();
  const notes = (await store.readKept('received')) || [];
  store.close();
  return { reached: delivery.reached, outcomes: delivery.outcomes, entries, notes };
}"""
FORGET = """async () => {
  const { openStore } = await import(`/static/${document.documentElement.dataset.release}/js/concerns/outbox-db.js`);
  const store = await openStore();
  const entries = await store.allEntries();
  for (const { id } of entries) await store.deleteEntry(id);
  await store.takeKept('received');
  await store.takeKept('keys');
  store.close();
  localStorage.clear();
  return entries.length;
}"""


def deliver(page: Page) -> dict[str, Any]:
    """One burst, hurried; `entries` and `notes` as they are afterwards."""
    found: dict[str, Any] = page.evaluate(DELIVER)
    return found


def forget_all(page: Page) -> int:
    """Empties the outbox, so that the next test begins with an empty phone."""
    found: int = page.evaluate(FORGET)
    return found


def keep(page: Page) -> str:
    """One concern sealed and kept, as Send does it; its id. Only `deliver` sends it."""
    return keep_one(page, ask_keys(page), rests=True)
