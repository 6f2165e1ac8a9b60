// Hand-overs that wait for somebody: to be released, given, confirmed, or reviewed because one person released them alone. Component.
import { askHub } from './ask-hub.js';
import { nameOf } from './doing-facts.js';
import { make, minute, told, wordsIn } from './dom.js';
import { enter } from './enter.js';
import { dueMinute, sayWall, wallMinute } from './working-days.js';

// What one person released alone, somebody else looks at within a working day.
const REVIEW_DAYS = 1;
const isToReview = (one) => one.glass && !one.reviewed_at;

export class HandOverList {
  static moduleName = 'hand-overs';

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.say = wordsIn(root);
    this.holidays = JSON.parse(root.querySelector('[data-holidays]').dataset.holidays);
    this.part = (name) => root.querySelector(`[data-part="${name}"]`);
    this.start().catch((problem) => this.fail(problem));
  }

  async start() {
    const entered = await enter(this.root);
    if (!entered) return;
    Object.assign(this, entered);
    const [{ hand_overs: all }, { people }, { destinations }] = await Promise.all(['/hub/api/hand-overs', '/hub/api/people', '/hub/api/destinations'].map((path) => askHub(path)));
    this.part('count').textContent = this.say(all.length ? 'waiting-count' : 'waiting-none', { number: all.length });
    const groups = { review: all.filter(isToReview), asked: all.filter((one) => !isToReview(one) && one.state === 'asked'), released: all.filter((one) => !isToReview(one) && one.state === 'released') };
    for (const [name, found] of Object.entries(groups)) {
      this.part(name).hidden = found.length === 0;
      this.part(name).querySelector('ol').replaceChildren(...found.map((one) => this.entry(one, people, destinations, name)));
    }
  }

  entry(one, people, destinations, name) {
    const to = destinations.find(({ id }) => id === one.destination);
    const due = name === 'review' ? dueMinute(one.released_at, { days: REVIEW_DAYS, holidays: this.holidays }) : '';
    const isLate = due !== '' && due < wallMinute(new Date());
    return make('li', { class: 'hand-over' },
      make('p', { class: 'note__head' }, make('b', {}, to ? to.name : one.destination), ' · ', told(nameOf(people, name === 'review' ? one.released_by : one.by)), ' ', minute(one.at)),
      due ? make('p', { class: isLate ? 'warning' : 'quiet' }, this.say(isLate ? 'review-late' : 'review-by'), ' ', sayWall(due)) : null,
      make('p', {}, make('a', { href: `/hub/#${one.concern}` }, this.say('waiting-open'))));
  }

  fail(problem) {
    if (this.idle) this.idle.heed(problem);
    this.part('count').textContent = (problem && problem.message) || this.say('failed');
  }
}
