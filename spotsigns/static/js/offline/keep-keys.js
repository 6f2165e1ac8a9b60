// Keeps the hub's keys, so that somebody who only read can seal a concern without signal. Edge.
import { fetchKeys } from '../concerns/keys.js';
import { openStore } from '../concerns/outbox-db.js';

/** @param {() => void} refuseStopped throws once this phone is being cleared @returns {Promise<boolean>} */
export async function keepKeys(refuseStopped) {
  const answer = await fetchKeys({ fetch: globalThis.fetch.bind(globalThis) });
  // Before the database is opened: opening would make it again.
  refuseStopped();
  if (!answer) return false;
  const store = await openStore();
  await store.writeKept('keys', answer);
  store.close();
  return true;
}
