// The list of the desk: one button a concern with a box to choose it, most urgent first, practice apart. Component.
import { make } from './dom.js';
import { rowOf } from './desk-row.js';
import { isPractice } from './sifting.js';

// More at a time would make the browser slow; none is hidden, the button below draws the next.
const DRAWN_AT_ONCE = 500;
/** @typedef {import('./sorting.js').Brief} Brief */

export class DeskList {
  /** @param {HTMLElement} list @param {{say: Function, labels: object, more: HTMLButtonElement, onOpen: (brief: Brief) => void, onMore: () => void, onPick?: (picked: Brief[]) => void}} means
   *   `onMore` after the next ones were drawn, or when there is nothing left to draw */
  constructor(list, { say, labels, more, onOpen, onMore, onPick = () => {} }) {
    Object.assign(this, { list, say, labels, more, onPick, current: '', briefs: [], picked: new Set(), looking: new Map(), hasMore: false });
    this.begin();
    list.addEventListener('click', (event) => {
      const button = event.target.closest('button');
      if (button) onOpen(this.briefs[Number(button.dataset.at)]);
    });
    list.addEventListener('change', (event) => event.target.dataset.pick && this.pick(event.target.dataset.pick, event.target.checked));
    more.addEventListener('click', async () => {
      const had = this.drawn;
      this.room += DRAWN_AT_ONCE;
      this.show(this.briefs);
      this.focus(had);
      const isDrawn = this.drawn > had;
      await onMore();
      if (!isDrawn) this.focus(had);
    });
  }

  /** Another list: as long as any is at first, nothing chosen. */
  begin() {
    this.room = DRAWN_AT_ONCE;
    this.picked.clear();
    this.told = '';
    this.onPick([]);
  }

  /** @returns {number} how many stand in the list */
  get drawn() {
    return Math.min(this.room, this.briefs.length);
  }

  /** Focus stays on the concern it was on, wherever that stands now. @param {Brief[]} briefs @param {boolean} [hasMore] the server has others */
  show(briefs, hasMore = this.hasMore) {
    const focused = this.list.contains(document.activeElement) ? this.rowHere().dataset.id : null;
    this.briefs = briefs;
    this.hasMore = hasMore;
    this.list.replaceChildren(...briefs.slice(0, this.room).flatMap((brief, at) => [this.apart(brief, at), this.row(brief, at)].filter(Boolean)));
    this.more.hidden = this.drawn === briefs.length && !hasMore;
    this.mark(this.current);
    this.tellPicked();
    if (focused) this.focus(this.buttons().findIndex((button) => button.dataset.id === focused));
  }

  row(brief, at) {
    return rowOf(brief, at, { say: this.say, labels: this.labels, isPicked: this.picked.has(`${brief.id}/${brief.variant}`), looking: this.looking.get(brief.id) || [] });
  }

  /** A line before the first of practice. */
  apart(brief, at) {
    return isPractice(brief) && (at === 0 || !isPractice(this.briefs[at - 1])) ? make('li', { class: 'rows__apart' }, this.say('practice-below')) : null;
  }

  buttons() {
    return Array.from(this.list.querySelectorAll('button'));
  }

  /** @returns {HTMLElement|null} the button of the row that has focus */
  rowHere() {
    const row = document.activeElement && document.activeElement.closest('.rows__row');
    return row && this.list.contains(row) ? row.querySelector('button') : null;
  }

  /** @param {string} id of the concern in the reading pane */
  mark(id) {
    this.current = id;
    for (const button of this.buttons()) button.setAttribute('aria-current', String(id !== '' && button.dataset.id.startsWith(`${id}/`)));
  }

  focus(at) {
    const buttons = this.buttons();
    const button = buttons[Math.max(0, Math.min(at, buttons.length - 1))];
    if (button) button.focus();
  }

  /** @param {number} by 1 down, -1 up */
  step(by) {
    const buttons = this.buttons();
    const here = buttons.indexOf(this.rowHere());
    const current = buttons.findIndex((button) => button.getAttribute('aria-current') === 'true');
    this.focus((here >= 0 ? here : current) + by);
  }

  pick(key, isPicked) {
    if (isPicked) this.picked.add(key);
    else this.picked.delete(key);
    this.tellPicked();
  }

  /** Only what stands in the list counts as chosen: a sieve takes the others out of reach. */
  tellPicked() {
    const picked = this.briefs.filter((brief) => this.picked.has(`${brief.id}/${brief.variant}`));
    const told = picked.map((brief) => `${brief.id}/${brief.variant}`).join();
    if (told !== this.told) this.onPick(picked);
    this.told = told;
  }

  /** Chooses the row that has focus, or lets it go. */
  pickHere() {
    const row = this.rowHere();
    if (!row) return;
    const box = row.parentElement.querySelector('[data-pick]');
    box.checked = !box.checked;
    this.pick(row.dataset.id, box.checked);
  }

  /** @param {string[]} [keys] let go of these; else of all */
  unpick(keys = Array.from(this.picked)) {
    for (const box of this.list.querySelectorAll('[data-pick]')) if (keys.includes(box.dataset.pick)) box.checked = false;
    for (const key of keys) this.pick(key, false);
  }

  /** Changes words only: nothing moves under somebody's eyes. @param {Map<string, string[]>} looking names by concern id */
  showLooking(looking) {
    this.looking = looking;
    for (const button of this.buttons()) {
      const names = looking.get(button.dataset.id.split('/')[0]) || [];
      button.querySelector('.row__looking').textContent = names.length ? this.say('looks-too', { names: names.join(', ') }) : '';
    }
  }
}
