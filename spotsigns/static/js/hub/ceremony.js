// What joining makes, in page memory until the end: the person's key, and for the first keyholder the hub's keys. Pure.
import { toBase64url } from '../sealing/bytes.js';
import { importKeyPair, keyIdOf, publicBytesOf } from '../sealing/suite.js';
import { printOf } from './desk-trust.js';
import { importDeskKey, lockBytes, makeDeskKey, makeKey, openCopy, opensTestSeal, RECOVERY, recoveryPair, sealCopy } from './keys.js';
import { authOf, newSalt, stretch, wrapOf } from './passphrase.js';
import { fingerprintOf, RECOVERY_BYTES, recoveryEntropy, recoveryWords } from './words.js';

/** @param {string} passphrase @param {Uint8Array} share
 * @returns {Promise<{own: import('./keys.js').MadeKey, sent: {salt: string, auth: string, public: string, private: string}}>} `sent` may leave the browser */
export async function makePerson(passphrase, share) {
  const salt = newSalt();
  const stretched = await stretch(passphrase, salt);
  const own = await makeKey();
  const locked = await lockBytes(await wrapOf(stretched, share), own.pkcs8);
  const sent = { salt: toBase64url(salt), auth: toBase64url(await authOf(stretched)), public: toBase64url(own.publicBytes), private: toBase64url(locked) };
  stretched.fill(0);
  return { own, sent };
}

export class HubKeys {
  /** @param {import('./keys.js').MadeKey} hub @param {Uint8Array} recoveryPublic @param {string[]} words @param {object[]} copies @param {import('./desk-trust.js').Link} link */
  constructor(hub, recoveryPublic, words, copies, link) {
    this.hubPublic = hub.publicBytes;
    this.recoveryPublic = recoveryPublic;
    this.words = words;
    this.copies = copies;
    this.id = link.id;
    this.link = link;
  }

  /** The private parts are forgotten as soon as they are sealed: from here on only the copies open them.
   * @param {string} staffId @param {Uint8Array} ownPublic @returns {Promise<HubKeys>} */
  static async make(staffId, ownPublic) {
    const hub = await makeKey();
    const deskKey = makeDeskKey();
    const entropy = crypto.getRandomValues(new Uint8Array(RECOVERY_BYTES));
    const recoveryPublic = await publicBytesOf(await recoveryPair(entropy));
    const copies = [
      await sealCopy({ hub, deskKey, holder: staffId, holderPublic: ownPublic }),
      await sealCopy({ hub, deskKey, holder: RECOVERY, holderPublic: recoveryPublic }),
    ];
    const link = { id: await keyIdOf(hub.publicBytes), print: await printOf(await importDeskKey(deskKey)) };
    const keys = new HubKeys(hub, recoveryPublic, await recoveryWords(entropy), copies, link);
    for (const secret of [hub.pkcs8, deskKey, entropy]) secret.fill(0);
    return keys;
  }

  /** @param {string[]} typed @returns {number[]} the places, from 1, of words that are not the ones shown */
  wrongPlaces(typed) {
    return this.words.map((word, at) => (word === (typed[at] || '').trim().toLowerCase() ? 0 : at + 1)).filter(Boolean);
  }

  /** What was typed from the paper opens a test seal, and the real copy with the real key in it.
   * @param {string[]} typed @returns {Promise<boolean>} */
  async isOpenedBy(typed) {
    const entropy = await recoveryEntropy(typed);
    if (!entropy) return false;
    const pair = await recoveryPair(entropy);
    if (!(await opensTestSeal(this.recoveryPublic, pair))) return false;
    return this.isCopyWhole(RECOVERY, pair);
  }

  /** @param {import('./keys.js').MadeKey} own @param {string} staffId */
  async isOpenedByOwner(own, staffId) {
    return this.isCopyWhole(staffId, await importKeyPair(own.pkcs8, own.publicBytes));
  }

  async isCopyWhole(holder, pair) {
    const { hub, desk } = this.copies.find((copy) => copy.holder === holder);
    try {
      const opened = await openCopy({ id: this.id, public: toBase64url(this.hubPublic), seal: true, hub, desk }, holder, pair);
      return opensTestSeal(this.hubPublic, opened.pair);
    } catch (doesNotOpen) {
      return false;
    }
  }

  get sent() {
    return { public: toBase64url(this.hubPublic), recovery: toBase64url(this.recoveryPublic), copies: this.copies };
  }

  /** Everything that the paper opens, for the day when there is no server. @param {string} hub whose @param {string} made @returns {Promise<string>} */
  async file(hub, made) {
    const key = { id: this.id, public: toBase64url(this.hubPublic), fingerprint: await fingerprintOf(this.hubPublic) };
    const recovery = { public: toBase64url(this.recoveryPublic), fingerprint: await fingerprintOf(this.recoveryPublic) };
    const copies = this.copies.filter((copy) => copy.holder === RECOVERY).map((copy) => ({ key: this.id, ...copy }));
    return JSON.stringify({ v: 1, kind: 'spotsigns-key-file', hub, made, keys: [key], recovery, copies }, null, 1);
  }
}
