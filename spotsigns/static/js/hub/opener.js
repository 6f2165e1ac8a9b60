// Opening what the server hands out, with the keys in page memory. Edge.
import { trustFor } from './accepted.js';
import { askHub } from './ask-hub.js';
import { unlockRecord } from './desk-lock.js';
import { openCopy } from './keys.js';
import { openHanded, plaintextOf } from './sort-out.js';

/** @typedef {{v: 1, id: string, variant: number, thread: string, key: string, received: string, state: string, sealed: string|null, restricted: boolean}} Handed */

/** The keys of the desk are in doubt: nothing may be locked with them. */
export class DeskKeyDoubt extends Error {}

export class Opener {
  /** @param {Map<string, CryptoKeyPair>} pairs by key id @param {(head: {n: number, chain: string}) => Promise<void>} [saw] told the ledger's head with each hand-out
   * @param {{id: string, key: CryptoKey}[]} [deskKeys] HKDF keys with the key id they came with, newest first @param {''|'behind'|'changed'} [doubt] why none of them may lock */
  constructor(pairs, saw = async () => {}, deskKeys = [], doubt = '') {
    Object.assign(this, { pairs, saw, deskKeys, doubt, copies: [], person: null, missed: new Set(), askAgain: null, asking: null, onDoubt: () => '' });
  }

  /** Opens every copy this person holds; one that does not open must not take the others with it.
   * @param {import('./unlock.js').Session} session @param {CryptoKeyPair} pair the person's @param {(head: object) => Promise<void>} [saw] @returns {Promise<Opener>} */
  static async forPerson(session, pair, saw) {
    const ask = async () => Opener.ofCopies(await askHub('/hub/api/keys'), session.staff.id, pair, saw);
    const opener = await ask();
    opener.askAgain = ask;
    return opener;
  }

  /** @param {{keys: import('./keys.js').HeldCopy[], accepted?: string|null}} given by the server @param {string} holder @param {CryptoKeyPair} pair
   * @param {(head: object) => Promise<void>} [saw] @returns {Promise<Opener>} */
  static async ofCopies({ keys: copies, accepted = null }, holder, pair, saw) {
    const open = (copy) => openCopy(copy, holder, pair).then((opened) => ({ ...copy, ...opened }), () => null);
    const opened = (await Promise.all(copies.map(open))).filter(Boolean);
    const { chain, why } = await trustFor({ id: holder, pair }, opened, accepted);
    const deskKeys = chain.map(({ id, deskKey }) => ({ id, key: deskKey })).reverse();
    const opener = new Opener(new Map(opened.map((one) => [one.id, one.pair])), saw, deskKeys, why);
    return Object.assign(opener, { copies, person: { id: holder, pair } });
  }

  /** Somebody may have made new keys since this page was opened: asked for once for each thing that does not open here. In place, since others hold on to all of it.
   * @param {string} what does not open @returns {Promise<boolean>} whether there was an answer */
  async renew(what) {
    if (!this.askAgain || this.missed.has(what)) return false;
    this.missed.add(what);
    // Many notes that do not open are one question.
    this.asking = this.asking || this.askAgain().catch(() => null).finally(() => (this.asking = null));
    const now = await this.asking;
    if (!now) return false;
    for (const [id, pair] of now.pairs) this.pairs.set(id, pair);
    this.deskKeys.splice(0, this.deskKeys.length, ...now.deskKeys);
    this.doubt = now.doubt;
    this.onDoubt(this.doubt);
    return true;
  }

  /** @param {string} key its id @returns {Promise<CryptoKeyPair|undefined>} */
  async pairFor(key) {
    if (!this.pairs.has(key)) await this.renew(`key ${key}`);
    return this.pairs.get(key);
  }

  /** What locks what is new. Throws DeskKeyDoubt in the words that `onDoubt` gives. @returns {CryptoKey} HKDF */
  get deskKey() {
    if (this.doubt || this.deskKeys.length === 0) throw new DeskKeyDoubt(this.onDoubt(this.doubt));
    return this.deskKeys[0].key;
  }

  /** What the desk locked, with the newest desk key first: those of before stay with whoever holds the newest.
   * @param {import('./desk-lock.js').Bound} bound @param {Uint8Array} locked @returns {Promise<Uint8Array|null>} null when no key here opens it */
  async unlock(bound, locked) {
    const tried = new Set();
    do {
      for (const { id, key } of this.deskKeys.filter((one) => !tried.has(one.id))) {
        tried.add(id);
        const bytes = await unlockRecord(key, bound, locked).catch(() => null);
        if (bytes) return bytes;
      }
    } while (await this.renew(`record ${bound.id}`));
    return null;
  }

  get isEmpty() {
    return this.pairs.size === 0;
  }

  /** @param {Handed} envelope @returns {Promise<import('./opened.js').Opened|null>} null when no key here opens it, or its words were deleted */
  async open(envelope) {
    if (!envelope.restricted && envelope.sealed !== null) await this.pairFor(envelope.key);
    return openHanded(envelope, this);
  }

  /** The plaintext as it was written; a restricted concern is sealed to the person, not to the hub. Throws when it does not open.
   * @param {Handed} envelope @returns {Promise<Uint8Array>} */
  async bytesOf(envelope) {
    if (!envelope.restricted) await this.pairFor(envelope.key);
    return plaintextOf(envelope, this);
  }

  /** @param {import('./sorting.js').Row[]} rows 50 at most @returns {Promise<Handed[]>} sealed; the ledger tells who was given them */
  async handOut(rows) {
    const { envelopes, head } = await askHub('/hub/api/desk/sealed', { wanted: rows.map((row) => [row.id, row.variant]) });
    await this.saw(head);
    return envelopes;
  }
}
