// After Send: the one question without signal, the code, and three states that are shown only when they are true. Component part.
import { watchChanges } from '../offline/changes.js';
import { CodeScreen } from './code-screen.js';
import { readFields } from './form-fields.js';
import { showNote } from './form-lists.js';
import { showMinute, showReadingHours } from './reading-hours.js';

const LOOK_MS = 1500;
const ROUNDS = 3;

export class Status {
  /** @param {HTMLElement} root @param {import('./form.js').Form} form */
  constructor(root, form) {
    this.root = root;
    this.form = form;
    this.timer = null;
    this.sending = null;
    this.codeScreen = new CodeScreen(root);
    root.addEventListener('click', (event) => {
      const button = event.target.closest('[data-after]');
      if (button) this.act(button.dataset.after);
    });
  }

  part(name) {
    return this.root.querySelector(`[data-part="${name}"]`);
  }

  /** No signal: the sealed bytes are in memory only until the person decides. @param {import('./send.js').Sending} sending */
  ask(sending) {
    this.sending = sending;
    this.offerKeeping(sending.canKeep);
    this.part('in-app').hidden = !sending.isInApp;
    this.form.screens.show('ask');
  }

  offerKeeping(canKeep) {
    this.part('can-keep').hidden = !canKeep;
    this.part('cannot-keep').hidden = canKeep;
  }

  act(after) {
    if (after === 'keep') this.keep();
    if (after === 'drop') this.drop();
    if (after === 'retry') this.retry();
    if (after === 'note') this.makeNote();
  }

  async keep() {
    if (this.isKeeping) return;
    this.isKeeping = true;
    // A hint to the system, asked for on a tap; whatever it answers, the entry is kept.
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
    try {
      await this.sending.keep({ isChosen: true });
      await this.follow(this.sending);
    } catch (notKept) {
      this.offerKeeping(false);
    } finally {
      this.isKeeping = false;
    }
  }

  drop() {
    this.sending.forget();
    this.form.clear();
    this.form.screens.show('dropped');
  }

  /** Neither sent nor kept: it can still be read out. */
  makeNote() {
    showNote(this.part('note'), readFields(this.root));
    this.form.screens.show('note');
  }

  retry() {
    this.form.screens.show('check');
    this.form.send();
  }

  /** It is in the outbox, or in memory and on its way: the answers leave the page. @param {import('./send.js').Sending} sending */
  async follow(sending) {
    this.stop();
    this.sending = sending;
    this.rounds = ROUNDS;
    this.form.clear();
    if (sending.isKept) await this.form.unfinished.settle();
    await this.look();
    this.form.screens.show('sent');
    this.unwatch = watchChanges(() => this.look());
    this.timer = setInterval(() => this.tick(), LOOK_MS);
    this.deliver();
  }

  /** Now and then, until it is over. In memory nobody else sends it; in the outbox the page's own timers go on after a few rounds. */
  async tick() {
    const state = await this.look();
    if (state === 'open' || (state === 'kept' && this.rounds > 0)) await this.deliver();
    else if (state === 'refused') await this.sealAgain();
  }

  async deliver() {
    if (this.isDelivering || !this.sending) return;
    this.isDelivering = true;
    this.rounds -= 1;
    await this.sending.deliver().catch(() => {});
    this.isDelivering = false;
    if ((await this.look()) === 'refused') await this.sealAgain();
  }

  async sealAgain() {
    if (this.sending.canSealAgain && (await this.sending.sealAgain().catch(() => false))) await this.deliver();
  }

  /** @returns {Promise<import('./send.js').State|null>} null: stopped meanwhile, or the database is away for a moment; what is shown stays */
  async look() {
    const state = this.sending ? await this.sending.look().catch(() => null) : null;
    if (state === null || !this.sending) return null;
    // While it may still be sealed again, "it did not get through" would be too early.
    this.show(state === 'refused' && this.sending.willSealAgain ? 'sending' : state);
    if (state === 'received' || state === 'gone') this.rest();
    return state;
  }

  show(state) {
    for (const words of this.root.querySelectorAll('[data-state]')) words.hidden = words.dataset.state !== state;
    for (const block of this.root.querySelectorAll('[data-with]')) block.hidden = !block.dataset.with.split(' ').includes(state);
    if (this.sending.isKept || state === 'received') this.codeScreen.show(this.sending);
    if (state === 'received') {
      const { lang } = document.documentElement;
      this.part('state').querySelector('[data-slot="received"]').textContent = showMinute(this.sending.receivedAt, lang);
      showReadingHours(this.root, new Date(), lang);
    }
  }

  rest() {
    clearInterval(this.timer);
    this.timer = null;
    if (this.unwatch) this.unwatch();
    this.unwatch = null;
  }

  stop() {
    this.rest();
    this.codeScreen.hide();
    this.sending = null;
  }
}
