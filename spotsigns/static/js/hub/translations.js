// Translations that came back: locked with the desk key beside the original, with who and when. Edge.
import { toBase64url, utf8 } from '../sealing/bytes.js';
import { padPlaintext } from '../sealing/envelope.js';
import { newId } from '../sealing/ids.js';
import { askHub } from './ask-hub.js';
import { lockRecord } from './desk-lock.js';
import { openContent } from './desk-records.js';
import { textAt } from './opened.js';

const KIND = 'translation';
/** @typedef {{id: string, kind: string, author: string, at: string, locked: string}} DeskRecord */

/** One of a few lengths, so that how much was written does not show. @param {CryptoKey} deskKey @param {string} author staff id @param {string} concern @param {string} text
 * @returns {Promise<{id: string, kind: string, locked: string}>} */
export async function lockTranslation(deskKey, author, concern, text) {
  const id = newId();
  const words = { v: 1, concern, at: new Date().toISOString(), lang: 'en', text };
  return { id, kind: KIND, locked: toBase64url(await lockRecord(deskKey, { kind: KIND, id, author }, padPlaintext(utf8(JSON.stringify(words))))) };
}

/** @param {import('./opener.js').Opener} opener @param {string} concern @param {DeskRecord} record @returns {Promise<string|null>} null when it was changed, or is about another concern */
export async function unlockTranslation(opener, concern, record) {
  const root = await openContent(opener, { kind: KIND, id: record.id, author: record.author }, record.locked);
  return root && textAt(root, 'concern') === concern ? textAt(root, 'text') : null;
}

/** Oldest first. @param {string} concern @param {import('./opener.js').Opener} opener @returns {Promise<{record: DeskRecord, text: string|null}[]>} */
export async function readTranslations(concern, opener) {
  const { records } = await askHub(`/hub/api/concerns/${concern}/records`);
  const ours = records.filter(({ kind }) => kind === KIND);
  return Promise.all(ours.map(async (record) => ({ record, text: await unlockTranslation(opener, concern, record) })));
}

/** @param {string} concern @param {string} text @param {{opener: import('./opener.js').Opener, staff: {id: string}}} means */
export async function keepTranslation(concern, text, { opener, staff }) {
  await askHub(`/hub/api/concerns/${concern}/records`, await lockTranslation(opener.deskKey, staff.id, concern, text));
}
