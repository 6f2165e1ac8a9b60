// Whom an answer is sealed to: the reply key of the first concern that came in under the thread, and of no later one. Edge.
import { fromBase64url } from '../sealing/bytes.js';
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

async function openRow(row, opener) {
  const [envelope] = await opener.handOut([row]);
  return envelope ? opener.open(envelope) : null;
}

/** What came before it and does not open here may be the first concern: then nothing is answered, since a key that somebody put there
 * later would open what was meant for the first. @param {{id: string, variant: number}[]} first of the thread, oldest first
 * @param {import('./pane-parts.js').Shown} shown already opened @param {import('./opener.js').Opener} opener @returns {Promise<Found>} */
export async function findReplyKey(first, shown, opener) {
  for (const row of first) {
    const read = shown.read.find(({ envelope }) => envelope.id === row.id && envelope.variant === row.variant);
    const opened = read ? read.opened : await openRow(row, opener);
    if (!opened || !opened.root) return { why: 'first-closed' };
    if (textAt(opened.root, 'kind') === 'message') continue;
    const reply = textAt(opened.root, 'reply');
    return isPoint(reply) ? { why: '', reply, lang: languageTag(textAt(opened.root, 'lang')) } : { why: 'no-reply' };
  }
  return { why: 'no-reply' };
}
