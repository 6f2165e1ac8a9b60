// What decides what is done first, above everything else: when, where, which child, what will be gone. Component.
import { asOf, evidenceEnd } from './clocks.js';
import { make, told } from './dom.js';
import { sayWall, wallMinute } from './working-days.js';

const URGENT = ['when', 'still_going_on', 'place', 'place_text', 'where_kind', 'child', 'about_power', 'evidence_until'];

/** @param {import('./said.js').Line} line @returns {boolean} it stands here and not among the other answers */
export function isUrgentLine(line) {
  return URGENT.includes(line.field);
}

/** "Now" was when it was written; "a week" ends on a day. */
function dated(line, { made, received }, { say }) {
  if (line.field === 'when' && line.id === 'now') {
    const clocks = asOf(made, received);
    return make('strong', {}, say(clocks.made ? 'as-of' : 'as-of-unknown', clocks));
  }
  const end = line.field === 'evidence_until' ? evidenceEnd(line.id, made, received) : null;
  if (!end) return null;
  const name = end < new Date() ? 'evidence-past' : 'evidence';
  return make('span', { class: `badge badge--${name}` }, say(name, { at: sayWall(wallMinute(end)) }));
}

function cells(line, clocks, lang, means) {
  const instead = dated(line, clocks, means);
  const values = line.values.map((value) => make('dd', {}, value.isTold ? told(value.text, lang) : value.text));
  return [make('dt', {}, line.label), ...(instead ? [make('dd', {}, instead)] : values)];
}

/** @param {import('./said.js').Line[]} lines all answers @param {{made: string, received: string}} clocks @param {string} lang @param {{say: Function}} means @returns {HTMLElement|null} */
export function urgentFacts(lines, clocks, lang, means) {
  const urgent = URGENT.flatMap((field) => lines.filter((line) => line.field === field));
  if (urgent.length === 0) return null;
  return make('section', { class: 'urgent' }, make('h3', {}, means.say('urgent')), make('dl', { class: 'lines' }, ...urgent.flatMap((line) => cells(line, clocks, lang, means))));
}
