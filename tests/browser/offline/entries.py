"""A concern sealed on the phone and put into its outbox, the way the form does it."""

from __future__ import annotations

from playwright.sync_api import Page

HOUR_MS = 3_600_000
KEEP_ONE = """async ({ publicKey, receipt, isUnfinished, restsMs }) => {
  const { release } = document.documentElement.dataset;
  const load = (file) => import(`/static/${release}/js/${file}.js`);
  const [{ sealEnvelope }, { newId }, { newEntry }, { openStore }] = await Promise.all(
    ['sealing/envelope', 'sealing/ids', 'concerns/outbox', 'concerns/outbox-db'].map(load));
  const id = newId(), thread = id.replace(/-/g, '');
  const answers = { danger: 'no', what: 'CANARY sentence' };
  const plaintextObject = { v: 1, kind: 'concern', form: '2026-11', lang: 'en', made_at: '2026-11-23T20:15+00:00', practice: false, unfinished: false, answers };
  const envelope = await sealEnvelope({ plaintextObject, id, thread, key: publicKey });
  const store = await openStore();
  const now = Date.now();
  await store.putEntry({ ...newEntry({ envelope, receiptPublic: receipt, now, release, unfinished: isUnfinished }), nextTry: now + restsMs });
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


def keep_one(page: Page, keys: dict[str, object], *, is_unfinished: bool = False, rests: bool = False) -> str:
    """Its id. `rests`: sent only in a hurry; a page whose scripts come late looks at the outbox then, and would send what it finds."""
    found: str = page.evaluate(KEEP_ONE, {**keys, "isUnfinished": is_unfinished, "restsMs": HOUR_MS if rests else 0})
    return found


def waiting(page: Page) -> list[str]:
    found: list[str] = page.evaluate(WAITING)
    return found
