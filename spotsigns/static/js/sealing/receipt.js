// The server's signed receipt: the only thing that ends an entry of the outbox. Pure.
import { concatBytes, fromBase64url, sha256Hex, utf8 } from './bytes.js';

/** @typedef {{id: string, digest: string, received: string, sig: string}} Receipt */

const RECEIVED_MINUTE = /^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/;

/** @param {{id: string, thread: string, key: string, sealed: string}} envelope @returns {Promise<string>} SHA-256 in hex, as the server signs it */
export function digestOf({ id, thread, key, sealed }) {
  return sha256Hex(concatBytes(utf8(`spotsigns/v1|${id}|${thread}|${key}|`), fromBase64url(sealed)));
}

/** True only for our server's signature over exactly these bytes. Never throws: whatever is malformed is simply no receipt.
 * @param {Receipt} receipt @param {{id: string, thread: string, key: string, sealed: string}} envelope
 * @param {string} receiptPublic base64url, 65 bytes @returns {Promise<boolean>} */
export async function verifyReceipt(receipt, envelope, receiptPublic) {
  try {
    const { id, digest, received, sig } = receipt;
    if (id !== envelope.id || typeof received !== 'string' || !RECEIVED_MINUTE.test(received)) return false;
    if (digest !== (await digestOf(envelope))) return false;
    const curve = { name: 'ECDSA', namedCurve: 'P-256' };
    const publicKey = await crypto.subtle.importKey('raw', fromBase64url(receiptPublic), curve, false, ['verify']);
    const signed = utf8(`spotsigns/v1/receipt|${id}|${digest}|${received}`);
    return await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, publicKey, fromBase64url(sig), signed);
  } catch (malformed) {
    return false;
  }
}
