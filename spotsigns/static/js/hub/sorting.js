// The order of the desk: danger, then what came by the slow lane last, then when it happened, then how long it has waited. Pure.
import { at, languageTag, textAt } from './opened.js';

/** @typedef {{id: string, variant: number, thread: string, key: string, received: string, state: string, slow: boolean, triage: object}} Row as the server lists it */
/** @typedef {Row & {opens: boolean, odd: boolean, kind: string, danger: string, when: string, place: string, lang: string, says: string, made: string, evidence: string, practice: boolean, unfinished: boolean, due: string}} Brief */

const DANGERS = ['yes', 'unknown', 'no'];
const WHENS = ['now', 'today', 'week', 'longer'];
const SNIPPET = 160;

/** What staff decided stands over what is inside the seal. @param {{triage?: {practice: boolean|null}}} row @param {boolean} isSealedSo @returns {boolean} */
export function isPractice(row, isSealedSo) {
  const decided = row.triage ? row.triage.practice : null;
  return typeof decided === 'boolean' ? decided : isSealedSo;
}

/** What the list shows and sorts by; the rest is forgotten. @param {Row} row @param {import('./opened.js').Opened|null} opened null when nothing opens it
 * @returns {Brief} */
export function briefOf(row, opened) {
  const root = opened ? opened.root : null;
  const says = root ? textAt(root, 'answers', 'what') || textAt(root, 'text') : opened ? opened.raw : '';
  return {
    ...row,
    opens: opened !== null,
    odd: opened !== null && root === null,
    kind: root ? textAt(root, 'kind') : '',
    danger: DANGERS.includes(textAt(root, 'answers', 'danger')) ? textAt(root, 'answers', 'danger') : '',
    when: textAt(root, 'answers', 'when').slice(0, SNIPPET),
    place: textAt(root, 'answers', 'place').slice(0, SNIPPET),
    lang: languageTag(textAt(root, 'lang')),
    made: textAt(root, 'made_at').slice(0, SNIPPET),
    evidence: textAt(root, 'answers', 'evidence_until').slice(0, SNIPPET),
    says: Array.from(says.slice(0, SNIPPET * 2)).slice(0, SNIPPET).join(''),
    practice: isPractice(row, at(root, 'practice') === true),
    unfinished: at(root, 'unfinished') === true,
  };
}

/** What does not say how dangerous it is stands with "I do not know": it must be looked at, not passed over. */
function rank(brief) {
  return [brief.danger === 'yes' ? 0 : brief.danger === 'no' ? 2 : 1, brief.slow ? 1 : 0, WHENS.includes(brief.when) ? WHENS.indexOf(brief.when) : WHENS.length];
}

/** @param {Brief} one @param {Brief} other @returns {number} */
export function compareBriefs(one, other) {
  const others = rank(other);
  const difference = rank(one).map((place, at) => place - others[at]).find(Boolean);
  if (difference) return difference;
  const [here, there] = [one, other].map((brief) => `${brief.received}|${brief.id}|${brief.variant}`);
  return here < there ? -1 : here > there ? 1 : 0;
}
