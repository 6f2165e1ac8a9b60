// Ready-made answers: found, their slots filled, shown as the person will read them. Component part.
import { cleanText, plainDigits } from '../concerns/form-answers.js';
import { fillHoles, kindsOf, shownIn } from '../concerns/phrase-slots.js';
import { make } from './dom.js';

/** @typedef {{lang: string, dir: string, phrases: object[], contacts: {id: string, name: string, tel: string}[], places: string[]}} ReadyMade as the hub's route gives it */
/** @typedef {{lang: string, text: string, phrase: string, slots: object}} Words */

const INPUTS = { number: { type: 'tel', dir: 'ltr', inputmode: 'tel' }, date: { type: 'date' }, time: { type: 'time' }, place: { type: 'text', dir: 'auto', list: 'answer-places' } };

const meansOf = ({ lang, contacts }) => ({ lang, contacts: new Map(contacts.map((one) => [one.id, { ...one, lang: '' }])), links: false });

export class PhraseOffer {
  /** @param {(name: string) => HTMLElement} part find, phrases, slots, english, other, unchecked @param {ReadyMade} english @param {ReadyMade|null} other in the reader's language
   * @param {Function} say */
  constructor(part, english, other, say) {
    Object.assign(this, { part, english, other, say });
    part('find').addEventListener('input', () => this.list());
    part('find').addEventListener('keydown', (event) => this.walk(event));
    part('phrases').addEventListener('change', () => this.choose());
    part('slots').addEventListener('input', () => this.preview());
    this.list();
  }

  /** Every typed word must be in it, in any order. */
  list() {
    const wanted = this.part('find').value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = this.english.phrases.filter(({ id, text }) => wanted.every((word) => `${id} ${text}`.toLowerCase().includes(word)));
    const groups = Array.from(new Set(found.map((phrase) => phrase.group)));
    const options = (group) => found.filter((phrase) => phrase.group === group).map((phrase) => make('option', { value: phrase.id }, this.bare(phrase)));
    this.part('phrases').replaceChildren(...groups.map((group) => make('optgroup', { label: this.say(`group-${group}`) }, ...options(group))));
    this.part('phrases').value = this.chosen ? this.chosen.id : '';
    if (this.part('phrases').value === '') this.choose();
  }

  /** From the search box straight to the first that was found. */
  walk(event) {
    if (event.key !== 'ArrowDown' && event.key !== 'Enter') return;
    event.preventDefault();
    const phrases = this.part('phrases');
    if (phrases.options.length === 0) return;
    if (phrases.selectedIndex < 0) phrases.selectedIndex = 0;
    phrases.focus();
    this.choose();
  }

  label(name) {
    return this.say(`slot-${name}`);
  }

  bare(phrase) {
    return phrase.text.replace(/\{([a-z_]+)\}/g, (hole, name) => `[${this.label(name)}]`);
  }

  choose() {
    const { value } = this.part('phrases');
    this.chosen = this.english.phrases.find((phrase) => phrase.id === value) || null;
    const kinds = this.chosen ? Array.from(kindsOf(this.chosen.kinds)) : [];
    this.part('slots').replaceChildren(...kinds.map(([name, kind]) => make('label', { class: 'field' }, make('span', {}, this.label(name)), this.input(name, kind))));
    this.preview();
  }

  input(name, kind) {
    if (kind !== 'contact') return make('input', { ...INPUTS[kind], 'data-slot': name, 'data-kind': kind, required: true, autocomplete: 'off', maxlength: '120' });
    const options = this.english.contacts.map(({ id, name: called, tel }) => make('option', { value: id }, `${called} · ${tel}`));
    return make('select', { 'data-slot': name, 'data-kind': kind, required: true }, make('option', { value: '' }, '–'), ...options);
  }

  /** As they travel. */
  get slots() {
    const inputs = Array.from(this.part('slots').querySelectorAll('[data-slot]'));
    return Object.fromEntries(inputs.map(({ dataset, value }) => [dataset.slot, dataset.kind === 'number' ? plainDigits(cleanText(value)) : cleanText(value)]));
  }

  /** What is not filled yet stands as its name. @param {ReadyMade} readyMade @returns {HTMLElement|null} */
  fill(readyMade) {
    const phrase = readyMade.phrases.find((one) => one.id === this.chosen.id);
    if (!phrase) return null;
    const [kinds, means, { slots }] = [kindsOf(phrase.kinds), meansOf(readyMade), this];
    const isFit = (name) => shownIn(kinds.get(name), slots[name], means) !== null;
    const words = make('bdi', { lang: readyMade.lang, dir: readyMade.dir }, phrase.text.replace(/\{([a-z_]+)\}/g, (hole, name) => (isFit(name) ? hole : `[${this.label(name)}]`)));
    fillHoles(words, kinds, slots, means);
    return words;
  }

  preview() {
    for (const [name, readyMade] of [['english', this.english], ['other', this.other]]) {
      this.part(name).replaceChildren((this.chosen && readyMade && this.fill(readyMade)) || '');
    }
    const translated = this.chosen && this.other ? this.other.phrases.find((one) => one.id === this.chosen.id) : null;
    this.part('unchecked').hidden = !translated || translated.checked;
  }

  /** Whether the person reads it in their own language. */
  get isTranslated() {
    const found = this.other && this.chosen ? this.other.phrases.find((one) => one.id === this.chosen.id) : null;
    return Boolean(found && found.translated);
  }

  /** @returns {{words: Words}|{problem: string}} the problem's name among the page's words */
  read() {
    if (!this.chosen) return { problem: 'choose-phrase' };
    const [kinds, means, { slots }] = [kindsOf(this.chosen.kinds), meansOf(this.english), this];
    const wrong = Array.from(kinds.keys()).find((name) => shownIn(kinds.get(name), slots[name], means) === null);
    if (wrong) {
      this.part('slots').querySelector(`[data-slot="${wrong}"]`).focus();
      return { problem: `wrong-${kinds.get(wrong)}` };
    }
    return { words: { lang: 'en', text: this.fill(this.english).textContent, phrase: this.chosen.id, slots } };
  }

  clear() {
    this.chosen = null;
    this.part('find').value = '';
    this.list();
  }
}
