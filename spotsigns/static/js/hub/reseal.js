// Old envelopes sealed again to the newest key, a few at a time, behind whatever else is done. Edge.
import { fromBase64url, toBase64url } from '../sealing/bytes.js';
import { envelopeInfo } from '../sealing/envelope.js';
import { openBytes, sealBytes } from '../sealing/suite.js';
import { askHub } from './ask-hub.js';

// The largest body that the server reads is 65,536 bytes; the largest envelope is 60,183 characters.
const MOST_CHARACTERS = 60500;
const REST_MS = 50;
const LOOK_MS = 2000;

const rest = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The padded bytes as they are, under the new key's info. Opened again before the old bytes may go.
 * @param {import('./opener.js').Handed} old @param {Map<string, CryptoKeyPair>} pairs by key id @param {{id: string, public: string}} key @returns {Promise<object|null>} null when it does not open */
async function sealAgain(old, pairs, key) {
  try {
    const info = envelopeInfo({ ...old, key: key.id });
    const padded = await openBytes(pairs.get(old.key), envelopeInfo(old), fromBase64url(old.sealed));
    const sealed = await sealBytes(fromBase64url(key.public), info, padded);
    const again = await openBytes(pairs.get(key.id), info, fromBase64url(sealed));
    if (toBase64url(again) !== toBase64url(padded)) return null;
    return { id: old.id, variant: old.variant, thread: old.thread, key: old.key, sealed };
  } catch (doesNotOpen) {
    return null;
  }
}

/** What does not open is left as it is. Throws HubRefusal. @param {import('./opener.js').Opener} opener @param {{id: string, public: string}} key the newest
 * @param {(left: number) => void} tell @param {() => boolean} isPaused while the screen is locked: asking on would keep the session alive @returns {Promise<void>} */
export async function resealOld(opener, key, tell, isPaused) {
  let after = ['', 0];
  for (;;) {
    while (isPaused()) await rest(LOOK_MS);
    const { envelopes } = await askHub('/hub/api/reseal/next', { after });
    if (envelopes.length === 0) return;
    let batch = [];
    for (const old of envelopes) {
      const again = await sealAgain(old, opener.pairs, key);
      if (again) {
        if (batch.length && sizeOf([...batch, again]) > MOST_CHARACTERS) batch = await send(batch, tell);
        batch.push(again);
      }
      await rest(REST_MS);
    }
    if (batch.length) await send(batch, tell);
    const last = envelopes[envelopes.length - 1];
    after = [last.id, last.variant];
  }
}

const sizeOf = (batch) => batch.reduce((sum, one) => sum + one.sealed.length, 0);

async function send(envelopes, tell) {
  tell((await askHub('/hub/api/reseal', { envelopes })).left);
  return [];
}
