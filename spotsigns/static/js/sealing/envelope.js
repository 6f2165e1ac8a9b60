// Envelopes: what is padded, sealed and bound to its id, thread and key. Pure.
import { fromBase64url, textOf, utf8 } from './bytes.js';
import { openBytes, sealBytes } from './suite.js';

/** @typedef {{v: 1, id: string, thread: string, key: string, sealed: string}} Envelope */

// Few sizes, so that the length of what is sent says next to nothing about the length of what was told.
const PADDED_SIZES = [4096, 16384, 45056];
const LENGTH_BYTES = 4;

/** The longest plaintext JSON that fits, in UTF-8 bytes: the form keeps to it before anything is sealed. */
export const MAX_PLAINTEXT_BYTES = 45052;

export class PlaintextTooLongError extends Error {
  name = 'PlaintextTooLongError';
}

/** @param {Uint8Array} bytes @returns {Uint8Array} length, bytes, zeros */
export function padPlaintext(bytes) {
  const size = PADDED_SIZES.find((padded) => LENGTH_BYTES + bytes.length <= padded);
  if (!size) throw new PlaintextTooLongError(`${bytes.length} bytes are more than the ${MAX_PLAINTEXT_BYTES} that an envelope holds.`);
  const padded = new Uint8Array(size);
  new DataView(padded.buffer).setUint32(0, bytes.length);
  padded.set(bytes, LENGTH_BYTES);
  return padded;
}

/** @param {Uint8Array} padded @returns {Uint8Array} */
export function unpadPlaintext(padded) {
  if (padded.length < LENGTH_BYTES) throw new RangeError('This is too short to have been padded.');
  const length = new DataView(padded.buffer, padded.byteOffset).getUint32(0);
  if (length > padded.length - LENGTH_BYTES) throw new RangeError('The stated length is more than there is.');
  return padded.slice(LENGTH_BYTES, LENGTH_BYTES + length);
}

/** What an envelope's seal is bound to. @param {{id: string, thread: string, key: string}} envelope @returns {string} */
export function envelopeInfo({ id, thread, key }) {
  return `spotsigns/v1|${id}|${thread}|${key}`;
}

function answerInfo({ id, thread }) {
  return `spotsigns/v1/answer|${id}|${thread}`;
}

function padObject(plaintextObject) {
  return padPlaintext(utf8(JSON.stringify(plaintextObject)));
}

/** Seals a plaintext of kind `concern` or `message` to the hub's key.
 * @param {{plaintextObject: object, id: string, thread: string, key: {id: string, public: string}}} parts
 * @returns {Promise<Envelope>} ready for JSON.stringify */
export async function sealEnvelope({ plaintextObject, id, thread, key }) {
  const info = envelopeInfo({ id, thread, key: key.id });
  return { v: 1, id, thread, key: key.id, sealed: await sealBytes(fromBase64url(key.public), info, padObject(plaintextObject)) };
}

/** The plaintext bytes as they were written, for readers that must show even what is not JSON.
 * @param {Envelope} envelope @param {CryptoKeyPair} keyPair @returns {Promise<Uint8Array>} */
export async function openEnvelopeBytes(envelope, keyPair) {
  return unpadPlaintext(await openBytes(keyPair, envelopeInfo(envelope), fromBase64url(envelope.sealed)));
}

/** @param {Envelope} envelope @param {CryptoKeyPair} keyPair @returns {Promise<object>} throws on broken UTF-8 or JSON */
export async function openEnvelope(envelope, keyPair) {
  return JSON.parse(textOf(await openEnvelopeBytes(envelope, keyPair)));
}

/** Seals a plaintext of kind `answer` to the reply key of the person who told us.
 * @param {{plaintextObject: object, id: string, thread: string, replyPublic: string}} parts @returns {Promise<string>} base64url */
export function sealAnswer({ plaintextObject, id, thread, replyPublic }) {
  return sealBytes(fromBase64url(replyPublic), answerInfo({ id, thread }), padObject(plaintextObject));
}

/** @param {{id: string, thread: string, sealed: string}} answer @param {CryptoKeyPair} replyKeyPair @returns {Promise<object>} */
export async function openAnswer({ id, thread, sealed }, replyKeyPair) {
  const padded = await openBytes(replyKeyPair, answerInfo({ id, thread }), fromBase64url(sealed));
  return JSON.parse(textOf(unpadPlaintext(padded)));
}

/** How long the JSON of a plaintext is in UTF-8, to hold against MAX_PLAINTEXT_BYTES. @param {object} plaintextObject @returns {number} */
export function plaintextBytes(plaintextObject) {
  return utf8(JSON.stringify(plaintextObject)).length;
}
