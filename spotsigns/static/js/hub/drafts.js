// Half-written words: locked and kept on the server while somebody types, so that neither the lock nor a reload loses them. Edge.
import { askHub } from './ask-hub.js';
import { lockContent, openContent } from './desk-records.js';
import { textAt } from './opened.js';

const SAVE_MS = 1000;
const RETRY_MS = 5000;
const drafts = new Map();
const watched = new WeakSet();

/** One a concern, for as long as the page lives: what was typed is at hand again when the concern is opened again. */
export class Draft {
  /** @param {string} concern @param {{opener: object, staff: {id: string}, root: HTMLElement, heed: (problem: *) => void}} means @returns {Draft} */
  static of(concern, means) {
    watch(means.root);
    if (!drafts.has(concern)) drafts.set(concern, new Draft(concern, means));
    return drafts.get(concern);
  }

  constructor(concern, means) {
    this.concern = concern;
    this.means = means;
    this.fields = null;
    this.isDirty = false;
    this.timer = 0;
    this.saving = Promise.resolve();
    this.onState = () => {};
  }

  get bound() {
    return { kind: 'draft', id: this.concern, author: this.means.staff.id };
  }

  /** Throws HubRefusal. @returns {Promise<void>} */
  async load() {
    if (this.fields) return;
    const { locked } = await askHub(`/hub/api/drafts/${this.concern}`);
    const root = locked ? await openContent(this.means.opener, this.bound, locked) : null;
    this.fields = this.fields || new Map(root ? Array.from(root).filter(([, text]) => typeof text === 'string') : []);
  }

  /** @param {string} name @returns {string} */
  get(name) {
    return textAt(this.fields, name);
  }

  /** @param {string} name @param {string} text */
  set(name, text) {
    if (this.get(name) === text) return;
    this.fields.set(name, text);
    this.isDirty = true;
    this.onState('typing');
    // Not put off by the next key: whoever types on and on is kept every second as well.
    this.timer = this.timer || setTimeout(() => this.flush(), SAVE_MS);
  }

  /** Keeps what is not kept yet; one at a time, so that an older one never comes last. @returns {Promise<void>} */
  flush() {
    clearTimeout(this.timer);
    this.timer = 0;
    this.saving = this.saving.then(() => (this.isDirty ? this.save() : null));
    return this.saving;
  }

  async save() {
    this.isDirty = false;
    const fields = Object.fromEntries(Array.from(this.fields).filter(([, text]) => text !== ''));
    const path = `/hub/api/drafts/${this.concern}`;
    try {
      if (Object.keys(fields).length === 0) await askHub(path, undefined, 'DELETE');
      else await askHub(path, { locked: await lockContent(this.means.opener, this.bound, fields) }, 'PUT');
      if (!this.isDirty) this.onState('kept');
    } catch (problem) {
      this.isDirty = true;
      this.onState('not-kept');
      this.means.heed(problem);
      this.timer = this.timer || setTimeout(() => this.flush(), RETRY_MS);
    }
  }
}

function flushAll() {
  for (const draft of drafts.values()) draft.flush();
}

function watch(root) {
  if (watched.has(root)) return;
  watched.add(root);
  root.addEventListener('locking', flushAll);
  root.addEventListener('unlocked', flushAll);
  document.addEventListener('visibilitychange', flushAll);
  window.addEventListener('beforeunload', (event) => {
    if (!Array.from(drafts.values()).some((draft) => draft.isDirty)) return;
    flushAll();
    event.preventDefault();
    event.returnValue = '';
  });
}
