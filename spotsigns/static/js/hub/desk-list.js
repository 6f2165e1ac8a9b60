// The list of the desk: one button a concern, most urgent first. Component.
import { languageName, make, minute, told } from './dom.js';
import { own } from './said.js';

// More at a time would make the browser slow; none is hidden, the button below draws the next.
const DRAWN_AT_ONCE = 500;
/** @typedef {import('./sorting.js').Brief} Brief */

export class DeskList {
  /** @param {HTMLElement} list @param {{say: Function, labels: object, more: HTMLButtonElement, onOpen: (brief: Brief) => void, onMore: () => void}} means */
  constructor(list, { say, labels, more, onOpen, onMore }) {
    this.list = list;
    this.say = say;
    this.labels = labels;
    this.more = more;
    this.current = '';
    this.briefs = [];
    this.begin();
    list.addEventListener('click', (event) => {
      const button = event.target.closest('button');
      if (button) onOpen(this.briefs[Number(button.dataset.at)]);
    });
    more.addEventListener('click', () => {
      const had = this.drawn;
      this.room += DRAWN_AT_ONCE;
      this.show(this.briefs);
      this.focus(had);
      onMore();
    });
  }

  /** Another list: as long as any is at first. */
  begin() {
    this.room = DRAWN_AT_ONCE;
  }

  /** @returns {number} how many stand in the list */
  get drawn() {
    return Math.min(this.room, this.briefs.length);
  }

  /** Focus stays on the concern it was on, wherever that stands now. @param {Brief[]} briefs */
  show(briefs) {
    const focused = this.list.contains(document.activeElement) ? document.activeElement.dataset.id : null;
    this.briefs = briefs;
    this.list.replaceChildren(...briefs.slice(0, this.room).map((brief, at) => make('li', { class: 'rows__row' }, this.button(brief, at))));
    this.more.hidden = this.drawn === briefs.length;
    this.mark(this.current);
    if (focused) this.focus(this.buttons().findIndex((button) => button.dataset.id === focused));
  }

  button(brief, at) {
    const { say, labels } = this;
    const badge = (name) => make('span', { class: `badge badge--${name}` }, say(name));
    const danger = brief.opens === undefined ? null : badge(brief.odd ? 'odd' : brief.opens ? `danger-${brief.danger || 'unknown'}` : 'unopened');
    const triage = brief.triage || {};
    const facts = brief.opens
      ? [own(labels.choices.when, brief.when), own(labels.choices.place, brief.place), brief.lang && languageName(brief.lang)]
      : [own(labels.categories, triage.category), own(labels.wards, triage.ward), triage.urgency && say(`urgency-${triage.urgency}`), triage.assignee];
    return make(
      'button',
      { type: 'button', class: 'row', 'data-at': at, 'data-id': `${brief.id}/${brief.variant}`, 'data-state': brief.state },
      make('span', { class: 'row__top' }, danger, brief.kind === 'message' ? badge('message') : null, brief.practice ? badge('practice') : null,
        brief.unfinished ? badge('unfinished') : null, brief.slow ? badge('slow') : null, brief.variant > 0 ? badge('variant') : null),
      brief.says ? make('span', { class: 'row__says' }, told(brief.says, brief.lang)) : null,
      make('span', { class: 'row__facts' }, minute(brief.received), ...facts.filter(Boolean).map((fact) => make('span', {}, told(String(fact)))), make('b', {}, say(brief.state))),
    );
  }

  buttons() {
    return Array.from(this.list.querySelectorAll('button'));
  }

  /** @param {string} id of the concern in the reading pane */
  mark(id) {
    this.current = id;
    for (const button of this.buttons()) button.setAttribute('aria-current', String(button.dataset.id.startsWith(`${id}/`)));
  }

  focus(at) {
    const buttons = this.buttons();
    const button = buttons[Math.max(0, Math.min(at, buttons.length - 1))];
    if (button) button.focus();
  }

  /** @param {number} by 1 down, -1 up */
  step(by) {
    const buttons = this.buttons();
    const here = buttons.indexOf(document.activeElement);
    const current = buttons.findIndex((button) => button.getAttribute('aria-current') === 'true');
    this.focus((here >= 0 ? here : current) + by);
  }
}
