// The 24 words: shown to be written down, then asked back one by one. Component.
import { make } from './dom.js';
import { RECOVERY_WORDS } from './words.js';

export class RecoverySheet {
  /** @param {HTMLElement} shown where they stand to be copied @param {HTMLElement} asked where they are typed @param {(number: number) => string} nameOf the label of a field */
  constructor(shown, asked, nameOf) {
    this.shown = shown;
    this.asked = asked;
    this.nameOf = nameOf;
    // A word and a space, as one types from paper: the space leads on to the next field.
    asked.addEventListener('keydown', (event) => {
      if (event.key !== ' ') return;
      event.preventDefault();
      const next = this.fields[this.fields.indexOf(event.target) + 1];
      if (next) next.focus();
    });
  }

  get fields() {
    return Array.from(this.asked.querySelectorAll('input'));
  }

  get typed() {
    return this.fields.map((field) => field.value);
  }

  /** @param {string[]} words */
  show(words) {
    this.shown.replaceChildren(...words.map((word) => make('li', {}, word)));
  }

  /** The words leave the screen: what is typed must come from the paper. What was typed before stays. */
  askBack() {
    this.shown.replaceChildren();
    if (this.fields.length) return;
    for (let at = 1; at <= RECOVERY_WORDS; at += 1) {
      const field = make('input', { autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false', required: true, 'aria-label': this.nameOf(at) });
      this.asked.append(make('label', {}, make('span', { 'aria-hidden': 'true' }, String(at)), field));
    }
  }

  /** @param {number[]} wrong places from 1 */
  mark(wrong) {
    this.fields.forEach((field, at) => field.setAttribute('aria-invalid', String(wrong.includes(at + 1))));
  }

  forget() {
    this.shown.replaceChildren();
    this.asked.replaceChildren();
  }
}
