// Hear back: the code, the state in true words, every answer, and a further message. Component.
import { makeLine } from './answer-lines.js';
import { MessageBox } from './message-box.js';

const DIGITS = 20;

export class Answers {
  static get moduleName() {
    return 'answers';
  }

  /** @param {HTMLElement} root with data-partnership */
  constructor(root) {
    this.root = root;
    this.lang = document.documentElement.lang;
    this.field = this.part('code');
    this.message = new MessageBox(this.part('message'));
    this.part('form').addEventListener('submit', (event) => {
      event.preventDefault();
      this.look(this.field.value);
    });
    this.part('kept').addEventListener('click', () => this.look(this.keptCode));
    this.part('again').addEventListener('click', () => this.find());
    this.part('close').addEventListener('click', () => this.forget());
    window.addEventListener('pageshow', (event) => event.persisted && this.forget());
    window.addEventListener('spotsigns:leave', () => this.forget(), true);
    this.show('form');
    this.readPhone();
  }

  part(name) {
    return this.root.querySelector(`[data-part="${name}"]`);
  }

  /** What this phone keeps, if it was asked to: the code, and notes of receipts that nobody watched. */
  async readPhone() {
    try {
      const [{ openStore }, { takeNotes }] = await Promise.all([import('./outbox-db.js'), import('./receipt-notes.js')]);
      const store = await openStore();
      this.keptCode = await store.readKept('code');
      this.part('kept').hidden = !this.keptCode;
      const notes = await takeNotes(store);
      this.fill('notes', notes.map((at) => makeLine(this.root, { kind: 'note', at })));
      this.part('notes').hidden = notes.length === 0;
      store.close();
    } catch (nothingKept) {
      // Then the code is typed, as it is on any other phone.
    }
  }

  /** @param {string} typed */
  async look(typed) {
    if (this.isLooking) return;
    this.isLooking = true;
    this.problem('');
    try {
      this.tools = await import('./thread.js');
      const code = this.tools.readBack(typed || '');
      if (code) await this.open(code);
      else this.refuse(typed || '');
    } catch (problem) {
      this.show('form');
      this.problem('unreachable');
    } finally {
      this.isLooking = false;
    }
  }

  refuse(typed) {
    const count = this.tools.countDigits(typed);
    for (const slot of this.root.querySelectorAll('[data-slot="typed"]')) slot.textContent = String(count);
    this.problem(count === DIGITS ? 'wrong' : 'count');
    this.field.focus();
  }

  async open(code) {
    this.show('busy');
    const thread = this.tools.deriveThread(code, this.root.dataset.partnership);
    this.deriving = thread;
    const keys = await thread;
    // Whoever left meanwhile has no keys any more.
    if (this.deriving !== thread) return;
    this.keys = keys;
    await this.find();
  }

  async find() {
    const { keys, tools } = this;
    this.problem('');
    this.show('busy');
    const found = await tools.askThread({ fetch: window.fetch.bind(window) }, keys.thread);
    const lines = found.kind === 'found' ? await tools.openAnswers(found.envelopes, keys.thread, keys.replyKeyPair) : [];
    // Whoever left meanwhile must not see it appear.
    if (this.keys !== keys) return;
    if (found.kind === 'busy' || found.kind === 'unreachable') {
      this.show(this.hasResult ? 'result' : 'form');
      this.problem(found.kind);
      return;
    }
    this.field.value = '';
    this.hasResult = true;
    this.showThread(found.kind === 'found' ? found.state : 'unknown', lines);
    if (found.kind === 'found') this.message.open(this.deriving);
  }

  showThread(state, lines) {
    this.show('result');
    for (const words of this.root.querySelectorAll('[data-state]')) words.hidden = words.dataset.state !== state;
    this.fill('list', lines.map((line) => makeLine(this.root, line)));
    this.part('none').hidden = lines.length > 0 || state === 'unknown' || state === 'closed';
    // The words of a closed one may be there still, or gone: what is said is true of both.
    this.part('done').hidden = lines.length > 0 || state !== 'closed';
    this.part('state').focus();
  }

  fill(name, lines) {
    const part = this.part(name);
    part.textContent = '';
    part.append(...lines);
  }

  show(screen) {
    for (const name of ['form', 'busy', 'result']) this.part(name).hidden = name !== screen;
  }

  problem(name) {
    for (const words of this.part('problems').querySelectorAll('[data-problem]')) words.hidden = words.dataset.problem !== name;
  }

  /** Nothing of it stays: not the numbers, not the keys, not a word. */
  forget() {
    Object.assign(this, { keys: null, deriving: null, keptCode: null, hasResult: false });
    this.field.value = '';
    const clearing = [
      () => ['list', 'notes'].forEach((name) => this.fill(name, [])),
      () => this.message.forget(),
      () => this.problem(''),
      () => ['kept', 'notes', 'done'].forEach((name) => (this.part(name).hidden = true)),
      () => this.show('form'),
    ];
    for (const clear of clearing) {
      try {
        clear();
      } catch (broken) {
        // What is still to be cleared must not wait for it.
      }
    }
  }
}
