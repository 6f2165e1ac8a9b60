// The form: screens, answers in memory, Send. Before Send only a sealed draft is written, while the page is hidden. Component.
import { concernDocument } from './form-answers.js';
import { Draft } from './draft.js';
import { dropSettled, isComplete } from './form-checks.js';
import { answeredIn, clearFields, readFields, showDependents } from './form-fields.js';
import { showAnswers, showNote } from './form-lists.js';
import { fetchParts } from './form-pages.js';
import { Screens } from './form-screens.js';
import { SignTiles } from './form-signs.js';
import { isInApp } from './in-app.js';
import { showReadingHours } from './reading-hours.js';
import { Status } from './status.js';
import { Unfinished } from './unfinished.js';

export class Form {
  static moduleName = 'form';

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.lang = document.documentElement.lang;
    this.screens = new Screens(root);
    this.status = new Status(root, this);
    this.unfinished = new Unfinished(this);
    const [readers, topics, more] = root.dataset.pages.split(' ');
    this.signs = new SignTiles(root, [topics, readers], this.takeReader());
    this.addExtras(more);
    root.addEventListener('click', (event) => this.onClick(event));
    root.addEventListener('input', () => this.onAnswer());
    root.addEventListener('change', () => this.onAnswer());
    window.addEventListener('pageshow', (event) => event.persisted && this.forget());
    // Captured at the window: however it is sent, nobody stands before it.
    window.addEventListener('spotsigns:leave', () => this.forget(), true);
    showReadingHours(root, new Date(), this.lang);
    this.prepare();
    this.draft = new Draft(this);
    this.unfinished.ask();
  }

  part(name) {
    return this.root.querySelector(`[data-part="${name}"]`);
  }

  /** The reader's page is named behind the # only; it must not stay in the address. */
  takeReader() {
    const reader = location.hash.slice(1);
    history.replaceState(history.state, '', location.pathname);
    return reader;
  }

  /** @param {string} path */
  async addExtras(path) {
    const { parts, isWhole } = await fetchParts([path], '[data-extra]');
    this.screens.add(parts);
    for (const tile of this.root.querySelectorAll('[data-tile]')) tile.hidden = !isWhole;
    this.part('extras-failed').hidden = isWhole;
    showDependents(this.root);
  }

  prepare() {
    const how = { release: document.documentElement.dataset.release, isInApp: isInApp() };
    this.preparing = import('./send.js').then((send) => send.prepareSending(how)).catch(() => null);
    this.preparing.then((sending) => this.showMeans(sending));
    return this.preparing;
  }

  showMeans(sending) {
    this.root.dataset.can = sending ? 'send' : 'note';
    for (const name of ['note-only', 'note-words']) this.part(name).hidden = sending !== null;
    this.part('send-words').hidden = sending === null;
    this.part('online-only').hidden = sending === null || (sending.canKeep && !sending.isInApp);
  }

  onClick(event) {
    const button = event.target.closest('[data-go]');
    if (button) this.go(button.dataset.go);
    // detail is 0 for the arrow keys, which only pass over a choice. A second tap must not go past the emergency number.
    const label = event.detail > 0 && this.screens.now === 'danger' ? event.target.closest('label') : null;
    if (label) setTimeout(() => this.screens.now === 'danger' && this.go('next'), 150);
  }

  go(to) {
    const isForward = to !== 'back' && to !== 'danger';
    if (isForward && !isComplete(this.screens.section(this.screens.now), answeredIn(this.root), Number(this.root.dataset.most))) return;
    if (to === 'send') this.send();
    else if (to === 'back') this.screens.back();
    else if (to === 'next') this.screens.next(this.answerTo('danger') !== 'no');
    else this.screens.show(to);
    if (this.screens.now === 'check') showAnswers(this.root, readFields(this.root));
  }

  answerTo(answer) {
    const found = readFields(this.root).find((field) => field.answer === answer);
    return found ? found.value : '';
  }

  onAnswer() {
    showDependents(this.root);
    dropSettled(this.screens.section(this.screens.now), () => answeredIn(this.root), Number(this.root.dataset.most));
    this.draft.touch();
  }

  async send() {
    if (this.isSending) return;
    this.showSending(true);
    try {
      await this.sendNow();
    } catch (problem) {
      const name = problem && problem.name === 'PlaintextTooLongError' ? 'large' : 'broken';
      this.root.querySelector(`[data-problem="${name}"]`).hidden = false;
    } finally {
      this.showSending(false);
    }
  }

  showSending(isSending) {
    this.isSending = isSending;
    this.root.querySelector('[data-go="send"]').disabled = isSending;
    this.part('not-yet').hidden = !isSending;
  }

  async sendNow() {
    const fields = readFields(this.root);
    const sending = (await this.preparing) || (await this.prepare());
    if (!sending) {
      showNote(this.part('note'), fields);
      this.screens.show('note');
      return;
    }
    const { form, practice } = this.root.dataset;
    await sending.seal(concernDocument({ form, lang: this.lang, now: new Date(), fields, practice: practice === 'yes' }));
    if (await sending.isReachable()) {
      await sending.keep();
      await this.status.follow(sending);
    } else this.status.ask(sending);
  }

  clear() {
    clearFields(this.root);
    showDependents(this.root);
    this.draft.drop();
  }

  forget() {
    this.clear();
    this.status.stop();
    this.preparing.then((sending) => sending && sending.forget());
    this.screens.reset();
  }
}
