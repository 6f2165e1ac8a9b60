// Who let whom in, and which key follows which: records under the desk key, which a database writer cannot make. Pure.
import { fromBase64url, textOf, toBase64url, utf8 } from '../sealing/bytes.js';
import { lockRecord, unlockRecord } from './desk-lock.js';

/** @typedef {{id: string, name: string, role: string, state: string, public: string|null, keys: string[], link_ends: number|null,
 *   admission: {author: string, key: string, at: string, locked: string}|null}} Person as the server tells of them */
/** @typedef {{id: string, public: string, seal: boolean, made: string, recovery: string|null, vouch: {author: string, under: string, locked: string}|null}} KnownKey */

const ADMISSION = 'admission';
const KEY_LIST = 'key-list';

async function lock(deskKey, bound, record) {
  return toBase64url(await lockRecord(deskKey, bound, utf8(JSON.stringify(record))));
}

async function unlock(deskKey, bound, locked) {
  try {
    return JSON.parse(textOf(await unlockRecord(deskKey, bound, fromBase64url(locked))));
  } catch (forgedOrMoved) {
    return null;
  }
}

/** @param {CryptoKey} deskKey the newest @param {string} author staff id of whoever writes it @param {Person} person
 * @param {{by: string, at: string}} admitted who let them in and when: kept when a rotation writes it anew @returns {Promise<string>} */
export function lockAdmission(deskKey, author, person, { by, at }) {
  return lock(deskKey, { kind: ADMISSION, id: person.id, author }, { v: 1, name: person.name, role: person.role, public: person.public, by, at });
}

/** @param {CryptoKey} deskKey @param {Person} person @returns {Promise<{by: string, at: string}|null>} null unless the record is real
 * and says just what the server says of this person */
export async function readAdmission(deskKey, person) {
  if (!person.admission) return null;
  const record = await unlock(deskKey, { kind: ADMISSION, id: person.id, author: person.admission.author }, person.admission.locked);
  const isSame = record && record.v === 1 && ['name', 'role', 'public'].every((name) => record[name] === person[name]);
  return isSame ? { by: String(record.by), at: String(record.at) } : null;
}

/** @param {CryptoKey} deskKey of the key before @param {string} author @param {{id: string, public: string, recovery: string, print: string}} key the new one, with the
 * print of its desk key: else another desk key could be sealed to a holder under its name @returns {Promise<string>} */
export function lockVouch(deskKey, author, { id, public: publicKey, recovery, print }) {
  return lock(deskKey, { kind: KEY_LIST, id, author }, { v: 1, id, public: publicKey, recovery, print });
}

/** Did whoever held the key `before` make `key`? Anybody can seal a key of their own to a public key: only this shows that it is the hub's.
 * @param {{id: string, public: string, recovery: string|null, print: string, vouch: {author: string, under: string, locked: string}|null}} key
 * @param {{id: string, deskKey: CryptoKey}} before @returns {Promise<boolean>} */
export async function isVouched(key, before) {
  if (!key.vouch || key.vouch.under !== before.id) return false;
  const record = await unlock(before.deskKey, { kind: KEY_LIST, id: key.id, author: key.vouch.author }, key.vouch.locked);
  return Boolean(record) && ['id', 'public', 'recovery', 'print'].every((name) => record[name] === key[name]);
}
