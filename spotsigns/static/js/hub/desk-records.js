// What staff write about a concern: locked here, and believed only when it opens as what it says it is. Edge.
import { fromBase64url, toBase64url, utf8 } from '../sealing/bytes.js';
import { padPlaintext, unpadPlaintext } from '../sealing/envelope.js';
import { newId } from '../sealing/ids.js';
import { askHub } from './ask-hub.js';
import { lockRecord } from './desk-lock.js';
import { readOpened, textAt } from './opened.js';

/** @typedef {{id: string, concern: string, kind: string, author: string, at: string, locked: string}} DeskRecord as the server keeps it */
/** @typedef {{record: DeskRecord, root: Map<string, *>|null}} ReadRecord `root` is null when it was changed, forged or moved from another concern */

/** One of a few lengths, so that how much was written does not show. @param {import('./opener.js').Opener} opener
 * @param {{kind: string, id: string, author: string}} bound @param {object} content @returns {Promise<string>} base64url */
export async function lockContent(opener, bound, content) {
  return toBase64url(await lockRecord(opener.deskKey, bound, padPlaintext(utf8(JSON.stringify({ v: 1, ...content })))));
}

/** @param {import('./opener.js').Opener} opener @param {{kind: string, id: string, author: string}} bound
 * @param {string} locked @returns {Promise<Map<string, *>|null>} null when no key opens it */
export async function openContent(opener, { kind, id, author }, locked) {
  try {
    const bytes = await opener.unlock({ kind, id, author }, fromBase64url(locked));
    return bytes && readOpened(unpadPlaintext(bytes)).root;
  } catch (broken) {
    return null;
  }
}

/** Ready to be sent, and to be sent again: the same id and bytes are kept once. @param {{opener: object, staff: {id: string}}} means
 * @param {string} concern @param {string} kind @param {object} content @param {string} [id] */
export async function newRecord({ opener, staff }, concern, kind, content, id = newId()) {
  return { id, kind, locked: await lockContent(opener, { kind, id, author: staff.id }, { concern, at: new Date().toISOString(), ...content }) };
}

/** @param {string} concern @param {{id: string, kind: string, locked: string}} record */
export function sendRecord(concern, record) {
  return askHub(`/hub/api/concerns/${concern}/records`, record);
}

/** @param {string} concern @param {import('./opener.js').Opener} opener @returns {Promise<ReadRecord[]>} oldest first */
export async function readRecords(concern, opener) {
  const { records } = await askHub(`/hub/api/concerns/${concern}/records`);
  return Promise.all(records.map(async (record) => {
    const root = await openContent(opener, record, record.locked);
    // The lock binds kind, id and author; the words themselves say which concern they are about.
    return { record, root: root && textAt(root, 'concern') === concern ? root : null };
  }));
}
