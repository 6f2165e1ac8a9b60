// The small sum a phone does when the server is flooded. Pure.
import { toBase64url, utf8 } from '../sealing/bytes.js';

// Past this a cheap phone would be busy for minutes, and whoever asks for it is not our server.
const MOST_BITS = 20;
const AT_ONCE = 64;

function leadingZeroBits(bytes) {
  let zeros = 0;
  for (const byte of bytes) {
    if (byte !== 0) return zeros + Math.clz32(byte) - 24;
    zeros += 8;
  }
  return zeros;
}

/** @param {*} puzzle what came with a 429 @returns {boolean} */
export function isPuzzle(puzzle) {
  const { salt, bits } = puzzle || {};
  return typeof salt === 'string' && /^[A-Za-z0-9_-]{1,128}$/.test(salt) && Number.isInteger(bits) && bits >= 0 && bits <= MOST_BITS;
}

/** @param {{salt: string, bits: number}} puzzle @param {string} id of the envelope @param {string} digest its digest in hex
 * @returns {Promise<string>} the nonce for the header `Spotsigns-Puzzle: <salt>:<nonce>` */
export async function solvePuzzle({ salt, bits }, id, digest) {
  const tryCount = async (count) => {
    const nonce = toBase64url(new Uint8Array(new Uint32Array([count]).buffer));
    const hash = await crypto.subtle.digest('SHA-256', utf8(salt + id + digest + nonce));
    return leadingZeroBits(new Uint8Array(hash)) >= bits ? nonce : null;
  };
  for (let from = 0; ; from += AT_ONCE) {
    const tries = await Promise.all(Array.from({ length: AT_ONCE }, (_, step) => tryCount(from + step)));
    const nonce = tries.find((found) => found !== null);
    if (nonce) return nonce;
  }
}
