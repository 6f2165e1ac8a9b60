// What a person accepted of the desk's keys, remembered from the first time they opened: in this browser, and at the hub under their own key. Edge.
import { fromBase64url, textOf, toBase64url, utf8 } from '../sealing/bytes.js';
import { askHub } from './ask-hub.js';
import { lockRecord, unlockRecord } from './desk-lock.js';
import { goesOn, trustIn } from './desk-trust.js';
import { keepAccepted, keptAccepted } from './key-db.js';
import { importDeskKey } from './keys.js';

/** @typedef {import('./desk-trust.js').Link} Link */

const KIND = 'accepted';
const SECRET_BITS = 256;

/** What only the holder of the private key can work out: sealing to the public key anybody could do. @param {CryptoKeyPair} pair @returns {Promise<CryptoKey>} HKDF */
async function ownKey(pair) {
  const secret = new Uint8Array(await crypto.subtle.deriveBits({ name: 'ECDH', public: pair.publicKey }, pair.privateKey, SECRET_BITS));
  const key = await importDeskKey(secret);
  secret.fill(0);
  return key;
}

/** @param {{id: string, pair: CryptoKeyPair}} person @param {Link[]} links @returns {Promise<string>} base64url */
export async function lockAccepted({ id, pair }, links) {
  return toBase64url(await lockRecord(await ownKey(pair), { kind: KIND, id, author: id }, utf8(JSON.stringify(links))));
}

/** @param {{id: string, pair: CryptoKeyPair}} person @param {string|null} locked @returns {Promise<Link[]>} [] when there is none, or it is not this person's */
export async function unlockAccepted({ id, pair }, locked) {
  if (!locked) return [];
  try {
    return JSON.parse(textOf(await unlockRecord(await ownKey(pair), { kind: KIND, id, author: id }, fromBase64url(locked))));
  } catch (notOurs) {
    return [];
  }
}

/** The longer of two lists; where they differ, what this browser saw. */
const both = (here, atHub) => (goesOn(atHub, here) ? atHub : here);

/** What follows from what was accepted is accepted with it; where anything is in doubt, nothing new is remembered.
 * @param {{id: string, pair: CryptoKeyPair}} person @param {import('./desk-trust.js').Held[]} held @param {string|null} locked as the hub keeps it
 * @returns {Promise<import('./desk-trust.js').Trust>} */
export async function trustFor(person, held, locked) {
  const atHub = await unlockAccepted(person, locked);
  const trust = await trustIn(held, both(await keptAccepted(person.id), atHub));
  if (trust.why === '') await remember(person, trust.chain.map(({ id, print }) => ({ id, print })), atHub);
  return trust;
}

async function remember(person, links, atHub) {
  await keepAccepted(person.id, links, goesOn);
  if (goesOn(atHub, links)) return;
  // Without an answer it is sent again the next time.
  await askHub('/hub/api/me/accepted', { locked: await lockAccepted(person, links) }).catch(() => {});
}
