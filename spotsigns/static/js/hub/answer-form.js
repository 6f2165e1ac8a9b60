// Writing an answer: a ready-made one or own words, asked once more when the person reads another language. Component part.
import { cleanText } from '../concerns/form-answers.js';
import { languageName, make } from './dom.js';
import { PhraseOffer } from './phrase-offer.js';

const ENGLISH = 'en';

export class AnswerForm {
  /** @param {HTMLFormElement} form of the page's template @param {{english: object, other: object|null, lang: string, say: Function, onSend: (words: object) => Promise<string>}} means
   *   `lang` is the reader's, '' where it is not known; `onSend` resolves to the words to show and throws what is to be shown as it is */
  constructor(form, { english, other, lang, say, onSend }) {
    Object.assign(this, { form, lang, say, onSend });
    this.part = (name) => form.querySelector(`[data-answer="${name}"]`);
    this.phrases = new PhraseOffer(this.part, english, other, say);
    const tags = lang && lang !== ENGLISH ? [ENGLISH, lang] : [ENGLISH];
    this.part('written').replaceChildren(...tags.map((tag) => make('option', { value: tag }, languageName(tag))));
    this.part('places').append(...english.places.map((name) => make('option', { value: name })));
    this.part('other-box').hidden = other === null;
    this.part('other-title').textContent = other ? say('in-language', { language: languageName(other.lang) }) : '';
    for (const kind of form.querySelectorAll('[name="answer-kind"]')) kind.addEventListener('change', () => this.turn());
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.submit(false);
    });
    this.part('yes').addEventListener('click', () => this.submit(true));
    this.part('no').addEventListener('click', () => this.ask(''));
    this.turn();
  }

  get isReadyMade() {
    return this.form.querySelector('[name="answer-kind"]:checked').value === 'ready';
  }

  turn() {
    this.part('ready').hidden = !this.isReadyMade;
    this.part('own').hidden = this.isReadyMade;
    this.ask('');
  }

  read() {
    if (this.isReadyMade) return this.phrases.read();
    const text = cleanText(this.part('text').value);
    return text ? { words: { lang: this.part('written').value, text, phrase: null, slots: {} } } : { problem: 'write-words' };
  }

  /** @param {object} words @returns {boolean} whether it comes to the person in a language that they did not write in */
  isForeign(words) {
    if (!this.lang || words.lang === this.lang) return false;
    return words.phrase === null || !this.phrases.isTranslated;
  }

  ask(written) {
    const names = { language: languageName(this.lang || ENGLISH), written: languageName(written || ENGLISH) };
    this.part('anyway').hidden = written === '';
    this.part('anyway-why').textContent = this.say('anyway-why', names);
    this.part('yes').textContent = this.say('anyway', names);
    if (written) this.part('yes').focus();
  }

  /** @param {boolean} isAnyway */
  async submit(isAnyway) {
    const { words, problem: wrong } = this.read();
    this.tell(wrong ? this.say(wrong) : '');
    this.ask('');
    if (wrong || this.isBusy) return;
    if (this.isForeign(words) && !isAnyway) {
      this.ask(words.lang);
      return;
    }
    this.isBusy = true;
    this.part('send').disabled = true;
    try {
      this.tell(this.say('sealing'));
      this.tell(await this.onSend(words));
      this.clear();
    } catch (problem) {
      this.tell(problem.message || this.say('not-answered'));
    }
    this.isBusy = false;
    this.part('send').disabled = false;
  }

  clear() {
    this.part('text').value = '';
    this.phrases.clear();
  }

  tell(text) {
    this.part('told').textContent = text;
  }
}
