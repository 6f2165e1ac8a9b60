// The 20 digits that only the person holds, and the keys that grow out of them. Pure.
import { toBase64url, toHex, utf8 } from './bytes.js';
import { deriveKeyPair, publicBytesOf } from './suite.js';

const ROUNDS = 600000;
const RANDOM_DIGITS = 18;
const DECIMAL_DIGIT = /\p{Nd}/u;

/** BigInt, because 20 digits are more than a Number holds exactly. @param {string} digits 18 digits @returns {string} two digits */
function checkOf(digits) {
  return String(98n - ((BigInt(digits) * 100n) % 97n)).padStart(2, '0');
}

/** The value of one decimal digit of any script: Unicode keeps every script's ten digits side by side, in order. @param {string} character */
function digitValue(character) {
  const point = character.codePointAt(0);
  let first = point;
  while (DECIMAL_DIGIT.test(String.fromCodePoint(first - 1))) first -= 1;
  return (point - first) % 10;
}

/** @returns {string} 18 random digits and their check */
export function makeCode() {
  let digits = '';
  while (digits.length < RANDOM_DIGITS) {
    // Bytes from 250 up are thrown away: with them 0 to 5 would come up more often than 6 to 9.
    for (const byte of crypto.getRandomValues(new Uint8Array(32))) {
      if (byte < 250 && digits.length < RANDOM_DIGITS) digits += String(byte % 10);
    }
  }
  return digits + checkOf(digits);
}

/** @param {string} code @returns {string} five groups of four */
export function showCode(code) {
  return code.replace(/\d{4}(?=\d)/g, '$& ');
}

/** What somebody typed, in any script's digits and with anything between them. @param {string} typed @returns {string|null} the code, or null */
export function readBack(typed) {
  const digits = Array.from(typed).filter((character) => DECIMAL_DIGIT.test(character)).map(digitValue).join('');
  if (digits.length !== RANDOM_DIGITS + 2) return null;
  const random = digits.slice(0, RANDOM_DIGITS);
  return digits === random + checkOf(random) ? digits : null;
}

/** Takes about a second on a cheap phone: make it while the questions are answered.
 * @param {string} code @param {string} partnership
 * @returns {Promise<{thread: string, replyPublic: string, replyKeyPair: CryptoKeyPair, macKey: Uint8Array, mac: string}>}
 *   `replyPublic` and `mac` are what the plaintext carries as `reply` and `mac` */
export async function deriveThread(code, partnership) {
  const passcode = await crypto.subtle.importKey('raw', utf8(code), 'PBKDF2', false, ['deriveBits']);
  const salt = utf8(`spotsigns/code/v1|${partnership}`);
  const master = await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations: ROUNDS }, passcode, 256);
  const root = await crypto.subtle.importKey('raw', master, 'HKDF', false, ['deriveBits']);
  const grow = async (purpose, bytes) => {
    const how = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info: utf8(`spotsigns/code/v1/${purpose}`) };
    return new Uint8Array(await crypto.subtle.deriveBits(how, root, bytes * 8));
  };
  const replyKeyPair = await deriveKeyPair(await grow('reply', 32));
  const macKey = await grow('mac', 32);
  return {
    thread: toHex(await grow('thread', 16)),
    replyPublic: toBase64url(await publicBytesOf(replyKeyPair)),
    replyKeyPair,
    macKey,
    mac: toBase64url(macKey),
  };
}

/** Shows staff that a later message comes from whoever holds the code.
 * @param {{macKey: Uint8Array, id: string, thread: string, text: string}} message @returns {Promise<string>} base64url */
export async function proofOf({ macKey, id, thread, text }) {
  const key = await crypto.subtle.importKey('raw', macKey, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return toBase64url(new Uint8Array(await crypto.subtle.sign('HMAC', key, utf8(`${id}|${thread}|${text}`))));
}
