// The rules of the outbox: what an answer means, and what becomes of the entry. Pure.
//
//   unfinished ──(the person says: send it)──▶ waiting ⇄ sending ──(verified receipt)──▶ gone
// Nothing else ends an entry: no age, no count of tries, no status by itself. What was refused or answered "different" waits on, marked.

/** @typedef {{id: string, envelope: string, receiptPublic: string, state: 'unfinished'|'waiting'|'sending', notThrough: boolean,
 *   different: boolean, tries: number, nextTry: number, lastTry: number, firstKept: number, release: string}} Entry
 *   `envelope` is the JSON text as it is sent, byte for byte; `release` the app that tried last; times in ms */
/** @typedef {{kind: 'received'|'different'|'refused'|'busy'|'unavailable'|'unknown', receipt?: object, verified?: boolean,
 *   retryAfter?: number|null, puzzle?: object|null}} Outcome */

const SECOND = 1000;
const FIRST_BACKOFF = 5 * SECOND;
const LONGEST_BACKOFF = 30 * 60 * SECOND;
const DAY = 24 * 60 * 60 * SECOND;
const REFUSALS = [400, 403, 413, 415, 422];

/** @param {{envelope: object, receiptPublic: string, now: number, release: string, unfinished?: boolean}} parts
 *   `unfinished`: sealed because the page was left; never delivered until `sendUnfinished` @returns {Entry} */
export function newEntry({ envelope, receiptPublic, now, release, unfinished = false }) {
  const state = unfinished ? 'unfinished' : 'waiting';
  const marks = { notThrough: false, different: false, tries: 0, nextTry: 0, lastTry: 0 };
  return { id: envelope.id, envelope: JSON.stringify(envelope), receiptPublic, state, ...marks, firstKept: now, release };
}

/** @param {Entry} entry @returns {Entry} */
export function sendUnfinished(entry) {
  return { ...entry, state: 'waiting' };
}

/** Full jitter: thousands of phones that lost signal together must not come back together.
 * @param {number} tries @param {() => number} random 0 to 1 @returns {number} ms */
export function backoffDelay(tries, random) {
  const ceiling = Math.min(LONGEST_BACKOFF, FIRST_BACKOFF * 2 ** Math.min(Math.max(tries - 1, 0), 20));
  return Math.max(SECOND, Math.round(random() * ceiling));
}

/** The next try is set before this one: an entry that kills the page every time must not be the first thing tried again.
 * @param {Entry} entry @param {number} now @param {() => number} random @param {string} release @returns {Entry} */
export function beginSending(entry, now, random, release) {
  const tries = entry.tries + 1;
  return { ...entry, state: 'sending', tries, lastTry: now, nextTry: now + backoffDelay(tries, random), release };
}

/** For an entry found "sending" when nobody sends: the phone was switched off in between. @param {Entry} entry @returns {Entry} */
export function afterInterruption(entry) {
  return { ...entry, state: 'waiting' };
}

/** @param {Entry} entry as `beginSending` made it @param {Outcome} outcome @param {number} now @param {() => number} random
 * @returns {Entry|'delete'} */
export function afterAnswer(entry, outcome, now, random) {
  const { kind } = outcome;
  if (kind === 'received' && outcome.verified === true) return 'delete';
  // A refusal is not mended by trying again soon: daily, and when a new release tries.
  if (kind === 'refused') return { ...entry, state: 'waiting', notThrough: true, nextTry: now + DAY };
  if (kind === 'different') return { ...entry, state: 'waiting', different: true, nextTry: now + DAY };
  const asked = kind === 'busy' || kind === 'unavailable' ? outcome.retryAfter || 0 : 0;
  const delay = Math.min(DAY, asked + backoffDelay(entry.tries, random));
  return { ...entry, state: 'waiting', nextTry: now + delay };
}

/** Fewest tries first, so that an entry that never gets through stands behind all others.
 * @param {Entry[]} entries @param {number} now @param {{release?: string, hurry?: boolean}} [how] `hurry`: the person tapped "send now"
 * @returns {Entry[]} */
export function dueEntries(entries, now, { release, hurry = false } = {}) {
  const isDue = (entry) => {
    if (entry.state === 'unfinished') return false;
    const clockWentBack = entry.lastTry > now || entry.nextTry > now + DAY;
    const isUpdated = (entry.notThrough || entry.different) && release !== undefined && entry.release !== release;
    return hurry || entry.nextTry <= now || clockWentBack || isUpdated;
  };
  return entries.filter(isDue).sort((one, other) => one.tries - other.tries || one.firstKept - other.firstKept);
}

/** @param {Entry[]} entries @returns {number|null} when the next one is due, null when none is waiting */
export function earliestTry(entries) {
  const times = entries.filter((entry) => entry.state !== 'unfinished').map((entry) => entry.nextTry);
  return times.length ? Math.min(...times) : null;
}

function readObject(bodyText) {
  try {
    const body = JSON.parse(bodyText);
    return body && typeof body === 'object' && !Array.isArray(body) ? body : {};
  } catch (notJson) {
    return {};
  }
}

/** @param {string|null} text seconds or an HTTP date @param {number} now @returns {number|null} ms, at most a day */
export function readRetryAfter(text, now) {
  if (!text) return null;
  const delay = /^\d+$/.test(text.trim()) ? Number(text) * SECOND : Date.parse(text) - now;
  return Number.isFinite(delay) ? Math.min(Math.max(delay, 0), DAY) : null;
}

/** What came back, by shape alone; whether a receipt's signature holds is asked elsewhere.
 * @param {{status: number, headers: {get: (name: string) => string|null}, bodyText: string, redirected: boolean, type: string}} answer
 * @param {string} id of the entry @param {number} now @returns {Outcome} */
export function classifyAnswer({ status, headers, bodyText, redirected, type }, id, now) {
  if (redirected || type === 'opaqueredirect' || type === 'error') return { kind: 'unknown' };
  const body = readObject(bodyText);
  if (status === 200 || status === 201) {
    const isReceipt = body.id === id && ['digest', 'received', 'sig'].every((field) => typeof body[field] === 'string');
    return isReceipt ? { kind: 'received', receipt: body } : { kind: 'unknown' };
  }
  const retryAfter = readRetryAfter(headers.get('Retry-After'), now);
  if (status === 429) return { kind: 'busy', retryAfter, puzzle: body.error === 'busy' && body.puzzle ? body.puzzle : null };
  if (status === 503) return { kind: 'unavailable', retryAfter };
  // Only our own error shape counts: a proxy's 403 page says nothing about the envelope.
  const isOurs = typeof body.error === 'string' && typeof body.message === 'string' && typeof body.retry === 'boolean';
  if (isOurs && status === 409 && body.error === 'different') return { kind: 'different' };
  if (isOurs && REFUSALS.includes(status)) return { kind: 'refused' };
  return { kind: 'unknown' };
}
