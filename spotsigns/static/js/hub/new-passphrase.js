// A new passphrase around the same key: the old one opens it once more, the new one locks it. Edge.
import { fromBase64url, toBase64url } from '../sealing/bytes.js';
import { askHub } from './ask-hub.js';
import { lockBytes, unlockBytes } from './keys.js';
import { authOf, newSalt, stretch, wrapOf } from './passphrase.js';

/** Throws HubRefusal, and TypeError when what was locked does not open again: then the old one stays.
 * @param {{auth: string, stretched: Uint8Array}} before what grew from the old passphrase @param {string} passphrase the new one */
export async function changePassphrase(before, passphrase) {
  const given = await askHub('/hub/api/me/share', { auth: before.auth });
  const share = fromBase64url(given.share);
  const pkcs8 = await unlockBytes(await wrapOf(before.stretched, share), fromBase64url(given.private));
  const salt = newSalt();
  const stretched = await stretch(passphrase, salt);
  const wrap = await wrapOf(stretched, share);
  const locked = await lockBytes(wrap, pkcs8);
  const again = await unlockBytes(wrap, locked);
  if (toBase64url(again) !== toBase64url(pkcs8)) throw new TypeError('The new lock does not open.');
  const sent = { before: before.auth, salt: toBase64url(salt), auth: toBase64url(await authOf(stretched)), private: toBase64url(locked) };
  for (const secret of [stretched, pkcs8, again]) secret.fill(0);
  await askHub('/hub/api/me/passphrase', sent);
}
