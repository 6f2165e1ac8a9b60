// The person's key and the desk's keys: made, sealed to their holders, opened. Pure.
import { concatBytes, fromBase64url, toBase64url } from '../sealing/bytes.js';
import { deriveKeyPair, generateKeyPair, importKeyPair, keyIdOf, openBytes, publicBytesOf, sealBytes } from '../sealing/suite.js';

/** @typedef {{id: string, public: string, seal: boolean, hub: string, desk: string}} HeldCopy as the server keeps it */
/** @typedef {{pkcs8: Uint8Array, publicBytes: Uint8Array}} MadeKey */

export const RECOVERY = 'recovery';
const DESK_KEY_BYTES = 32;
const IV_BYTES = 12;

const hubKeyInfo = (key, holder) => `spotsigns/v1/hub-key|${key}|${holder}`;
const deskKeyInfo = (key, holder) => `spotsigns/v1/desk-key|${key}|${holder}`;

/** A P-256 key as bytes, for as long as it takes to lock and seal it. @returns {Promise<MadeKey>} */
export async function makeKey() {
  const pair = await generateKeyPair(true);
  return { pkcs8: new Uint8Array(await crypto.subtle.exportKey('pkcs8', pair.privateKey)), publicBytes: await publicBytesOf(pair) };
}

/** @returns {Uint8Array} */
export function makeDeskKey() {
  return crypto.getRandomValues(new Uint8Array(DESK_KEY_BYTES));
}

/** @param {Uint8Array} entropy the 32 bytes of the recovery words @returns {Promise<CryptoKeyPair>} */
export function recoveryPair(entropy) {
  return deriveKeyPair(entropy);
}

/** @param {Uint8Array} rawKey 32 bytes @param {'encrypt'|'decrypt'} use */
function gcmKey(rawKey, use) {
  return crypto.subtle.importKey('raw', rawKey, 'AES-GCM', false, [use]);
}

/** 12-byte iv, then AES-256-GCM. @param {Uint8Array} rawKey @param {Uint8Array} bytes @returns {Promise<Uint8Array>} */
export async function lockBytes(rawKey, bytes) {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  return concatBytes(iv, new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await gcmKey(rawKey, 'encrypt'), bytes)));
}

/** Throws when key or bytes are other ones. @param {Uint8Array} rawKey @param {Uint8Array} locked @returns {Promise<Uint8Array>} */
export async function unlockBytes(rawKey, locked) {
  const how = { name: 'AES-GCM', iv: locked.slice(0, IV_BYTES) };
  return new Uint8Array(await crypto.subtle.decrypt(how, await gcmKey(rawKey, 'decrypt'), locked.slice(IV_BYTES)));
}

/** @param {{hub: MadeKey, deskKey: Uint8Array, holder: string, holderPublic: Uint8Array}} parts @returns {Promise<{holder: string, hub: string, desk: string}>} */
export async function sealCopy({ hub, deskKey, holder, holderPublic }) {
  const key = await keyIdOf(hub.publicBytes);
  return {
    holder,
    hub: await sealBytes(holderPublic, hubKeyInfo(key, holder), hub.pkcs8),
    desk: await sealBytes(holderPublic, deskKeyInfo(key, holder), deskKey),
  };
}

/** @param {Uint8Array} bytes 32 @returns {Promise<CryptoKey>} HKDF, which cannot be read out of the page */
export function importDeskKey(bytes) {
  return crypto.subtle.importKey('raw', bytes, 'HKDF', false, ['deriveBits', 'deriveKey']);
}

/** For the moment of sealing both to somebody else: whoever calls wipes them. Throws when the copy is not this holder's,
 * or the public key is not the one it is named by. @param {HeldCopy} copy @param {string} holder @param {CryptoKeyPair} pair the holder's
 * @returns {Promise<{id: string, publicBytes: Uint8Array, pkcs8: Uint8Array, deskKey: Uint8Array}>} */
export async function openCopyBytes(copy, holder, pair) {
  const publicBytes = fromBase64url(copy.public);
  if ((await keyIdOf(publicBytes)) !== copy.id) throw new TypeError('This public key has another id.');
  const pkcs8 = await openBytes(pair, hubKeyInfo(copy.id, holder), fromBase64url(copy.hub));
  return { id: copy.id, publicBytes, pkcs8, deskKey: await openBytes(pair, deskKeyInfo(copy.id, holder), fromBase64url(copy.desk)) };
}

/** Throws as `openCopyBytes` does.
 * @param {HeldCopy} copy @param {string} holder @param {CryptoKeyPair} pair the holder's
 * @returns {Promise<{id: string, seal: boolean, pair: CryptoKeyPair, deskKey: CryptoKey}>} neither can be read out of the page */
export async function openCopy(copy, holder, pair) {
  const { id, publicBytes, pkcs8, deskKey } = await openCopyBytes(copy, holder, pair);
  const opened = { id, seal: copy.seal, pair: await importKeyPair(pkcs8, publicBytes), deskKey: await importDeskKey(deskKey) };
  pkcs8.fill(0);
  deskKey.fill(0);
  return opened;
}

/** Seals to a pair's public key and opens again: true only when what is on paper opens what was sealed.
 * @param {Uint8Array} publicBytes @param {CryptoKeyPair} pair @returns {Promise<boolean>} */
export async function opensTestSeal(publicBytes, pair) {
  const test = makeDeskKey();
  try {
    const opened = await openBytes(pair, 'spotsigns/v1/test', fromBase64url(await sealBytes(publicBytes, 'spotsigns/v1/test', test)));
    return toBase64url(opened) === toBase64url(test);
  } catch (doesNotOpen) {
    return false;
  }
}
