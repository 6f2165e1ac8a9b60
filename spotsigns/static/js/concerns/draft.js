// What the form holds, sealed as unfinished: on disk while nobody looks at the page, and only then. Edge.
//
// answered ──(a pause)──▶ sealed in memory ──(page hidden)──▶ in the outbox, unsent ──(looked at again, sent, left)──▶ taken away
import { announceChange } from '../offline/changes.js';
import { toHex } from '../sealing/bytes.js';
import { newId } from '../sealing/ids.js';
import { concernDocument } from './form-answers.js';
import { readFields } from './form-fields.js';
import { FormLock } from './form-lock.js';
import { noteWaiting } from './marker-db.js';
import { newEntry } from './outbox.js';

const PAUSE_MS = 250;

export class Draft {
  /** @param {{root: HTMLElement, lang: string, preparing: Promise<import('./send.js').Sending|null>}} form */
  constructor(form) {
    this.form = form;
    this.lock = new FormLock();
    // What seals is fetched now: a page that is hidden may be frozen before anything arrives.
    this.sealing = import('../sealing/envelope.js').catch(() => null);
    this.isHidden = document.hidden;
    this.forgetDraft();
    document.addEventListener('visibilitychange', () => (document.hidden ? this.hide() : this.comeBack()));
    window.addEventListener('pagehide', (event) => {
      this.isGone = event.persisted;
      this.hide();
    });
  }

  forgetDraft() {
    clearTimeout(this.timer);
    Object.assign(this, { id: '', thread: '', entry: null, isStale: false, isWritten: false, turn: (this.turn || 0) + 1 });
  }

  /** At every answer. Sealed in the next pause, so that hiding the page has only to write. */
  touch() {
    this.id = this.id || newId();
    // Not the code's thread: nobody holds this one, so nobody is promised an answer.
    this.thread = this.thread || toHex(crypto.getRandomValues(new Uint8Array(16)));
    this.lock.hold(this.id);
    this.isStale = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.seal(), PAUSE_MS);
  }

  /** @returns {Promise<object|null>} null where nothing may or can be kept: no key, no store, another app's window, practice */
  async means() {
    const [sending, sealing] = await Promise.all([this.form.preparing, this.sealing]);
    const mayKeep = sending && sealing && sending.phone && !sending.isInApp && this.form.root.dataset.practice !== 'yes';
    return mayKeep ? { sending, sealEnvelope: sealing.sealEnvelope } : null;
  }

  async seal() {
    this.turn += 1;
    const { turn } = this;
    const means = await this.means();
    if (!means || turn !== this.turn) return;
    const fields = readFields(this.form.root);
    const { form } = this.form.root.dataset;
    const { key, keys, release, phone } = means.sending;
    // Without the reply key and the proof: it goes without a code.
    const plaintextObject = concernDocument({ form, lang: this.form.lang, now: new Date(), fields, unfinished: true });
    const { id, thread } = this;
    // Too long for an envelope: what was sealed before it grew so long is better than nothing.
    const envelope = await means.sealEnvelope({ plaintextObject, id, thread, key }).catch(() => null);
    if (!envelope || turn !== this.turn) return;
    this.isStale = false;
    this.phone = phone;
    this.entry = fields.length === 0 ? null : newEntry({ envelope, receiptPublic: keys.receipt, now: Date.now(), release, unfinished: true });
    if (this.isHidden && this.entry) this.write();
  }

  /** What is sealed is written at once, before the page can be frozen; what was typed in the last moment follows. */
  hide() {
    this.isHidden = true;
    if (this.entry && !this.isWritten) this.write();
    if (this.isStale) this.seal();
  }

  comeBack() {
    // Out of the browser's memory: the answers go, so what was sealed must stay, and is asked about.
    if (this.isGone) return;
    this.isHidden = false;
    this.takeAway();
  }

  async write() {
    const { entry, phone } = this;
    this.isWritten = true;
    try {
      await phone.putEntry(entry);
      // Looked at again meanwhile: the removal may have come before a second try of the write.
      if (!this.isWritten || this.id !== entry.id) await phone.deleteEntry(entry.id);
      else await noteWaiting(phone);
      announceChange({ id: entry.id, state: 'unfinished' });
    } catch (notKept) {
      // The answers are in the page still.
    }
  }

  async takeAway() {
    if (!this.isWritten) return;
    this.isWritten = false;
    const { id, phone } = this;
    await phone.deleteEntry(id).catch(() => {});
    announceChange({ id, state: 'deleted' });
  }

  /** Sent, left or given up: the answers leave the page, and what was sealed of them goes too. */
  drop() {
    this.lock.release();
    if (!this.isGone) this.takeAway();
    this.forgetDraft();
  }
}
