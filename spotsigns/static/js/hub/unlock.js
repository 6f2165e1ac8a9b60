// Logging in and unlocking: from what a person types to their key pair in page memory. Edge.
import { fromBase64url, toBase64url } from '../sealing/bytes.js';
import { importKeyPair } from '../sealing/suite.js';
import { askHub } from './ask-hub.js';
import { forgetKey, keepKey, keptKey } from './key-db.js';
import { lockBytes, unlockBytes } from './keys.js';
import { authOf, KDF, stretch, wrapOf } from './passphrase.js';

/** @typedef {{staff: {id: string, name: string, role: string, public: string, reads: boolean}, page_key: string, left: number, idle: number, line: boolean}} Session */

export class UnsafeKdfError extends Error {}
export class DamagedKeyError extends Error {}
/** Logged in, but this browser keeps nothing: the next page could not open the desk. */
export class NotKeptError extends Error {}

/** Keeps the person's key for this session only and wipes it here. Throws HubRefusal or NotKeptError. @param {Uint8Array} pkcs8 @returns {Promise<Session>} */
export async function keepForSession(pkcs8) {
  try {
    const session = await askHub('/hub/api/session');
    await keepKey({ staff: session.staff.id, locked: await lockBytes(fromBase64url(session.page_key), pkcs8) }).catch(() => {
      throw new NotKeptError();
    });
    return session;
  } finally {
    pkcs8.fill(0);
  }
}

/** Throws HubRefusal, UnsafeKdfError, DamagedKeyError or NotKeptError. @param {{name: string, passphrase: string, totp?: string, passkey?: object}} typed with one of the last two @returns {Promise<Session>} */
export async function logIn({ name, passphrase, totp, passkey }) {
  const { salt, kdf } = await askHub('/hub/log-in/start', { name });
  if (kdf !== KDF) throw new UnsafeKdfError();
  const stretched = await stretch(passphrase, fromBase64url(salt));
  const auth = toBase64url(await authOf(stretched));
  const given = await askHub('/hub/log-in/finish', Object.assign({ name, auth }, passkey ? { passkey } : { totp }));
  const wrap = await wrapOf(stretched, fromBase64url(given.share));
  stretched.fill(0);
  const pkcs8 = await unlockBytes(wrap, fromBase64url(given.private)).catch(() => {
    throw new DamagedKeyError();
  });
  return keepForSession(pkcs8);
}

/** The person's key pair of a live session; null when it has to be unlocked with the passphrase again.
 * @param {Session} session @returns {Promise<CryptoKeyPair|null>} */
export async function personPair(session) {
  const kept = await keptKey();
  if (!kept || kept.staff !== session.staff.id) return null;
  try {
    const pkcs8 = await unlockBytes(fromBase64url(session.page_key), kept.locked);
    const pair = await importKeyPair(pkcs8, fromBase64url(session.staff.public));
    pkcs8.fill(0);
    return pair;
  } catch (ofAnotherSession) {
    return null;
  }
}

/** Forgets here first: without an answer from the server nothing may be left in this browser. */
export async function logOut() {
  await forgetKey();
  await askHub('/hub/log-out', {}).catch(() => {});
  location.replace('/hub/log-in');
}
