// The form that proposes a change of one contact or of the notice to everybody. Component.
import { languageName, make } from './dom.js';

const TEXTS = ['tel', 'hours', 'opens', 'closes', 'source'];

export class ContactForm {
  /** @param {DocumentFragment} content of the page's template @param {{contact: object, name: string, languages: string[], say: function}} means */
  constructor(content, { contact, name, languages, say }) {
    this.contact = contact;
    this.say = say;
    this.element = content.cloneNode(true).firstElementChild;
    this.part = (one) => this.element.querySelector(`[data-part="${one}"]`);
    this.part('edit-title').textContent = say('change-of', { name });
    this.part('notices').append(...languages.map((tag) => this.notice(tag)));
    this.fill();
    this.element.addEventListener('submit', (event) => {
      event.preventDefault();
      this.propose();
    });
    this.field('hours').addEventListener('change', () => this.offerTimes());
    this.part('cancel').addEventListener('click', () => this.onCancel());
  }

  field(name) {
    return this.element.querySelector(`[data-field="${name}"]`);
  }

  notice(tag) {
    const input = make('input', { 'data-notice': tag, lang: tag, dir: 'auto', maxlength: '200', autocomplete: 'off' });
    input.value = this.contact.notice[tag] || '';
    return make('label', { class: 'field' }, make('span', {}, languageName(tag)), input);
  }

  fill() {
    for (const name of TEXTS) this.field(name).value = this.contact[name] || '';
    this.field('is_out_of_use').checked = this.contact.is_out_of_use;
    this.field('is_out_of_use').disabled = this.contact.always;
    this.field('tel').readOnly = this.contact.fixed;
    const isNotice = this.contact.id === 'everybody';
    this.part('facts').hidden = isNotice;
    for (const note of ['same-note', 'source-note']) this.part(note).hidden = isNotice;
    this.offerTimes();
  }

  /** Opening times only where there are any. */
  offerTimes() {
    const hasTimes = !['', 'always'].includes(this.field('hours').value);
    for (const name of ['opens', 'closes']) {
      this.field(name).disabled = !hasTimes;
      if (!hasTimes) this.field(name).value = '';
    }
  }

  values() {
    const given = Object.fromEntries(TEXTS.map((name) => [name, this.field(name).value.trim()]));
    const notice = {};
    for (const input of this.element.querySelectorAll('[data-notice]')) if (input.value.trim()) notice[input.dataset.notice] = input.value.trim();
    return { contact: this.contact.id, ...given, is_out_of_use: this.field('is_out_of_use').checked, notice };
  }

  async propose() {
    const press = this.element.querySelector('[type="submit"]');
    press.disabled = true;
    try {
      await this.onPropose(this.values());
    } catch (problem) {
      this.heed(problem);
      this.part('problem').textContent = problem.message || this.say('failed');
    }
    press.disabled = false;
  }

  focus() {
    const first = this.contact.id === 'everybody' ? this.element.querySelector('[data-notice]') : this.field(this.contact.fixed ? 'hours' : 'tel');
    first.focus();
    this.element.scrollIntoView({ block: 'nearest' });
  }
}
