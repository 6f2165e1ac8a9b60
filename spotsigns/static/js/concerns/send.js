// At Send: the code, the seal, the outbox, the delivery, and sealing once more after a refusal. Edge.
import { deriveThread, makeCode, showCode } from '../sealing/code.js';
import { sealEnvelope } from '../sealing/envelope.js';
import { newId } from '../sealing/ids.js';
import { canSeal } from '../sealing/self-test.js';
import { announceChange } from '../offline/changes.js';
import { deliverNow } from '../offline/delivery.js';
import { isReachable } from './ask.js';
import { deliverOutbox } from './deliver.js';
import { currentKeys, fetchKeys, sealingKey } from './keys.js';
import { noteWaiting } from './marker-db.js';
import { MemoryStore } from './memory-store.js';
import { openStore } from './outbox-db.js';
import { newEntry } from './outbox.js';
import { forgetNote, newestNote } from './receipt-notes.js';

/** @typedef {'kept'|'open'|'sending'|'received'|'refused'|'gone'} State
 *   kept: in the outbox; open: in this page's memory only; gone: no longer here, and no receipt was seen */

/** Starts with the form, so that the slow part (the code's keys) is over at Send.
 * @param {{release: string, fetch?: typeof fetch, open?: typeof openStore, isInApp?: boolean, Kind?: typeof Sending, thread?: Promise}} means
 * @returns {Promise<Sending|null>} null: nothing can be sent, make the note; `Kind` and `thread`: for a later message under the same code */
export async function prepareSending({ release, fetch = globalThis.fetch.bind(globalThis), open = openStore, isInApp = false, Kind = Sending, thread }) {
  const [store, sealsRight] = await Promise.all([open().catch(() => null), canSeal()]);
  const keys = await currentKeys({ fetch, store });
  const key = sealingKey(keys);
  return key && sealsRight ? new Kind({ release, fetch, store, isInApp, keys, key, thread }) : null;
}

export class Sending {
  constructor({ release, fetch, store, isInApp, keys, key, thread }) {
    Object.assign(this, { release, fetch, phone: store, isInApp, keys, key });
    // Minted now, not on the tap: a second tap sends the same concern, not another one.
    this.id = newId();
    this.code = thread ? '' : makeCode();
    this.thread = thread || deriveThread(this.code, keys.partnership);
    // An unused code must not be an unhandled failure; `seal` awaits it and says so.
    this.thread.catch(() => {});
    this.store = null;
    this.receivedAt = '';
    this.isReceived = false;
    this.wasSealedAgain = false;
  }

  /** A queue that this window would never empty is no place to keep anything, unless the person chose it. */
  get canKeep() {
    return this.phone !== null;
  }

  /** Throws PlaintextTooLongError before anything is sealed. @param {object} concern of form-answers.js */
  async seal(concern) {
    const { thread, replyPublic, mac } = await this.thread;
    this.plaintext = { ...concern, reply: replyPublic, mac };
    this.envelope = await sealEnvelope({ plaintextObject: this.plaintext, id: this.id, thread, key: this.key });
  }

  /** Whether it is in the outbox, and not in this page's memory only. */
  get isKept() {
    return this.store !== null && this.store === this.phone;
  }

  /** @returns {string} five groups of four */
  get shownCode() {
    return showCode(this.code);
  }

  get canSealAgain() {
    return !this.wasSealedAgain && Boolean(this.plaintext);
  }

  isReachable() {
    return isReachable({ fetch: this.fetch });
  }

  /** Puts the sealed bytes into the outbox and reads them back; in memory only where the phone must not or cannot keep them.
   * Throws a StorageError when the person chose to keep it and this phone did not. @param {{isChosen?: boolean}} [how] */
  async keep({ isChosen = false } = {}) {
    const entry = newEntry({ envelope: this.envelope, receiptPublic: this.keys.receipt, now: Date.now(), release: this.release });
    const tryPhone = this.phone && (isChosen || !this.isInApp);
    try {
      if (!tryPhone) throw new TypeError('Nothing is kept in this window.');
      await this.phone.putEntry(entry);
      this.store = this.phone;
      await noteWaiting(this.phone).catch(() => {});
      announceChange({ id: this.id, state: 'waiting' });
    } catch (notKept) {
      if (isChosen) throw notKept;
      // With signal it can still be sent, while this page stays open.
      this.store = new MemoryStore();
      await this.store.putEntry(entry);
    }
  }

  /** One round; the page's own timers go on from there. */
  async deliver() {
    if (this.isKept) {
      await deliverNow({ hurry: true });
      return;
    }
    const { store, release, fetch } = this;
    await deliverOutbox({ store, release, fetch, hurry: true, locks: null });
  }

  /** What is true now, by what is in the store: only a verified receipt or the person ends an entry. @returns {Promise<State>} */
  async look() {
    const entry = await this.store.readEntry(this.id);
    if (entry && (entry.notThrough || entry.different)) return 'refused';
    if (entry) return entry.state === 'sending' ? 'sending' : this.isKept ? 'kept' : 'open';
    if (this.isReceived) return 'received';
    this.receivedAt = this.receivedAt || (await newestNote(this.store));
    if (!this.receivedAt) return 'gone';
    this.isReceived = true;
    this.plaintext = null;
    await forgetNote(this.store, this.receivedAt);
    return 'received';
  }

  /** A message is proven for its own id. @returns {Promise<object>} */
  async plaintextFor() {
    return this.plaintext;
  }

  /** After a refusal, once, while the page lives: fresh keys, a fresh id, the same code. @returns {Promise<boolean>} */
  async sealAgain() {
    if (!this.canSealAgain) return false;
    this.wasSealedAgain = true;
    const refused = this.id;
    const entry = await this.store.readEntry(refused);
    const keys = await fetchKeys({ fetch: this.fetch, store: this.phone });
    const key = sealingKey(keys);
    if (!entry || !entry.notThrough || !key) return false;
    const { thread } = await this.thread;
    const id = newId();
    const envelope = await sealEnvelope({ plaintextObject: await this.plaintextFor(id), id, thread, key });
    await this.store.putEntry(newEntry({ envelope, receiptPublic: keys.receipt, now: Date.now(), release: this.release }));
    this.id = id;
    await this.store.deleteEntry(refused);
    return true;
  }

  /** Only when the person asked for it, on a phone that nobody else looks at. */
  async keepCode() {
    await this.phone.writeKept('code', this.code);
  }

  /** Leave now, or a new beginning: nothing of it stays in memory. What waits sealed in the outbox stays. */
  forget() {
    Object.assign(this, { plaintext: null, envelope: null, code: '', thread: null, store: null });
  }
}
