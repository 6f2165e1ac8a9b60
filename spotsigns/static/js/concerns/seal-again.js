// After a refusal: fresh keys, a fresh id, the same code, in the place of what was refused. Edge.
import { newId } from '../sealing/ids.js';
import { fetchKeys, sealingKey } from './keys.js';
import { newEntry } from './outbox.js';

const ASK_AGAIN_MS = 60000;

/** Without fresh keys it is not over: it asks again, but not before a minute has passed.
 * @param {import('./send.js').Sending} sending one that still has its answers
 * @param {typeof import('../sealing/envelope.js').sealEnvelope} sealEnvelope handed in: the chain of imports would be too long
 * @returns {Promise<boolean>} */
export async function sealAfresh(sending, sealEnvelope) {
  if (performance.now() < sending.keysAgainAt) return false;
  // It also keeps a second call out while this one asks.
  sending.keysAgainAt = performance.now() + ASK_AGAIN_MS;
  const { store, phone, fetch, release, id: refused } = sending;
  const keys = await fetchKeys({ fetch, store: phone });
  const key = sealingKey(keys);
  sending.hasNoKey = !key;
  if (!key) return false;
  sending.wasSealedAgain = true;
  const { thread } = await sending.thread;
  const id = newId();
  const envelope = await sealEnvelope({ plaintextObject: await sending.plaintextFor(id), id, thread, key });
  const entry = newEntry({ envelope, receiptPublic: keys.receipt, now: Date.now(), release });
  if (!(await store.replaceEntry(refused, entry))) return false;
  Object.assign(sending, { id, restsUntil: 0 });
  return true;
}
