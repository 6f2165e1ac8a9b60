// What is done about the concern in the reading pane: notes, hand-over, links, marks, no further action, restriction. Component.
import { askHub } from './ask-hub.js';
import { factsOf } from './doing-facts.js';
import { make } from './dom.js';
import { Draft } from './drafts.js';
import { HandOvers } from './hand-over.js';
import { Matter } from './matter.js';
import { Notes } from './notes.js';
import { Restriction } from './restriction.js';
import { StandingLine } from './standing-line.js';

export class Doing {
  /** @param {import('./pane-parts.js').Shown} shown @param {object} means of the pane */
  constructor(shown, means) {
    this.shown = shown;
    this.means = means;
    this.concern = shown.envelopes[0].id;
    this.draft = Draft.of(this.concern, means);
    this.element = make('section', { class: 'doing', 'aria-label': means.say('doing') });
  }

  async begin() {
    await this.draft.load();
    this.parts = [StandingLine, Notes, HandOvers, Matter, Restriction].map((Part) => new Part(this));
    this.element.append(...this.parts.map((part) => part.element));
    await this.refresh();
  }

  /** Each part shows what now stands. Throws HubRefusal. */
  async refresh() {
    const facts = await factsOf(this.concern, this.means.opener);
    for (const part of this.parts) await part.show(facts);
  }

  /** Does `work`, shows what stands then, and says what happened where it was asked for.
   * @param {HTMLElement} told @param {() => Promise<string|void>} work resolves to the words to show @returns {Promise<boolean>} */
  async act(told, work) {
    try {
      const words = await work();
      await this.refresh();
      told.textContent = words || '';
      return true;
    } catch (problem) {
      this.means.heed(problem);
      told.textContent = (problem && problem.message) || this.means.say('failed');
      return false;
    }
  }

  /** @param {string} name @param {object} [body] */
  ask(name, body = {}) {
    return askHub(`/hub/api/concerns/${this.concern}/${name}`, body);
  }

  /** A text that is kept while it is typed. @param {string} name @param {string} label @param {number} [rows] @returns {{field: HTMLElement, area: HTMLTextAreaElement, clear: () => void}} */
  typed(name, label, rows = 3) {
    const area = make('textarea', { rows, dir: 'auto', maxlength: 12000, autocomplete: 'off', 'data-draft': name });
    area.value = this.draft.get(name);
    area.addEventListener('input', () => this.draft.set(name, area.value));
    const clear = () => {
      area.value = '';
      this.draft.set(name, '');
      return this.draft.flush();
    };
    return { field: make('label', { class: 'field' }, make('span', {}, label), area), area, clear };
  }

  /** @param {string} words @param {(button: HTMLButtonElement) => *} work @param {boolean} [isMain] */
  button(words, work, isMain = false) {
    const button = make('button', { type: 'button', class: isMain ? 'press' : 'press press--quiet' }, words);
    button.addEventListener('click', async () => {
      button.disabled = true;
      await work(button);
      button.disabled = false;
    });
    return button;
  }
}

/** @param {import('./pane-parts.js').Shown} shown @param {object} means @returns {Promise<HTMLElement>} */
export async function offerDoing(shown, means) {
  const doing = new Doing(shown, means);
  await doing.begin();
  return doing.element;
}
