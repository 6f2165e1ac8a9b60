// Which desk keys this person may lock and unlock with: those that follow, link by link, from the ones they accepted. Pure.
import { toBase64url, utf8 } from '../sealing/bytes.js';
import { isVouched } from './records.js';

/** @typedef {{id: string, print: string}} Link a hub key's id, and the print of the desk key that came with it */
/** @typedef {{id: string, public: string, recovery: string|null, seal: boolean, vouch: object|null, deskKey: CryptoKey}} Held a copy that opened */
/** @typedef {{chain: (Held & Link)[], why: ''|'behind'|'changed'}} Trust `chain` oldest first: those that open what the desk wrote. Only while `why` is ''
 *   may anything be locked. "behind": the copy of the newest keys is missing; "changed": the keys are not what was accepted, or what follows from it */

const PRINT_BITS = 256;

/** One way: names a desk key without showing anything of it. @param {CryptoKey} deskKey HKDF @returns {Promise<string>} */
export async function printOf(deskKey) {
  const how = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: utf8('spotsigns/v1/desk-print') };
  return toBase64url(new Uint8Array(await crypto.subtle.deriveBits(how, deskKey, PRINT_BITS)));
}

/** @returns {Promise<(Held & Link)[]>} those of `others` that whoever held `before` vouched for */
async function followersOf(before, others) {
  const found = [];
  for (const one of others) if (one.id !== before.id && (await isVouched(one, before))) found.push(one);
  return found;
}

/** Where nothing was accepted yet: the one key that follows no other here. Two of them, and neither can be told from a forged one. */
async function rootOf(all) {
  const followers = new Set();
  for (const before of all) for (const one of await followersOf(before, all)) followers.add(one.id);
  const roots = all.filter((one) => !followers.has(one.id));
  return roots.length === 1 ? roots : [];
}

/** Anybody can seal a key of their own to a public key, under the id of a real one too; and whoever left can still vouch under the desk key that
 * they held. So what was accepted must stand there unchanged, only its last link may be followed, by one key, and nothing may stand beside.
 * @param {Held[]} held @param {Link[]} accepted oldest first, [] at the first time @returns {Promise<Trust>} */
export async function trustIn(held, accepted) {
  const all = await Promise.all(held.map(async (one) => ({ ...one, print: await printOf(one.deskKey) })));
  const standing = accepted.map((link) => all.find((one) => one.id === link.id && one.print === link.print));
  const isKept = standing.every(Boolean);
  const chain = accepted.length ? standing.filter(Boolean) : await rootOf(all);
  while (isKept && chain.length) {
    const next = await followersOf(chain[chain.length - 1], all.filter((one) => !chain.includes(one)));
    if (next.length !== 1) break;
    chain.push(next[0]);
  }
  if (!isKept || chain.length === 0 || chain.length < all.length) return { chain, why: 'changed' };
  if (chain[chain.length - 1].seal) return { chain, why: '' };
  return { chain, why: all.some((one) => one.seal) ? 'changed' : 'behind' };
}

/** @param {Link[]} one @param {Link[]} other @returns {boolean} whether `one` begins with all of `other` */
export function goesOn(one, other) {
  return other.every((link, at) => one[at] && one[at].id === link.id && one[at].print === link.print);
}
