// At Send: the code, the seal, the outbox, the delivery, and sealing once more after a refusal. Edge.
import { deriveThread, makeCode, showCode } from '../sealing/code.js';
import { sealEnvelope } from '../sealing/envelope.js';
import { newId } from '../sealing/ids.js';
import { announceChange } from '../offline/changes.js';
import { deliverNow } from '../offline/delivery.js';
import { isReachable } from './ask.js';
import { deliverOutbox } from './deliver.js';
import { currentKeys, sealingKey } from './keys.js';
import { noteWaiting } from './marker-db.js';
import { MemoryStore } from './memory-store.js';
import { openStore } from './outbox-db.js';
import { newEntry } from './outbox.js';
import { sealAfresh } from './seal-again.js';

// After a round that another tab had.
const AGAIN_MS = 5000;

/** @typedef {'kept'|'open'|'sending'|'received'|'refused'|'different'|'gone'} State
 *   kept: in the outbox; open: in this page's memory only; different: another version is with us; gone: not here, and no receipt was seen */

/** Starts with the form, so that the slow part (the code's keys) is over at Send.
 * @param {{release: string, fetch?: typeof fetch, open?: typeof openStore, isInApp?: boolean, Kind?: typeof Sending, thread?: Promise}} means
 * @returns {Promise<Sending|null>} null: nothing can be sent, make the note; `Kind` and `thread`: for a later message under the same code */
export async function prepareSending({ release, fetch = globalThis.fetch.bind(globalThis), open = openStore, isInApp = false, Kind = Sending, thread }) {
  // Fetched on its own: the chain of imports would be too long.
  const proving = import('../sealing/self-test.js').then(({ canSeal }) => canSeal());
  const [store, sealsRight] = await Promise.all([open().catch(() => null), proving]);
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
    Object.assign(this, { wasSealedAgain: false, hasNoKey: false, wasHurried: false, restsUntil: 0, keysAgainAt: 0 });
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

  /** Not when the fresh keys did not come: then "it did not get through" is no longer too early. */
  get willSealAgain() {
    return this.canSealAgain && !this.hasNoKey;
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

  /** One round if it is time: hurried once, at the tap; from then on the outbox's own times decide. */
  async deliver() {
    if (performance.now() < this.restsUntil) return;
    this.restsUntil = performance.now() + AGAIN_MS;
    const { store, release, fetch } = this;
    const hurry = !this.wasHurried;
    this.wasHurried = true;
    const delivery = this.isKept ? await deliverNow({ hurry }) : await deliverOutbox({ store, release, fetch, hurry, locks: null });
    if (delivery && delivery.nextTry !== null) this.restsUntil = performance.now() + delivery.nextTry - Date.now();
  }

  /** What is true now, by what is in the store: only a verified receipt or the person ends an entry. @returns {Promise<State>} */
  async look() {
    const { id, store } = this;
    const entry = await store.readEntry(id);
    // Sealed again meanwhile: the old id is gone, what was told is not.
    if (id !== this.id) return this.look();
    if (entry && entry.state === 'sending') return 'sending';
    if (entry && (entry.different || entry.notThrough)) return entry.different ? 'different' : 'refused';
    if (entry) return this.isKept ? 'kept' : 'open';
    const note = this.receivedAt ? '' : await store.takeNote(id);
    this.receivedAt = this.receivedAt || note;
    if (!this.receivedAt) return 'gone';
    this.plaintext = null;
    return 'received';
  }

  /** A message is proven for its own id. @returns {Promise<object>} */
  async plaintextFor() {
    return this.plaintext;
  }

  /** After a refusal, once, while the page lives. @returns {Promise<boolean>} */
  async sealAgain() {
    return this.canSealAgain && sealAfresh(this, sealEnvelope);
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
