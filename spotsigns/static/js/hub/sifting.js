// Which concerns stand in the list, in which order: sifted by what is in the clear, searched in what was opened. Pure.
import { holds } from './folded.js';
import { compareBriefs, isPractice as isDecidedPractice } from './sorting.js';

/** @typedef {import('./sorting.js').Brief} Brief */
/** @typedef {{query: string, order: 'danger'|'due'|'newest', category: string, ward: string, urgency: string, assignee: string, language: string, reader_kind: string, slow: string, practice: string}} Wanted
 *   '' is any, '-' is nothing recorded; slow and practice are '', '0' or '1' */

const TEXTS = ['category', 'ward', 'urgency', 'assignee', 'language', 'reader_kind'];
export const SIFTED = [...TEXTS, 'slow', 'practice'];

/** @param {Brief} brief @returns {boolean} */
export function isPractice(brief) {
  return isDecidedPractice(brief, brief.practice === true);
}

/** What a concern is in, for the sieve: recorded, else as it was written. */
function fieldOf(brief, name) {
  const recorded = (brief.triage || {})[name] || '';
  return recorded || (name === 'language' ? brief.lang || '' : '');
}

/** @param {Brief} brief @param {Wanted} wanted */
export function isLetThrough(brief, wanted) {
  const isField = TEXTS.every((name) => !wanted[name] || (wanted[name] === '-' ? !fieldOf(brief, name) : fieldOf(brief, name) === wanted[name]));
  const isFlag = (value, asked) => !asked || value === (asked === '1');
  return isField && isFlag(brief.slow, wanted.slow) && isFlag(isPractice(brief), wanted.practice);
}

const newest = (one, other) => (one.received < other.received ? 1 : one.received > other.received ? -1 : one.id < other.id ? 1 : -1);
const ORDERS = { danger: compareBriefs, newest, due: (one, other) => (one.due < other.due ? -1 : one.due > other.due ? 1 : compareBriefs(one, other)) };

/** Practice always comes last: it is kept apart, and hidden from nobody.
 * @param {Brief[]} briefs @param {Wanted} wanted @param {(brief: Brief) => import('./folded.js').Folded} wordsOf what this browser opened of it @returns {Brief[]} */
export function sift(briefs, wanted, wordsOf) {
  const query = wanted.query.trim();
  const through = briefs.filter((brief) => isLetThrough(brief, wanted) && (!query || holds(wordsOf(brief), query)));
  const order = ORDERS[wanted.order] || compareBriefs;
  return through.sort((one, other) => Number(isPractice(one)) - Number(isPractice(other)) || order(one, other));
}

/** For the server, where not everything is opened. @param {Wanted} wanted @returns {string} '' or &ward=… */
export function sieveQuery(wanted) {
  return SIFTED.filter((name) => wanted[name]).map((name) => `&${name}=${encodeURIComponent(wanted[name])}`).join('');
}
