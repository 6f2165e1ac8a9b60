// An answer as it leaves the desk: sealed to the reply key, and locked once more so that the desk can read what it said. Pure.
import { textOf, toBase64url, utf8 } from '../sealing/bytes.js';
import { padPlaintext, sealAnswer, unpadPlaintext } from '../sealing/envelope.js';
import { lockRecord } from './desk-lock.js';

/** @typedef {{seq: number, lang: string, made_at: string, text: string, phrase: string|null, slots: object}} Said */
/** @typedef {{id: string, seq: number, sealed: string, locked: string}} Body as the hub's route takes it */

const KIND = 'answer';

/** @param {{id: string, thread: string, author: string, replyPublic: string, deskKey: CryptoKey, said: Said}} parts @returns {Promise<Body>} */
export async function boxAnswer({ id, thread, author, replyPublic, deskKey, said }) {
  const plaintextObject = { v: 1, kind: KIND, ...said };
  // The thread stands in the desk's copy too: moved to another thread by whoever writes the database, it would mislead.
  const kept = padPlaintext(utf8(JSON.stringify({ ...plaintextObject, thread })));
  return {
    id,
    seq: said.seq,
    sealed: await sealAnswer({ plaintextObject, id, thread, replyPublic }),
    locked: toBase64url(await lockRecord(deskKey, { kind: KIND, id, author }, kept)),
  };
}

/** @param {{id: string, seq: number, author: string, locked: Uint8Array}} kept @param {string} thread @param {import('./opener.js').Opener} opener
 * @returns {Promise<Said|null>} null when no key here opens it, or it is not what its row says */
export async function openKept({ id, seq, author, locked }, thread, opener) {
  const bytes = await opener.unlock({ kind: KIND, id, author }, locked);
  if (!bytes) return null;
  try {
    const said = JSON.parse(textOf(unpadPlaintext(bytes)));
    return said.kind === KIND && said.thread === thread && said.seq === seq && typeof said.text === 'string' ? said : null;
  } catch (broken) {
    return null;
  }
}
