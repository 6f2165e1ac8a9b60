// What changes while somebody works: new concerns, and who else looks at what. It never moves anything by itself. Component.
import { askHub } from './ask-hub.js';

const EVERY_MS = 30000;
const MARGIN_MS = 2 * 60 * 1000;
const LONG_AGO = '2000-01-01T00:00Z';

export class DeskNews {
  /** @param {HTMLButtonElement} button @param {{say: Function, idle: {isLocked: boolean}, onLooking: (looking: Map<string, string[]>) => void, heed: (problem: *) => void}} means */
  constructor(button, { say, idle, onLooking, heed }) {
    Object.assign(this, { button, say, idle, onLooking, heed, known: new Set(), arrived: [], newest: '', at: '' });
    setInterval(() => this.look(), EVERY_MS);
    document.addEventListener('visibilitychange', () => this.look());
  }

  /** However they came here, they are not announced any more. @param {import('./sorting.js').Row[]} rows that this browser has */
  knows(rows) {
    for (const row of rows) {
      this.known.add(`${row.id}/${row.variant}`);
      if (row.received > this.newest) this.newest = row.received;
    }
    this.announce(this.arrived);
  }

  /** @param {import('./sorting.js').Row} row */
  isNew(row) {
    return !this.known.has(`${row.id}/${row.variant}`);
  }

  /** From a little before the newest one: two that come at once may be written down in either order. */
  since() {
    return this.newest ? `${new Date(Date.parse(this.newest) - MARGIN_MS).toISOString().slice(0, 16)}Z` : LONG_AGO;
  }

  /** Asked quietly: neither keeps an idle session alive. */
  async look() {
    if (this.idle.isLocked || document.hidden) return;
    try {
      const { new: arrived } = await askHub(`/hub/api/desk/arrivals?since=${this.since()}`);
      this.announce(arrived.map(([id, variant]) => `${id}/${variant}`));
      await this.lookAt(this.at);
    } catch (problem) {
      this.heed(problem);
    }
  }

  /** @param {string[]} arrived keys of which this browser may have some; none when all that came was asked for */
  announce(arrived) {
    this.arrived = arrived.filter((key) => !this.known.has(key));
    const number = this.arrived.length;
    this.button.hidden = number === 0;
    const words = number === 0 ? '' : this.say(number === 1 ? 'news-one' : 'news', { number });
    if (this.button.textContent !== words) this.button.textContent = words;
  }

  /** @param {string} id of the concern on the screen, '' for none */
  async lookAt(id) {
    this.at = id;
    const { looking } = await askHub('/hub/api/looking', { at: id });
    const byConcern = new Map();
    for (const [concern, name] of looking) byConcern.set(concern, [...(byConcern.get(concern) || []), name]);
    this.onLooking(byConcern);
  }
}
