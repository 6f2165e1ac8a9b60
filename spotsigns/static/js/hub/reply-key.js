// Whom an answer is sealed to: the reply key of the first concern that came in under the thread, and of no later one. Edge.
import { fromBase64url } from '../sealing/bytes.js';
import { firstConcern } from './first-concern.js';
import { languageTag, textAt } from './opened.js';

/** @typedef {{why: '', reply: string, lang: string}|{why: 'no-reply'|'first-closed'}} Found `lang` is what the person wrote in, '' where it is not known */

const POINT_BYTES = 65;

function isPoint(text) {
  try {
    const bytes = fromBase64url(text);
    return bytes.length === POINT_BYTES && bytes[0] === 4;
  } catch (noBytes) {
    return false;
  }
}

/** @param {AsyncIterable<import('./first-concern.js').FirstRow>} rows of the thread, oldest first
 * @param {import('./pane-parts.js').Shown} shown already opened @param {import('./opener.js').Opener} opener @returns {Promise<Found>} */
export async function findReplyKey(rows, shown, opener) {
  const { why, root } = await firstConcern(rows, shown.read, opener);
  if (why) return { why: why === 'closed' ? 'first-closed' : 'no-reply' };
  const reply = textAt(root, 'reply');
  return isPoint(reply) ? { why: '', reply, lang: languageTag(textAt(root, 'lang')) } : { why: 'no-reply' };
}
