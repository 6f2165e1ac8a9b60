// In one glance: when the words will be deleted, who may see them, what matter they are part of, who offers to take it. Component.
import { aboutOf, nameOf } from './doing-facts.js';
import { make } from './dom.js';
import { textAt } from './opened.js';

/** A UTC date as the calendar on the wall says it. @param {string} date 2026-12-23 */
function day(date) {
  return new Date(`${date}T12:00:00Z`).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });
}

/** The latest of them stands. @param {import('./desk-records.js').ReadRecord[]} records @returns {import('./desk-records.js').ReadRecord|null} who said that it is malicious */
export function maliciousMark(records) {
  const marks = records.filter((read) => read.root && read.record.kind === 'note' && ['malicious', 'not-malicious'].includes(aboutOf(read)));
  const last = marks[marks.length - 1];
  return last && aboutOf(last) === 'malicious' ? last : null;
}

export class StandingLine {
  /** @param {import('./doing.js').Doing} doing */
  constructor({ means }) {
    this.say = means.say;
    this.element = make('div', { class: 'standing', 'data-part': 'standing' });
    // Of those who may take a concern: for the field in the form above.
    this.names = make('datalist', { id: 'desk-people' });
  }

  /** @param {import('./doing-facts.js').Facts} facts */
  show({ standing, records, people }) {
    const { say } = this;
    const mark = maliciousMark(records);
    const holders = standing.holders.map((id) => nameOf(people, id)).join(', ');
    const lines = [
      standing.purge_after ? make('p', { class: 'noted', 'data-part': 'purge' }, say('purge-after', { day: day(standing.purge_after) })) : null,
      holders ? make('p', { class: 'warning', 'data-part': 'holders' }, say('restricted-to', { names: holders })) : null,
      mark ? make('p', { class: 'warning', 'data-part': 'malicious' }, say('marked-malicious', { name: nameOf(people, mark.record.author) }), ' ', textAt(mark.root, 'text')) : null,
    ];
    this.names.replaceChildren(...people.filter((one) => one.state === 'active' && ['keyholder', 'practitioner'].includes(one.role)).map((one) => make('option', { value: one.name })));
    this.element.replaceChildren(...lines.filter(Boolean), this.names);
  }
}
