// The hub's public keys: asked for, checked, and the last good answer kept for when there is no signal. Edge.
import { fromBase64url, sha256Hex } from '../sealing/bytes.js';
import { askServer, jsonOf } from './ask.js';

/** @typedef {{id: string, public: string, seal: boolean}} HubKey */
/** @typedef {{partnership: string, hub: string, live: boolean, keys: HubKey[], receipt: string}} KeysAnswer */

const KEYS_MS = 10000;
const POINT_BYTES = 65;

/** @param {string} text @returns {Uint8Array|null} an uncompressed P-256 point, or null */
function readPoint(text) {
  try {
    const bytes = fromBase64url(text);
    return bytes.length === POINT_BYTES && bytes[0] === 4 ? bytes : null;
  } catch (malformed) {
    return null;
  }
}

/** The whole answer or nothing: one key whose id is not its own hash means that somebody changed it on the way.
 * @param {*} body @returns {Promise<KeysAnswer|null>} */
export async function checkKeys(body) {
  const { partnership, hub, live, keys, receipt } = body || {};
  if (typeof partnership !== 'string' || typeof hub !== 'string' || typeof live !== 'boolean') return null;
  if (!Array.isArray(keys) || !readPoint(receipt)) return null;
  const checked = [];
  for (const key of keys) {
    const point = readPoint(key && key.public);
    if (!point || key.id !== (await sha256Hex(point)).slice(0, 16)) return null;
    checked.push({ id: key.id, public: key.public, seal: key.seal === true });
  }
  if (checked.filter((key) => key.seal).length > 1) return null;
  return { partnership, hub, live, keys: checked, receipt };
}

/** Asks the server; a good answer is kept. @param {{fetch: typeof fetch, store?: object|null, timers?: object}} means
 * @returns {Promise<KeysAnswer|null>} null when there is no good answer now */
export async function fetchKeys({ fetch, store = null, timers }) {
  const answer = await checkKeys(jsonOf(await askServer({ fetch, timers }, '/api/keys', { method: 'GET', cache: 'no-cache' }, KEYS_MS)));
  if (answer && store) {
    // A full disk must not keep somebody who has signal from sealing to the key just fetched.
    await store.writeKept('keys', answer).catch(() => {});
  }
  return answer;
}

/** @param {object|null} store @returns {Promise<KeysAnswer|null>} the last good answer, checked again */
export async function keptKeys(store) {
  return store ? checkKeys(await store.readKept('keys').catch(() => null)) : null;
}

/** Fresh if possible, else the last good ones. @param {{fetch: typeof fetch, store?: object|null, timers?: object}} means
 * @returns {Promise<KeysAnswer|null>} */
export async function currentKeys(means) {
  return (await fetchKeys(means)) || keptKeys(means.store || null);
}

/** The key to seal to; null means: make a note to read out on the phone instead, and say that nothing was sent.
 * @param {KeysAnswer|null} answer @returns {{id: string, public: string}|null} */
export function sealingKey(answer) {
  if (!answer || !answer.live) return null;
  const key = answer.keys.find((candidate) => candidate.seal);
  return key ? { id: key.id, public: key.public } : null;
}
