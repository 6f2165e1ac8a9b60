// What the desk writes for itself: AES-256-GCM under the desk key, bound to what it is, which record, and who wrote it. Pure.
import { concatBytes } from '../sealing/bytes.js';

const IV_BYTES = 12;
const utf8 = (text) => new TextEncoder().encode(text);

/** @typedef {{kind: string, id: string, author: string}} Bound kind and id of the record, staff id of its author */

/** @param {CryptoKey} deskKey HKDF @param {string} kind @param {'encrypt'|'decrypt'} use */
function keyFor(deskKey, kind, use) {
  const how = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: utf8(`spotsigns/v1/${kind}`) };
  return crypto.subtle.deriveKey(how, deskKey, { name: 'AES-GCM', length: 256 }, false, [use]);
}

const dataOf = ({ kind, id, author }) => utf8(`${kind}|${id}|${author}`);

/** 12-byte iv, then ciphertext. @param {CryptoKey} deskKey @param {Bound} bound @param {Uint8Array} bytes @returns {Promise<Uint8Array>} */
export async function lockRecord(deskKey, bound, bytes) {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const how = { name: 'AES-GCM', iv, additionalData: dataOf(bound) };
  return concatBytes(iv, new Uint8Array(await crypto.subtle.encrypt(how, await keyFor(deskKey, bound.kind, 'encrypt'), bytes)));
}

/** Throws when anything about the record was changed. @param {CryptoKey} deskKey @param {Bound} bound @param {Uint8Array} locked @returns {Promise<Uint8Array>} */
export async function unlockRecord(deskKey, bound, locked) {
  const how = { name: 'AES-GCM', iv: locked.slice(0, IV_BYTES), additionalData: dataOf(bound) };
  return new Uint8Array(await crypto.subtle.decrypt(how, await keyFor(deskKey, bound.kind, 'decrypt'), locked.slice(IV_BYTES)));
}
