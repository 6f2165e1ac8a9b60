// Bytes as words of the BIP-39 English list: passphrases, fingerprints that two people compare, the recovery key on paper. Pure.
import { concatBytes } from '../sealing/bytes.js';
import { WORDS } from '../vendor/bip39.js';

const WORD_BITS = 11;
const FINGERPRINT_BYTES = 11;
export const RECOVERY_BYTES = 32;
export const RECOVERY_WORDS = 24;

async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

/** Every 11 bits are one word. @param {Uint8Array} bytes a multiple of 11 bits @returns {string[]} */
function wordsOf(bytes) {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return bits.match(/.{11}/g).map((eleven) => WORDS[parseInt(eleven, 2)]);
}

/** @param {number} count @returns {string} 11 bits of chance a word: 2,048 divides what is drawn, so each is as likely */
export function randomWords(count) {
  return Array.from(crypto.getRandomValues(new Uint16Array(count)), (drawn) => WORDS[drawn % WORDS.length]).join(' ');
}

/** @param {Uint8Array} publicBytes @returns {Promise<string>} eight words: the first 88 bits of its SHA-256 */
export async function fingerprintOf(publicBytes) {
  return wordsOf((await sha256(publicBytes)).subarray(0, FINGERPRINT_BYTES)).join(' ');
}

/** @param {Uint8Array} entropy 32 bytes @returns {Promise<string[]>} 24 words, the last with 8 bits of check */
export async function recoveryWords(entropy) {
  return wordsOf(concatBytes(entropy, (await sha256(entropy)).subarray(0, 1)));
}

/** @param {string[]} words @returns {Promise<Uint8Array|null>} the 32 bytes; null when a word is not in the list or the check does not fit */
export async function recoveryEntropy(words) {
  const places = words.map((word) => WORDS.indexOf(word.trim().toLowerCase()));
  if (places.length !== RECOVERY_WORDS || places.includes(-1)) return null;
  const bits = places.map((place) => place.toString(2).padStart(WORD_BITS, '0')).join('');
  const bytes = Uint8Array.from(bits.match(/.{8}/g), (eight) => parseInt(eight, 2));
  const entropy = bytes.slice(0, RECOVERY_BYTES);
  return (await sha256(entropy))[0] === bytes[RECOVERY_BYTES] ? entropy : null;
}
