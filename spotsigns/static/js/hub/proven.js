// Does a later message come from whoever holds the code? The MAC key is in the first concern of the thread. Edge.
import { fromBase64url } from '../sealing/bytes.js';
import { proofOf } from '../sealing/code.js';
import { firstConcern, oldestFirst } from './first-concern.js';
import { textAt } from './opened.js';

/** What came after the message proves nothing about it: somebody could have put it there since. */
async function* before(rows, envelope) {
  for await (const row of rows) {
    if (row.received > envelope.received) return;
    if (row.id !== envelope.id) yield row;
  }
}

/** @param {import('./opener.js').Handed} envelope @param {Map<string, *>} message @param {import('./opener.js').Opener} opener
 * @param {AsyncIterable<import('./first-concern.js').FirstRow>|import('./first-concern.js').FirstRow[]} [rows] of its thread, oldest first
 * @param {{envelope: import('./first-concern.js').FirstRow, opened: import('./opened.js').Opened|null}[]} [known] what is open already @returns {Promise<boolean>} */
export async function isProven(envelope, message, opener, rows = oldestFirst(envelope.thread), known = []) {
  try {
    const { root } = await firstConcern(before(rows, envelope), known, opener);
    if (!root) return false;
    const proof = await proofOf({ macKey: fromBase64url(textAt(root, 'mac')), id: envelope.id, thread: envelope.thread, text: textAt(message, 'text') });
    return proof === textAt(message, 'proof');
  } catch (malformed) {
    return false;
  }
}
