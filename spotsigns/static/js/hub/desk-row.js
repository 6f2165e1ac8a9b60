// One concern in the list: what decides who reads it next, in two lines. Component.
import { asOf, evidenceEnd } from './clocks.js';
import { languageName, make, minute, told } from './dom.js';
import { own } from './said.js';
import { isPractice } from './sifting.js';
import { sayWall, wallMinute } from './working-days.js';

const UNDECIDED = ['new', 'seen'];

/** @param {import('./sorting.js').Brief} brief @param {Date} now @returns {boolean} nobody decided in time */
export function isOverdue(brief, now) {
  return Boolean(brief.due) && UNDECIDED.includes(brief.state) && !isPractice(brief) && wallMinute(now) > brief.due;
}

/** "Now" is when it was written, not when it is read. @param {object} brief with when, made, received @param {{say: Function, labels: object}} means @returns {string} */
export function sayWhen({ when, made, received }, { say, labels }) {
  if (when !== 'now') return own(own(labels.choices, 'when'), when) || when;
  const clocks = asOf(made, received);
  return say(clocks.made ? 'as-of' : 'as-of-unknown', clocks);
}

/** @param {import('./sorting.js').Brief} brief @param {{say: Function}} means @param {Date} now @returns {HTMLElement|null} */
export function evidenceBadge({ evidence, made, received }, { say }, now) {
  const end = evidenceEnd(evidence || '', made || '', received);
  if (!end) return null;
  const name = end < now ? 'evidence-past' : 'evidence';
  return make('span', { class: `badge badge--${name}` }, say(name, { at: sayWall(wallMinute(end)) }));
}

function badges(brief, means, now) {
  const { say } = means;
  const badge = (name) => make('span', { class: `badge badge--${name}` }, say(name));
  const danger = brief.opens === undefined ? null : badge(brief.odd ? 'odd' : brief.opens ? `danger-${brief.danger || 'unknown'}` : 'unopened');
  const overdue = isOverdue(brief, now) ? make('span', { class: 'badge badge--overdue' }, say('overdue', { at: sayWall(brief.due) })) : null;
  return [danger, overdue, brief.kind === 'message' ? badge('message') : null, isPractice(brief) ? badge('practice') : null,
    brief.unfinished ? badge('unfinished') : null, brief.slow ? badge('slow') : null, brief.variant > 0 ? badge('variant') : null, brief.opens ? evidenceBadge(brief, means, now) : null];
}

function facts(brief, means) {
  const { say, labels } = means;
  const triage = brief.triage || {};
  const recorded = [own(labels.categories, triage.category), own(labels.wards, triage.ward), triage.urgency && say(`urgency-${triage.urgency}`), triage.assignee];
  const written = brief.opens ? [sayWhen(brief, means), own(own(labels.choices, 'place'), brief.place), brief.lang && languageName(brief.lang)] : [];
  return [...written, ...recorded].filter(Boolean);
}

/** @param {import('./sorting.js').Brief} brief @param {number} at its place in the list @param {{say: Function, labels: object, isPicked: boolean, looking: string[]}} means @param {Date} [now]
 * @returns {HTMLElement} */
export function rowOf(brief, at, means, now = new Date()) {
  const { say } = means;
  const key = `${brief.id}/${brief.variant}`;
  const pick = make('input', { type: 'checkbox', class: 'rows__pick', 'data-pick': key, 'aria-label': say('pick') });
  pick.checked = means.isPicked;
  const button = make('button', { type: 'button', class: 'row', 'data-at': at, 'data-id': key, 'data-state': brief.state },
    make('span', { class: 'row__top' }, ...badges(brief, means, now)),
    brief.says ? make('span', { class: 'row__says' }, told(brief.says, brief.lang)) : null,
    make('span', { class: 'row__facts' }, minute(brief.received), ...facts(brief, means).map((fact) => make('span', {}, told(String(fact)))), make('b', {}, say(brief.state)),
      make('span', { class: 'row__looking' }, means.looking.length ? say('looks-too', { names: means.looking.join(', ') }) : '')),
  );
  return make('li', { class: 'rows__row' }, pick, button);
}
