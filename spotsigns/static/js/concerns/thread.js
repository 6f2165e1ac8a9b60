// What is under a code: asked for, opened with the code's own key, put in order. Edge.
import { deriveThread, readBack } from '../sealing/code.js';
import { openAnswer } from '../sealing/envelope.js';
import { askServer, jsonOf } from './ask.js';

export { deriveThread, readBack };

/** @typedef {{kind: 'answer', at: string, seq: number, lang: string, text: string, phrase: string|null, slots: object}
 *   |{kind: 'unreadable', at: string}|{kind: 'missing'}} Line */
/** @typedef {{kind: 'found', state: 'received'|'read'|'closed', envelopes: object[]}|{kind: 'unknown'|'busy'|'unreachable'}} Found */

const ASK_MS = 15000;
const STATES = ['received', 'read', 'closed'];
const MINUTE = /^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/;

/** How many digits of any script were typed: tells "not all" from "one is wrong". @param {string} typed @returns {number} */
export function countDigits(typed) {
  return Array.from(typed).filter((character) => /\p{Nd}/u.test(character)).length;
}

function errorOf(bodyText) {
  try {
    return JSON.parse(bodyText).error;
  } catch (notOurs) {
    return null;
  }
}

/** "Nothing is here" only in our server's own words: a captive portal's 404 says nothing about a code.
 * @param {{fetch: typeof fetch, timers?: object}} means @param {string} thread @returns {Promise<Found>} */
export async function askThread(means, thread) {
  const answer = await askServer(means, `/api/threads/${thread}`, { method: 'GET' }, ASK_MS);
  const body = jsonOf(answer);
  if (body && STATES.includes(body.state) && Array.isArray(body.envelopes)) {
    return { kind: 'found', state: body.state, envelopes: body.envelopes };
  }
  if (answer.status === 404 && errorOf(answer.bodyText) === 'unknown_thread') return { kind: 'unknown' };
  return { kind: answer.status === 429 ? 'busy' : 'unreachable' };
}

function readAnswer(plaintext, at) {
  const { v, kind, seq, lang, text, phrase, slots } = plaintext || {};
  if (v !== 1 || kind !== 'answer' || !Number.isInteger(seq) || seq < 1 || typeof text !== 'string') {
    throw new TypeError('This is no answer that this page can show.');
  }
  const isText = (value) => typeof value === 'string';
  const filled = slots && typeof slots === 'object' ? Object.entries(slots).filter(([, value]) => isText(value)) : [];
  return { kind: 'answer', at, seq, lang: isText(lang) ? lang : '', text, phrase: isText(phrase) ? phrase : null, slots: Object.fromEntries(filled) };
}

async function openOne(envelope, thread, replyKeyPair) {
  const at = envelope && MINUTE.test(envelope.at) ? envelope.at : '';
  try {
    return readAnswer(await openAnswer({ id: envelope.id, thread, sealed: envelope.sealed }, replyKeyPair), at);
  } catch (broken) {
    return { kind: 'unreadable', at };
  }
}

/** All answers by their number. A number that is not there is said, unless it may be one of those that do not open.
 * @param {object[]} envelopes @param {string} thread @param {CryptoKeyPair} replyKeyPair @returns {Promise<Line[]>} */
export async function openAnswers(envelopes, thread, replyKeyPair) {
  const opened = await Promise.all(envelopes.map((envelope) => openOne(envelope, thread, replyKeyPair)));
  const unreadable = opened.filter((line) => line.kind === 'unreadable');
  const answers = opened.filter((line) => line.kind === 'answer').sort((one, other) => one.seq - other.seq);
  const numbers = new Set(answers.map((line) => line.seq));
  const last = answers.length ? answers[answers.length - 1].seq : 0;
  const isGapKnown = last - numbers.size <= unreadable.length;
  const lines = [];
  let before = 0;
  for (const line of answers) {
    if (line.seq > before + 1 && !isGapKnown) lines.push({ kind: 'missing' });
    lines.push(line);
    before = line.seq;
  }
  return [...lines, ...unreadable];
}
