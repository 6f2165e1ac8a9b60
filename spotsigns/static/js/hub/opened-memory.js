// What this browser has opened, for searching and for finding what belongs together: in page memory, gone with the page. Component of the desk.
import { own } from './said.js';
import { whyRelated } from './related.js';
import { memorableOf } from './sort-out.js';

const NOTHING = { spread: '', tight: '' };
const keyOf = ({ id, variant }) => `${id}/${variant}`;

export class OpenedMemory {
  /** @param {object} labels */
  constructor(labels) {
    this.labels = labels;
    this.held = new Map();
  }

  /** @param {import('./sorting.js').Row} row @param {import('./opened.js').Opened|null} opened */
  keep(row, opened) {
    this.hold(row, memorableOf(opened, this.labels));
  }

  /** @param {import('./sorting.js').Row} row @param {import('./sort-out.js').Memorable|null} memorable null where nothing opened it */
  hold(row, memorable) {
    if (memorable) this.held.set(keyOf(row), { row, ...memorable });
  }

  /** @param {import('./sorting.js').Row} row @returns {import('./folded.js').Folded} */
  words(row) {
    const held = this.held.get(keyOf(row));
    return held ? held.words : NOTHING;
  }

  /** Others than on its own thread, most reasons first. @param {import('./sorting.js').Row} row
   * @returns {{row: import('./sorting.js').Row, why: import('./related.js').Why[]}[]} */
  related(row) {
    const mine = this.held.get(keyOf(row));
    if (!mine || !mine.traits) return [];
    const places = own(this.labels.choices, 'place') || {};
    return Array.from(this.held.values())
      .filter((other) => other.traits && other.row.id !== row.id && other.row.thread !== row.thread)
      .map((other) => ({ row: other.row, why: whyRelated(mine.traits, other.traits, places) }))
      .filter(({ why }) => why.length > 0)
      .sort((one, other) => other.why.length - one.why.length);
  }
}
