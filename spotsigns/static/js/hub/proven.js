// Does a later message come from whoever holds the code? The MAC key is in the first concern of the thread. Edge.
import { fromBase64url } from '../sealing/bytes.js';
import { proofOf } from '../sealing/code.js';
import { textAt } from './opened.js';

/** @param {import('./opener.js').Handed} envelope @param {Map<string, *>} message @param {import('./sorting.js').Row[]} others of the thread, oldest first
 * @param {import('./opener.js').Opener} opener @returns {Promise<boolean>} */
export async function isProven(envelope, message, others, opener) {
  try {
    for (const row of others.filter((one) => one.received <= envelope.received && one.variant === 0)) {
      const envelopes = await opener.handOut([row]);
      const opened = envelopes.length ? await opener.open(envelopes[0]) : null;
      // Only the first concern received counts: a later one may have been put there by somebody else.
      if (!opened || !opened.root || textAt(opened.root, 'kind') !== 'concern') continue;
      const proof = await proofOf({ macKey: fromBase64url(textAt(opened.root, 'mac')), id: envelope.id, thread: envelope.thread, text: textAt(message, 'text') });
      return proof === textAt(message, 'proof');
    }
  } catch (malformed) {
    return false;
  }
  return false;
}
