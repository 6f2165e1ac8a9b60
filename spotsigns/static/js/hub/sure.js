// The passphrase once more: what grows from it, for whatever an unlocked screen alone must not do. Edge.
import { fromBase64url, toBase64url } from '../sealing/bytes.js';
import { askHub } from './ask-hub.js';
import { authOf, KDF, stretch } from './passphrase.js';
import { UnsafeKdfError } from './unlock.js';

/** Throws HubRefusal or UnsafeKdfError. Whoever calls wipes `stretched`. @param {string} name @param {string} passphrase
 * @returns {Promise<{auth: string, stretched: Uint8Array}>} `auth` is what the server is shown */
export async function prove(name, passphrase) {
  const { salt, kdf } = await askHub('/hub/log-in/start', { name });
  if (kdf !== KDF) throw new UnsafeKdfError();
  const stretched = await stretch(passphrase, fromBase64url(salt));
  return { auth: toBase64url(await authOf(stretched)), stretched };
}
