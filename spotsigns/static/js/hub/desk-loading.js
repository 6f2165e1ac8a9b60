// What the server lists, brought into the browser: opened to be sorted where it waits to be read, else page by page. Edge.
import { askHub } from './ask-hub.js';
import { isPractice, sieveQuery } from './sifting.js';
import { dueMinute } from './working-days.js';

// What stands under each heading.
const TABS = { 'to-read': ['new', 'seen'], 'in-hand': ['in_hand'], closed: ['closed'], practice: ['new', 'seen', 'in_hand'] };
// Opened to be sorted, all of it: what nobody has decided on yet.
const OPENED = ['new', 'seen'];
// Opened page by page, to show how dangerous it is and what it says. What is closed stays shut until somebody opens it.
const SHOWN = ['in_hand'];
// A rare field among many: the server looks at some thousands at a time, so a page may hold fewer than there is room for.
const ENOUGH = 500;
const before = (next) => (next ? `&before=${encodeURIComponent(next)}` : '');

export class DeskLoading {
  /** @param {{sorting: import('./sorting-room.js').SortingRoom, memory: import('./opened-memory.js').OpenedMemory, news: import('./desk-news.js').DeskNews, target: import('./working-days.js').Target,
   *   wanted: () => import('./sifting.js').Wanted, show: (how: string) => void}} means `show` is called whenever there is more, with "sorting" or "looking" */
  constructor(means) {
    Object.assign(this, means, { briefs: [], next: null, turn: 0, tab: 'to-read' });
  }

  /** Whether what stands under this heading was opened, and is sorted and sifted here. */
  get isSorted() {
    return TABS[this.tab].some((state) => OPENED.includes(state));
  }

  /** A later load stops an earlier one: two would fill one list. @param {string} tab @returns {Promise<boolean>} whether this one came to its end. Throws HubRefusal */
  async load(tab) {
    this.turn += 1;
    const { turn } = this;
    Object.assign(this, { briefs: [], next: null, tab });
    try {
      for (const state of TABS[tab]) await (OPENED.includes(state) ? this.loadToRead(state, turn) : this.loadPage(state, turn));
    } catch (problem) {
      if (turn === this.turn) throw problem;
    }
    return turn === this.turn;
  }

  async loadToRead(state, turn) {
    let next = null;
    do {
      const page = await askHub(`/hub/api/desk?state=${state}${before(next)}`);
      next = page.next;
      if (turn !== this.turn) return;
      await this.sort(page.rows, turn);
    } while (next && turn === this.turn);
  }

  sort(rows, turn) {
    this.news.knows(rows);
    return this.openRows(rows, turn, 'sorting');
  }

  async openRows(rows, turn, how) {
    const give = ({ brief, memorable }) => {
      this.memory.hold(brief, memorable);
      if (turn === this.turn) this.take(brief);
    };
    await this.sorting.sortRows(rows, give, () => {
      if (turn === this.turn) this.show(how);
      return turn === this.turn;
    });
  }

  /** In hand and closed are not sorted here: the server sifts, and hands out what there is room for. */
  async loadPage(state, turn) {
    const sieve = sieveQuery(this.wanted());
    const had = this.briefs.length;
    do {
      const page = await askHub(`/hub/api/desk?state=${state}${sieve}${before(this.next)}`);
      if (turn !== this.turn) return;
      this.next = page.next;
      if (SHOWN.includes(state)) await this.openRows(page.rows, turn, 'looking');
      else for (const row of page.rows) this.take(row);
      if (turn !== this.turn) return;
      this.show('looking');
    } while (this.next && this.briefs.length - had < ENOUGH);
  }

  /** Practice is never among what is to be read or in hand; closed, it lies with the others. @param {import('./sorting.js').Brief} brief */
  take(brief) {
    if (this.tab === 'closed' || isPractice(brief) === (this.tab === 'practice')) this.briefs.push({ ...brief, due: dueMinute(brief.received, this.target) });
  }

  /** The next page, where there is one. */
  async goOn() {
    if (this.next) await this.loadPage(TABS[this.tab].find((state) => !OPENED.includes(state)), this.turn);
  }

  /** Only what is new is opened; what is here stays. */
  async bringIn() {
    const { rows } = await askHub('/hub/api/desk?state=new');
    await this.sort(rows.filter((row) => this.news.isNew(row)), this.turn);
  }
}
