// "Add something": one message, and what became of it in words that are true. Component part.
import { checkText, cleanText, madeAt } from './form-answers.js';
import { isInApp } from './in-app.js';
import { showMinute } from './reading-hours.js';

const LOOK_MS = 1500;
const OVER = ['received', 'gone'];

export class MessageBox {
  /** @param {HTMLElement} root with data-most, a textarea, [data-message-state] words and [data-message] buttons */
  constructor(root) {
    this.root = root;
    this.text = root.querySelector('textarea');
    this.most = Number(root.dataset.most);
    this.timer = null;
    this.sending = null;
    root.addEventListener('click', (event) => {
      const button = event.target.closest('[data-message]');
      if (button) this.act(button.dataset.message);
    });
    this.text.addEventListener('input', () => this.dropSettled());
  }

  /** @param {Promise<object>} thread what grows out of the code */
  open(thread) {
    this.thread = thread;
    this.root.hidden = false;
    if (!this.isUnderWay) this.begin();
  }

  /** Neither received nor given up: it may be in this page's memory only, and "Look again" must not lose it. */
  get isUnderWay() {
    return this.sending !== null && !OVER.includes(this.state);
  }

  begin() {
    this.stop();
    this.sending = null;
    const { release } = document.documentElement.dataset;
    const modules = Promise.all([import('./send.js'), import('./message.js')]);
    this.preparing = modules
      .then(([send, message]) => send.prepareSending({ release, isInApp: isInApp(), thread: this.thread, Kind: message.messageKind(send.Sending) }))
      .catch(() => null);
    this.show('write');
  }

  act(what) {
    if (this.isBusy) return;
    this.isBusy = true;
    const done = () => {
      this.isBusy = false;
    };
    const acts = { send: () => this.send(), keep: () => this.keep(), drop: () => this.drop(), again: () => this.begin() };
    Promise.resolve(acts[what]()).catch(() => this.show('write', 'broken')).then(done);
  }

  /** At every letter: what was asked for and has come is asked for no longer. */
  dropSettled() {
    const { problem } = checkText(this.text.value, this.most);
    for (const name of ['long', 'empty']) if (name !== problem) this.root.querySelector(`[data-problem="${name}"]`).hidden = true;
  }

  async send() {
    const text = cleanText(this.text.value);
    const { problem, extra } = checkText(this.text.value, this.most);
    if (problem) {
      for (const slot of this.root.querySelectorAll('[data-slot="extra"]')) slot.textContent = String(extra);
      this.show('write', problem);
      this.text.focus();
      return;
    }
    const sending = await this.preparing;
    if (!sending) {
      this.begin();
      this.show('write', 'closed');
      return;
    }
    await sending.seal({ lang: document.documentElement.lang, text, madeAt: madeAt(new Date()) });
    this.sending = sending;
    if (await sending.isReachable()) {
      await sending.keep();
      this.follow();
    } else {
      this.root.querySelector('[data-part="in-app"]').hidden = !sending.isInApp;
      this.show(sending.canKeep ? 'ask' : 'cannot-keep');
    }
  }

  async keep() {
    try {
      await this.sending.keep({ isChosen: true });
      this.follow();
    } catch (notKept) {
      this.show('cannot-keep');
    }
  }

  drop() {
    this.sending.forget();
    this.sending = null;
    this.text.value = '';
    this.show('dropped');
  }

  /** The words leave the page; only what the store says is shown from here on. */
  follow() {
    this.text.value = '';
    this.timer = setInterval(() => this.look(), LOOK_MS);
    this.look();
  }

  async look() {
    const { sending } = this;
    if (!sending || this.isLooking) return;
    this.isLooking = true;
    await sending.deliver().catch(() => {});
    let state = await sending.look().catch(() => null);
    if (state === 'refused' && sending.canSealAgain) state = (await sending.sealAgain().catch(() => false)) ? 'sending' : 'refused';
    this.isLooking = false;
    if (state === null || sending !== this.sending) return;
    if (OVER.includes(state)) this.stop();
    if (state === 'received') this.root.querySelector('[data-slot="sent"]').textContent = showMinute(sending.receivedAt, document.documentElement.lang);
    this.show(state);
  }

  /** @param {string} state what is true now @param {string} [problem] beside the field */
  show(state, problem = '') {
    this.state = state;
    for (const words of this.root.querySelectorAll('[data-message-state]')) {
      words.hidden = !words.dataset.messageState.split(' ').includes(state);
    }
    for (const words of this.root.querySelectorAll('[data-problem]')) words.hidden = words.dataset.problem !== problem;
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
  }

  /** Leave now, or Back: the words go; what waits sealed in the outbox stays. */
  forget() {
    this.stop();
    this.text.value = '';
    this.root.hidden = true;
    const { sending, preparing } = this;
    Object.assign(this, { thread: null, sending: null, preparing: null });
    if (preparing) preparing.then((prepared) => prepared && prepared.forget());
    if (sending) sending.forget();
  }
}
