// Answering in the reading pane: what was said before, by whom, and one more answer for whoever holds the code. Component.
import { AnswerForm } from './answer-form.js';
import { AnswerThread } from './answer-thread.js';
import { askHub, HubRefusal } from './ask-hub.js';
import { languageName, make, minute, told } from './dom.js';
import { oldestFirst } from './first-concern.js';
import { languageTag } from './opened.js';
import { DeskKeyDoubt } from './opener.js';
import { findReplyKey } from './reply-key.js';

const ENGLISH = 'en';

class Answering {
  /** @param {HTMLElement} element of the page's template @param {import('./pane-parts.js').Shown} shown @param {object} means of the pane */
  constructor(element, shown, means) {
    Object.assign(this, { element, shown, means, say: means.say });
    this.thread = new AnswerThread(shown.envelopes[0].thread, means.opener, means.staff.id);
    this.part = (name) => element.querySelector(`[data-answer="${name}"]`);
  }

  async start() {
    const { first, lines } = await this.look();
    const found = await findReplyKey(oldestFirst(this.thread.thread, first), this.shown, this.means.opener);
    this.part('form').hidden = found.why !== '';
    this.part('closed').hidden = found.why === '';
    if (found.why) {
      this.part('closed').textContent = this.say(found.why);
      return lines;
    }
    const [english, other] = await Promise.all([askHub(`/hub/api/phrases/${ENGLISH}`), this.readyMade(found.lang)]);
    this.part('reader').textContent = this.say(this.readerWords(found.lang, other), { language: languageName(found.lang || ENGLISH) });
    const onSend = (words) => this.send(found.reply, words);
    this.form = new AnswerForm(this.part('form'), { english, other: found.lang === ENGLISH ? null : other, lang: found.lang, say: this.say, onSend });
    return lines;
  }

  /** @returns {Promise<object|null>} null where that language has none */
  readyMade(lang) {
    if (!lang || lang === ENGLISH) return Promise.resolve(null);
    return askHub(`/hub/api/phrases/${lang}`).catch((problem) => {
      if (problem instanceof HubRefusal && problem.status === 404) return null;
      throw problem;
    });
  }

  readerWords(lang, other) {
    if (!lang) return 'reader-unknown';
    return lang === ENGLISH || other ? 'reader' : 'reader-no-phrases';
  }

  async look() {
    const found = await this.thread.look();
    this.part('state').textContent = this.say(`thread-${found.state}`);
    this.part('none').hidden = found.lines.length > 0;
    this.part('lines').replaceChildren(...found.lines.map((line) => this.line(line)));
    return found;
  }

  line({ at, by, said }) {
    const who = make('p', { class: 'answered__who' }, minute(at), ' · ', by ? told(by) : this.say('unknown-author'));
    if (!said) return make('li', {}, who, make('p', { class: 'warning' }, this.say('copy-closed')));
    const lang = languageTag(String(said.lang));
    const how = said.phrase ? this.say('was-ready') : this.say('was-own', { language: lang ? languageName(lang) : '?' });
    return make('li', {}, who, make('p', {}, told(said.text, lang)), make('p', { class: 'quiet' }, how));
  }

  async send(reply, words) {
    try {
      await this.thread.send(reply, words);
    } catch (problem) {
      this.means.heed(problem);
      throw problem instanceof HubRefusal || problem instanceof DeskKeyDoubt ? problem : new Error(this.say('not-sealed'));
    }
    await this.look().catch(this.means.heed);
    return this.say('answered');
  }
}

/** @param {import('./pane-parts.js').Shown} shown @param {object} means of the pane @returns {Promise<HTMLElement|null>} */
export async function offerAnswering(shown, means) {
  const template = document.querySelector('template[data-answering]');
  if (!template || shown.envelopes.length === 0) return null;
  const element = template.content.cloneNode(true).firstElementChild;
  await new Answering(element, shown, means).start();
  return element;
}
