// What sorting takes out of one sealed concern: opened with limits, a line for the list, words to search, traits to compare; the rest is forgotten. Pure.
import { fromBase64url } from '../sealing/bytes.js';
import { openEnvelopeBytes, unpadPlaintext } from '../sealing/envelope.js';
import { openBytes } from '../sealing/suite.js';
import { foldedWords } from './folded.js';
import { readOpened } from './opened.js';
import { traitsOf } from './related.js';
import { briefOf } from './sorting.js';

/** @typedef {{pairs: Map<string, CryptoKeyPair>, person: {id: string, pair: CryptoKeyPair}|null}} Keys the hub's by key id, and the person's own for what is restricted to them */
/** @typedef {{words: import('./folded.js').Folded, traits: import('./related.js').Traits|null}} Memorable */
/** @typedef {{brief: import('./sorting.js').Brief, memorable: Memorable|null}} SortedOut */

/** The plaintext as it was written; a restricted concern is sealed to the person, not to the hub. Throws when it does not open.
 * @param {import('./opener.js').Handed} envelope @param {Keys} keys @returns {Promise<Uint8Array>} */
export async function plaintextOf(envelope, { pairs, person }) {
  if (!envelope.restricted) return openEnvelopeBytes(envelope, pairs.get(envelope.key));
  const info = `spotsigns/v1/restricted|${envelope.id}|${envelope.thread}|${person.id}`;
  return unpadPlaintext(await openBytes(person.pair, info, fromBase64url(envelope.sealed)));
}

/** @param {import('./opener.js').Handed} envelope @param {Keys} keys @returns {Promise<import('./opened.js').Opened|null>} null when no key here opens it, or its words were deleted */
export async function openHanded(envelope, keys) {
  if (envelope.sealed === null) return null;
  try {
    return readOpened(await plaintextOf(envelope, keys));
  } catch (doesNotOpen) {
    return null;
  }
}

/** @param {import('./opened.js').Opened|null} opened @param {object} labels @returns {Memorable|null} */
export function memorableOf(opened, labels) {
  return opened && { words: foldedWords(opened.root, labels, opened.raw), traits: opened.root ? traitsOf(opened.root) : null };
}

/** @param {import('./sorting.js').Row} row @param {import('./opener.js').Handed|undefined} envelope @param {Keys} keys @param {object} labels @returns {Promise<SortedOut>} */
export async function sortOut(row, envelope, keys, labels) {
  const opened = envelope ? await openHanded(envelope, keys) : null;
  return { brief: briefOf(row, opened), memorable: memorableOf(opened, labels) };
}
