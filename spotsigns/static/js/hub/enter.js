// What every page of the hub begins with: a live session, the person's key, the lock over an idle screen. Edge.
import { askHub } from './ask-hub.js';
import { IdleLock } from './idle.js';
import { logOut, personPair } from './unlock.js';

/** Logs out, and resolves to null, where this browser does not hold the key of the session: only the passphrase brings it back.
 * Throws HubRefusal. @param {HTMLElement} root with [data-part] log-out and what IdleLock needs
 * @returns {Promise<{session: import('./unlock.js').Session, idle: IdleLock, pair: CryptoKeyPair}|null>} */
export async function enter(root) {
  root.querySelector('[data-part="log-out"]').addEventListener('click', logOut);
  const session = await askHub('/hub/api/session');
  const idle = new IdleLock(root, session);
  const pair = await personPair(session);
  if (pair) return { session, idle, pair };
  logOut();
  return null;
}
