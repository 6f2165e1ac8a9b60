// Needs a translator: what may leave, how it leaves, and what came back. Component.
import { askHub } from './ask-hub.js';
import { languageName, make, minute, told } from './dom.js';
import { extractOf, needsTranslator } from './extract.js';
import { languageTag, textAt } from './opened.js';
import { keepTranslation, readTranslations } from './translations.js';

/** @param {import('./pane-parts.js').Shown} shown @param {{say: Function, labels: object}} means @returns {{lang: string, lines: {label: string, text: string}[]}[]} of each envelope that is not in English and has a word to translate */
function foreignWords({ read }, { say, labels }) {
  return read
    .filter(({ opened }) => opened && opened.root && needsTranslator(opened.root, labels))
    .map(({ opened }) => ({ lang: languageTag(textAt(opened.root, 'lang')), lines: extractOf(opened.root, labels, say('taken-out')) }))
    .filter(({ lang }) => !/^en(-|$)/.test(lang));
}

/** @param {import('./pane-parts.js').Shown} shown @param {object} means @returns {Promise<HTMLElement|null>} */
export async function offerTranslator(shown, means) {
  const words = foreignWords(shown, means);
  const template = document.querySelector('template[data-translator]');
  if (words.length === 0 || !template) return null;
  const translator = new Translator(template.content.cloneNode(true).firstElementChild, shown.brief.id, words, means);
  await translator.showTranslations();
  return translator.root;
}

class Translator {
  constructor(root, id, words, means) {
    Object.assign(this, { root, id, words, means });
    this.part = (name) => root.querySelector(`[data-part="${name}"]`);
    this.part('lang').textContent = Array.from(new Set(words.map(({ lang }) => (lang ? languageName(lang) : '?')))).join(', ');
    this.part('extract').append(...words.flatMap(({ lang, lines }) => lines.map(({ label, text }) => make('div', {}, label ? make('h4', {}, label) : null, told(text, lang, 'p')))));
    this.part('ask-copy').addEventListener('click', () => this.warn());
    this.part('copy').addEventListener('click', () => this.leave('copy', () => navigator.clipboard.writeText(this.text)));
    this.part('print-extract').addEventListener('click', () => this.leave('print', () => this.print()));
    this.part('paste').addEventListener('submit', (event) => {
      event.preventDefault();
      this.keep();
    });
  }

  get text() {
    return this.words.flatMap(({ lines }) => lines.map(({ label, text }) => (label ? `${label}\n${text}` : text))).join('\n\n');
  }

  /** What is pasted into a public translator has left for good. */
  warn() {
    this.part('copy-warning').hidden = false;
    this.part('copy').focus();
  }

  /** The ledger first: nothing leaves that is not written down. */
  async leave(how, go) {
    const { say, heed } = this.means;
    try {
      await askHub(`/hub/api/concerns/${this.id}/extract`, { how });
      await go();
      this.part('left').textContent = say(`left-${how}`);
    } catch (problem) {
      heed(problem);
      this.part('left').textContent = problem.status === undefined ? say('copy-failed') : problem.message || say('failed');
    }
    this.part('copy-warning').hidden = true;
  }

  print() {
    document.body.dataset.printing = 'extract';
    window.print();
    delete document.body.dataset.printing;
  }

  async showTranslations() {
    const { opener, say, staff } = this.means;
    const [found, people] = await Promise.all([readTranslations(this.id, opener), this.names()]).catch(() => [null, {}]);
    this.part('paste').hidden = found === null;
    const who = (author) => (author === staff.id ? staff.name : people[author] || author);
    const boxes = (found || []).map(({ record, text }) => (text === null
      ? make('p', { class: 'warning' }, say('translation-broken'))
      : make('article', { class: 'translation' }, make('p', { class: 'quiet' }, say('translation'), ' ', told(who(record.author)), ', ', minute(record.at)), told(text, 'en', 'p'))));
    this.part('translations').replaceChildren(...boxes);
  }

  /** Who is who, where the hub says so. @returns {Promise<object>} names by staff id */
  async names() {
    const { people } = await askHub('/hub/api/people').catch(() => ({ people: [] }));
    return Object.fromEntries(people.map(({ id, name }) => [id, name]));
  }

  async keep() {
    const { say, heed } = this.means;
    const field = this.part('paste').querySelector('textarea');
    if (!field.value.trim()) return;
    try {
      await keepTranslation(this.id, field.value.trim(), this.means);
      field.value = '';
      this.part('kept').textContent = say('translation-kept');
      await this.showTranslations();
    } catch (problem) {
      heed(problem);
      this.part('kept').textContent = problem.message || say('failed');
    }
  }
}
