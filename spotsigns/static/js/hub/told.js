// A concern told by phone or on paper: typed here, sealed here, sent, and the code to read out. Component.
import { checkKeys } from '../concerns/keys.js';
import { clearFields, readFields, showDependents } from '../concerns/form-fields.js';
import { verifyReceipt } from '../sealing/receipt.js';
import { canSeal } from '../sealing/self-test.js';
import { askHub } from './ask-hub.js';
import { minute, wordsIn } from './dom.js';
import { enter } from './enter.js';
import { firstProblem } from './told-checks.js';
import { ToldEnvelope } from './told-envelope.js';

export class Told {
  static moduleName = 'told';

  /** @param {HTMLElement} root with data-form and data-most */
  constructor(root) {
    this.root = root;
    this.say = wordsIn(root);
    this.part = (name) => root.querySelector(`[data-part="${name}"]`);
    this.form = this.part('form');
    this.isDirty = false;
    this.start().catch((problem) => this.fail(problem));
  }

  async start() {
    const entered = await enter(this.root);
    if (!entered) return;
    this.idle = entered.idle;
    this.listen();
    this.keys = await checkKeys(await askHub('/hub/api/told/keys'));
    const key = this.keys && this.keys.keys.find((one) => one.seal);
    if (!key || !(await canSeal())) {
      this.tell('no-key');
      return;
    }
    this.key = key;
    this.begin();
    this.part('send').disabled = false;
  }

  listen() {
    this.form.addEventListener('input', () => this.onAnswer());
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.send();
    });
    this.part('another').addEventListener('click', () => this.again());
    // Typed words are nowhere else.
    window.addEventListener('beforeunload', (event) => {
      if (!this.isDirty) return;
      event.preventDefault();
      event.returnValue = '';
    });
  }

  begin() {
    this.envelope = new ToldEnvelope(this.keys.partnership, this.key, this.root.dataset.form);
  }

  onAnswer() {
    this.isDirty = true;
    showDependents(this.form);
    this.part('danger-now').hidden = !this.form.querySelector('[data-question="danger"] [value="yes"]').checked;
  }

  async send() {
    if (this.isSending) return;
    const fields = readFields(this.form);
    const problem = firstProblem(this.form, fields, Number(this.root.dataset.most));
    if (problem) {
      this.tell(problem.word, problem.values);
      problem.field.focus();
      return;
    }
    this.isSending = true;
    this.part('send').disabled = true;
    this.tell('sealing');
    try {
      const envelope = await this.envelope.seal(fields);
      const receipt = await askHub(`/hub/api/told/${envelope.id}`, envelope);
      if (!(await verifyReceipt(receipt, envelope, this.keys.receipt))) throw new TypeError('This receipt is not for these bytes.');
      this.show(receipt);
    } catch (refused) {
      this.fail(refused);
    } finally {
      this.isSending = false;
      this.part('send').disabled = false;
    }
  }

  /** Only now the numbers lead to something. @param {import('../sealing/receipt.js').Receipt} receipt */
  show(receipt) {
    this.isDirty = false;
    this.part('told').textContent = '';
    const [before, after] = this.say('reached').split('{time}');
    this.part('reached').replaceChildren(before, minute(receipt.received), after);
    this.part('digits').textContent = this.envelope.shownCode;
    this.clear();
    this.form.hidden = true;
    this.part('code').hidden = false;
    this.part('code').querySelector('h2').focus();
  }

  clear() {
    clearFields(this.form);
    this.onAnswer();
    this.isDirty = false;
  }

  again() {
    this.part('digits').textContent = '';
    this.part('code').hidden = true;
    this.form.hidden = false;
    this.begin();
    this.form.querySelector('input').focus();
  }

  tell(word, values) {
    this.part('told').textContent = this.say(word, values);
  }

  fail(problem) {
    if (this.idle) this.idle.heed(problem);
    if (problem && problem.name === 'PlaintextTooLongError') this.tell('too-large');
    else this.part('told').textContent = `${this.say('failed')} ${(problem && problem.name === 'HubRefusal' && problem.message) || ''}`;
  }
}
