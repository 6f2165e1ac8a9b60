// What grows from a passphrase; it never leaves the browser itself. Pure.
import { concatBytes, utf8 } from '../sealing/bytes.js';

/** The only way of stretching that is taken: a server that asks for a weaker one is refused. */
export const KDF = 'pbkdf2-sha256-600000';
const ROUNDS = 600000;
const SALT_BYTES = 16;
const SHORTEST = 15;
const LEAST_OWN = 10;

// Long enough, and still among the first that are tried; what is left beside them must be long enough by itself.
const COMMON = [
  'correcthorsebatterystaple', 'password', 'passphrase', 'passwort', 'letmein', 'iloveyou', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm', 'qwerty',
  'azerty', 'administrator', 'welcome', 'football', 'monkey', 'dragon', 'sunshine', 'princess', 'superman', 'liverpool', 'rotherham', 'sheffield',
  'yorkshire', 'safeguarding', 'spotthesigns', 'spotsigns', 'mash', 'hub', 'abcdefghijklmnopqrstuvwxyz', '1234567890', '123456', '0987654321', 'summer', 'winter',
];

/** @param {string} passphrase @returns {'short'|'common'|null} */
export function problemWith(passphrase) {
  const plain = passphrase.normalize('NFKC').toLowerCase();
  if (Array.from(plain).length < SHORTEST) return 'short';
  let own = plain.replace(/[^\p{L}\p{N}]/gu, '');
  for (const common of COMMON) own = own.split(common).join('');
  // One piece said over and over is one piece.
  const piece = /^(.{1,12}?)\1+$/u.exec(own);
  return (piece ? piece[1] : own).length < LEAST_OWN || new Set(own).size < 6 || isRun(own) ? 'common' : null;
}

/** Neighbours all along, as in abcdefg or 987654. */
function isRun(text) {
  const steps = Array.from(text).slice(1).map((mark, at) => mark.codePointAt(0) - text.codePointAt(at));
  return steps.length > 0 && steps.every((step) => step === steps[0]);
}

async function expand(bytes, purpose) {
  const root = await crypto.subtle.importKey('raw', bytes, 'HKDF', false, ['deriveBits']);
  const how = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info: utf8(`spotsigns/v1/${purpose}`) };
  return new Uint8Array(await crypto.subtle.deriveBits(how, root, 256));
}

/** @returns {Uint8Array} 16 random bytes */
export function newSalt() {
  return crypto.getRandomValues(new Uint8Array(SALT_BYTES));
}

/** About half a second on a desk's computer. @param {string} passphrase @param {Uint8Array} salt @returns {Promise<Uint8Array>} 32 bytes */
export async function stretch(passphrase, salt) {
  const typed = await crypto.subtle.importKey('raw', utf8(passphrase.normalize('NFKC')), 'PBKDF2', false, ['deriveBits']);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations: ROUNDS }, typed, 256));
}

/** What the server is shown. @param {Uint8Array} stretched @returns {Promise<Uint8Array>} 32 bytes */
export function authOf(stretched) {
  return expand(stretched, 'auth');
}

/** The key around the person's private key. @param {Uint8Array} stretched @param {Uint8Array} share @returns {Promise<Uint8Array>} 32 bytes */
export function wrapOf(stretched, share) {
  return expand(concatBytes(stretched, share), 'wrap');
}
