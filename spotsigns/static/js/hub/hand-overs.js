// Hand-overs that wait for somebody: to be released, given, confirmed, or reviewed because one person released them alone. Component.
import { askHub } from './ask-hub.js';
import { nameOf } from './doing-facts.js';
import { make, minute, told, wordsIn } from './dom.js';
import { enter } from './enter.js';
import { stageOf } from './hand-over-stage.js';
import { dueMinute, sayWall, wallMinute } from './working-days.js';

// What one person released alone, somebody else looks at within a working day.
const REVIEW_DAYS = 1;
const isToReview = (one) => one.glass && !one.reviewed_at;
// Under which heading of the page: what was given to licensing waits for a reference like what was printed.
const HEADINGS = { asked: 'asked', prepared: 'prepared', released: 'released', taken: 'taken', sealed: 'taken' };

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
    const found = all.map((one) => {
      const to = destinations.find(({ id }) => id === one.destination) || { name: one.destination, way: 'document' };
      const stage = stageOf(one, to);
      return { one, to, stage, heading: isToReview(one) ? 'review' : HEADINGS[stage] };
    });
    for (const name of ['review', ...new Set(Object.values(HEADINGS))]) {
      const under = found.filter(({ heading }) => heading === name);
      this.part(name).hidden = under.length === 0;
      this.part(name).querySelector('ol').replaceChildren(...under.map((which) => this.entry(which, people)));
    }
  }

  entry({ one, to, stage, heading }, people) {
    const { say } = this;
    const did = (word, who, when) => make('p', { class: 'quiet' }, say(word), ' ', told(nameOf(people, who)), ' ', minute(when));
    const due = heading === 'review' ? dueMinute(one.released_at, { days: REVIEW_DAYS, holidays: this.holidays }) : '';
    const isLate = due !== '' && due < wallMinute(new Date());
    return make('li', { class: 'hand-over', 'data-stage': stage },
      make('p', { class: 'note__head' }, make('b', {}, to.name), ' ', make('span', { class: 'badge' }, say(`stage-${stage}`))),
      did('hand-over-by', one.by, one.at),
      one.released_by ? did(one.glass ? 'hand-over-glass' : 'hand-over-released-by', one.released_by, one.released_at) : null,
      due ? make('p', { class: isLate ? 'warning' : 'quiet' }, say(isLate ? 'review-late' : 'review-by'), ' ', sayWall(due)) : null,
      make('p', {}, make('a', { href: `/hub/#${one.concern}` }, say('waiting-open'))));
  }

  fail(problem) {
    if (this.idle) this.idle.heed(problem);
    this.part('count').textContent = (problem && problem.message) || this.say('failed');
  }
}
