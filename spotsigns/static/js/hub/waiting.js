// The screen of somebody who has joined: their eight words, until a keyholder has let them in. Component.
import { fromBase64url } from '../sealing/bytes.js';
import { askHub } from './ask-hub.js';
import { opensTestSeal } from './keys.js';
import { fingerprintOf } from './words.js';

const LOOK_MS = 4000;

/** Goes on by itself once there are copies. @param {HTMLElement} root
 * @param {{session: import('./unlock.js').Session, idle: import('./idle.js').IdleLock, pair: CryptoKeyPair}} entered */
export async function waitForAdmission(root, { session, idle, pair }) {
  const publicBytes = fromBase64url(session.staff.public);
  const shown = document.querySelector('template[data-waiting]').content.cloneNode(true);
  // The server says which public key is ours. Words of another one would be the same on both screens, and let somebody else in.
  const isOurs = await opensTestSeal(publicBytes, pair);
  shown.querySelector('[data-right]').hidden = !isOurs;
  shown.querySelector('[data-wrong]').hidden = isOurs;
  shown.querySelector('[data-fill="words"]').textContent = isOurs ? await fingerprintOf(publicBytes) : '';
  root.replaceChildren(shown);
  root.querySelector('h2').focus();
  const timer = setInterval(async () => {
    // A screen that is locked is not looked at, and must not keep its session alive.
    if (idle.isLocked) return;
    const { keys } = await askHub('/hub/api/keys').catch((problem) => idle.heed(problem) || { keys: [] });
    if (keys.length === 0) return;
    clearInterval(timer);
    location.reload();
  }, LOOK_MS);
}
