// "You had begun to tell us": asked where the form is, once the page that began it is gone. Component part.
import { announceChange } from '../offline/changes.js';
import { claimOf } from './form-lock.js';
import { sendUnfinished } from './outbox.js';
import { openStore } from './outbox-db.js';

// A reload may come before the old page has let go; after that the first button must not wait any longer.
const LET_GO_MS = 600;
const PATIENCE_MS = 2000;

/** @param {string} id of an entry @returns {Promise<boolean>} false while the form that it belongs to is open in another tab */
async function isLeftBehind(id) {
  if (!navigator.locks) return true;
  const controller = new AbortController();
  setTimeout(() => controller.abort(), LET_GO_MS);
  return navigator.locks.request(claimOf(id), { signal: controller.signal }, () => true).catch(() => false);
}

/** @returns {Promise<import('./outbox.js').Entry[]>} only begun, by a page that is no longer there; oldest first */
async function findLeftBehind() {
  const store = await openStore();
  const entries = (await store.allEntries()).filter((entry) => entry.state === 'unfinished');
  store.close();
  const areLeft = await Promise.all(entries.map((entry) => isLeftBehind(entry.id)));
  return entries.filter((entry, at) => areLeft[at]).sort((one, other) => one.firstKept - other.firstKept);
}

export class Unfinished {
  /** @param {import('./form.js').Form} form */
  constructor(form) {
    this.form = form;
    this.entries = [];
    /** Begun again: they go when the new one is in the outbox. @type {import('./outbox.js').Entry[]} */
    this.replaced = [];
    form.root.addEventListener('click', (event) => {
      const button = event.target.closest('[data-unfinished]');
      if (button) this.act(button.dataset.unfinished);
    });
  }

  /** Nothing is shown of what it says: this phone cannot open it. */
  async ask() {
    const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, []));
    const isPractice = this.form.root.dataset.practice === 'yes';
    this.entries = isPractice ? [] : await Promise.race([findLeftBehind().catch(() => []), patience]);
    this.form.part('wait').hidden = true;
    this.form.part('begin').hidden = false;
    if (this.entries.length === 0) return;
    // At hand before the signal goes: "send it as it is" must not fail for a file.
    this.sends = import('./as-it-is.js');
    this.sends.catch(() => {});
    this.form.screens.show('unfinished');
  }

  async act(what) {
    if (this.isBusy) return;
    this.isBusy = true;
    const acts = { send: () => this.send(), again: () => this.again(), delete: () => this.sure(true), keep: () => this.sure(false), yes: () => this.remove() };
    await Promise.resolve(acts[what]()).then(() => this.fail(false), () => this.fail(true));
    this.isBusy = false;
  }

  fail(hasFailed) {
    this.form.root.querySelector('[data-problem="unfinished"]').hidden = !hasFailed;
  }

  /** The same sealed bytes under the same id; from here on it waits like any other. */
  async send() {
    const { AsItIs } = await this.sends.catch(() => import('./as-it-is.js'));
    const store = await openStore();
    for (const entry of this.entries) await store.updateEntry(sendUnfinished(entry));
    const ids = this.entries.map((entry) => entry.id);
    for (const id of ids) announceChange({ id, state: 'waiting' });
    this.entries = [];
    await this.form.status.follow(new AsItIs(store, ids));
  }

  /** What was begun stays until the new one is kept: nothing is lost if that is never finished. */
  again() {
    this.replaced = this.entries;
    this.form.screens.show('start', { isBack: true });
  }

  sure(isAsked) {
    this.form.part('unfinished-sure').hidden = !isAsked;
    this.form.part('unfinished-choices').hidden = isAsked;
    this.form.part(isAsked ? 'unfinished-sure' : 'unfinished-choices').querySelector('button').focus();
  }

  async remove() {
    await this.forget(this.entries);
    this.entries = [];
    this.form.screens.show('start', { isBack: true });
  }

  /** The new one is in the outbox. */
  async settle() {
    await this.forget(this.replaced).catch(() => {});
    this.replaced = [];
  }

  async forget(entries) {
    if (entries.length === 0) return;
    const store = await openStore();
    for (const { id } of entries) {
      await store.deleteEntry(id);
      announceChange({ id, state: 'deleted' });
    }
    store.close();
  }
}
