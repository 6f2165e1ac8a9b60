// Asks this browser, before anybody relies on it, whether it seals and opens as it should. Pure.
import { toBase64url } from './bytes.js';
import { openEnvelope, sealEnvelope } from './envelope.js';
import { newId } from './ids.js';
import { deriveKeyPair, keyIdOf, publicBytesOf } from './suite.js';

/** False means: do not offer the form, offer the phone number. The key is derived, not generated, because derivation is what engines got wrong.
 * @returns {Promise<boolean>} */
export async function canSeal() {
  try {
    const keyPair = await deriveKeyPair(crypto.getRandomValues(new Uint8Array(32)));
    const publicBytes = await publicBytesOf(keyPair);
    const key = { id: await keyIdOf(publicBytes), public: toBase64url(publicBytes) };
    const envelope = await sealEnvelope({ plaintextObject: { test: 'سچ' }, id: newId(), thread: '0'.repeat(32), key });
    return (await openEnvelope(envelope, keyPair)).test === 'سچ';
  } catch (broken) {
    return false;
  }
}
