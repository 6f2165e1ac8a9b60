// Opening what the server hands out, with the keys in page memory. Edge.
import { askHub } from './ask-hub.js';
import { openCopy } from './keys.js';
import { openHanded, plaintextOf } from './sort-out.js';

/** @typedef {{v: 1, id: string, variant: number, thread: string, key: string, received: string, state: string, sealed: string|null, restricted: boolean}} Handed */

export class Opener {
  /** @param {Map<string, CryptoKeyPair>} pairs by key id @param {(head: {n: number, chain: string}) => Promise<void>} [saw] told the ledger's head with each hand-out
   * @param {{id: string, key: CryptoKey}[]} [deskKeys] HKDF keys with the key id they came with; the first one locks what is new */
  constructor(pairs, saw = async () => {}, deskKeys = []) {
    this.pairs = pairs;
    this.saw = saw;
    this.deskKeys = deskKeys;
    this.person = null;
    this.missed = new Set();
    this.askAgain = null;
  }

  /** Opens every copy this person holds; one that does not open must not take the others with it.
   * @param {import('./unlock.js').Session} session @param {CryptoKeyPair} pair the person's @param {(head: object) => Promise<void>} saw @returns {Promise<Opener>} */
  static async forPerson(session, pair, saw) {
    const ask = async () => Opener.ofCopies((await askHub('/hub/api/keys')).keys, session.staff.id, pair, saw);
    const opener = await ask();
    opener.askAgain = ask;
    return opener;
  }

  /** Somebody may have made new keys since this page was opened: asked for once for each key that is not here. In place, since others hold on to both.
   * @param {string} key its id @returns {Promise<CryptoKeyPair|undefined>} */
  async pairFor(key) {
    if (!this.pairs.has(key) && this.askAgain && !this.missed.has(key)) {
      this.missed.add(key);
      const now = await this.askAgain().catch(() => new Opener(new Map()));
      for (const [id, pair] of now.pairs) this.pairs.set(id, pair);
      if (now.deskKeys.length) this.deskKeys.splice(0, this.deskKeys.length, ...now.deskKeys);
    }
    return this.pairs.get(key);
  }

  /** The same from copies that are here already. @param {import('./keys.js').HeldCopy[]} copies @param {string} holder @param {CryptoKeyPair} pair
   * @param {(head: object) => Promise<void>} [saw] @returns {Promise<Opener>} */
  static async ofCopies(copies, holder, pair, saw) {
    const opened = (await Promise.all(copies.map((copy) => openCopy(copy, holder, pair).catch(() => null)))).filter(Boolean);
    const deskKeys = opened.sort((one, other) => Number(other.seal) - Number(one.seal)).map(({ id, deskKey }) => ({ id, key: deskKey }));
    const opener = new Opener(new Map(opened.map((one) => [one.id, one.pair])), saw, deskKeys);
    opener.person = { id: holder, pair };
    return opener;
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
