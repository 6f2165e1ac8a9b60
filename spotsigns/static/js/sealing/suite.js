// The one HPKE suite, and seal and open over bare bytes. Pure.
import { AEAD_AES_256_GCM, CipherSuite, KDF_HKDF_SHA256, KEM_DHKEM_P256_HKDF_SHA256 } from '../vendor/hpke.js';
import { concatBytes, sha256Hex, toBase64url, utf8 } from './bytes.js';

const suite = new CipherSuite(KEM_DHKEM_P256_HKDF_SHA256, KDF_HKDF_SHA256, AEAD_AES_256_GCM);
const ENC_BYTES = 65;
const TAG_BYTES = 16;

/** @param {Uint8Array} ikm 32 bytes @param {boolean} [extractable] @returns {Promise<CryptoKeyPair>} */
export function deriveKeyPair(ikm, extractable = false) {
  return suite.DeriveKeyPair(ikm, extractable);
}

/** @param {boolean} [extractable] @returns {Promise<CryptoKeyPair>} */
export function generateKeyPair(extractable = false) {
  return suite.GenerateKeyPair(extractable);
}

/** A pair, because opening with a lone private key makes the library work out the public one, which not every engine gets right.
 * @param {Uint8Array} pkcs8 @param {Uint8Array} publicBytes @param {boolean} [extractable] @returns {Promise<CryptoKeyPair>} */
export async function importKeyPair(pkcs8, publicBytes, extractable = false) {
  const privateKey = await crypto.subtle.importKey('pkcs8', pkcs8, { name: 'ECDH', namedCurve: 'P-256' }, extractable, ['deriveBits']);
  return { privateKey, publicKey: await suite.DeserializePublicKey(publicBytes) };
}

/** @param {CryptoKeyPair} keyPair @returns {Promise<Uint8Array>} 65 bytes, uncompressed */
export function publicBytesOf(keyPair) {
  return suite.SerializePublicKey(keyPair.publicKey);
}

/** @param {Uint8Array} publicBytes @returns {Promise<string>} 16 hex digits */
export async function keyIdOf(publicBytes) {
  return (await sha256Hex(publicBytes)).slice(0, 16);
}

/** @param {Uint8Array} publicBytes @param {string} info @param {Uint8Array} bytes @returns {Promise<string>} base64url: enc, then ciphertext */
export async function sealBytes(publicBytes, info, bytes) {
  const publicKey = await suite.DeserializePublicKey(publicBytes);
  const { encapsulatedSecret, ciphertext } = await suite.Seal(publicKey, bytes, { info: utf8(info) });
  return toBase64url(concatBytes(encapsulatedSecret, ciphertext));
}

/** Throws when the key, the info or a single byte is another one. @param {CryptoKeyPair} keyPair @param {string} info
 * @param {Uint8Array} sealed enc, then ciphertext @returns {Promise<Uint8Array>} */
export async function openBytes(keyPair, info, sealed) {
  if (!keyPair.privateKey || !keyPair.publicKey) throw new TypeError('Opening needs the key pair, not the private key alone.');
  if (sealed.length < ENC_BYTES + TAG_BYTES) throw new TypeError('This is too short to have been sealed.');
  return suite.Open(keyPair, sealed.subarray(0, ENC_BYTES), sealed.subarray(ENC_BYTES), { info: utf8(info) });
}
