"""A concern sealed on the phone and put into its outbox, the way the form does it."""

from __future__ import annotations

from playwright.sync_api import Page

KEEP_ONE = """async ({ publicKey, receipt, isUnfinished }) => {
  const { release } = document.documentElement.dataset;
  const load = (file) => import(`/static/${release}/js/${file}.js`);
  const [{ sealEnvelope }, { newId }, { newEntry }, { openStore }] = await Promise.all(
    ['sealing/envelope', 'sealing/ids', 'concerns/outbox', 'concerns/outbox-db'].map(load));
  const id = newId(), thread = id.replace(/-/g, '');
  const answers = { danger: 'no', what: 'CANARY sentence' };
  const plaintextObject = { v: 1, kind: 'concern', form: '2026-11', lang: 'en', made_at: '2026-11-23T20:15+00:00', practice: false, unfinished: false, answers };
  const envelope = await sealEnvelope({ plaintextObject, id, thread, key: publicKey });
  const store = await openStore();
  await store.putEntry(newEntry({ envelope, receiptPublic: receipt, now: Date.now(), release, unfinished: Boolean(isUnfinished) }));
  store.close();
  return id;
}"""
WAITING = """async () => {
  const { openStore } = await import(`/static/${document.documentElement.dataset.release}/js/concerns/outbox-db.js`);
  const store = await openStore();
  const entries = await store.allEntries();
  store.close();
  return entries.map((entry) => entry.id);
}"""


def ask_keys(page: Page) -> dict[str, object]:
    """The hub's keys, asked for while somebody answers."""
    answer = page.evaluate("() => fetch('/api/keys').then((answer) => answer.json())")
    return {"publicKey": answer["keys"][0], "receipt": answer["receipt"]}


def keep_one(page: Page, keys: dict[str, object], *, is_unfinished: bool = False) -> str:
    found: str = page.evaluate(KEEP_ONE, {**keys, "isUnfinished": is_unfinished})
    return found


def waiting(page: Page) -> list[str]:
    found: list[str] = page.evaluate(WAITING)
    return found
