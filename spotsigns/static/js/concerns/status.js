// After Send: the one question without signal, the code, and three states that are shown only when they are true. Component part.
import { watchChanges } from '../offline/changes.js';
import { showCode } from '../sealing/code.js';
import { showMinute, showReadingHours } from './reading-hours.js';

const LOOK_MS = 1500;
const ROUNDS = 3;

export class Status {
  /** @param {HTMLElement} root @param {import('./form.js').Form} form */
  constructor(root, form) {
    this.root = root;
    this.form = form;
    this.timer = null;
    root.addEventListener('click', (event) => {
      const { after, shared } = event.target.closest('button') ? event.target.closest('button').dataset : {};
      if (after) this.act(after);
      if (shared) this.weighKeeping(shared);
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
    this.part('iphone').hidden = !/iPhone|iPad/.test(navigator.userAgent) || navigator.standalone === true;
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
    if (after === 'keep-code') this.keepCode();
    if (after === 'written' || after === 'unneeded') this.finish();
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
    await this.look();
    this.form.screens.show('sent');
    this.unwatch = watchChanges(() => this.look());
    this.timer = setInterval(() => this.look(), LOOK_MS);
    this.deliver();
  }

  async deliver() {
    if (this.isDelivering) return;
    this.isDelivering = true;
    this.rounds -= 1;
    await this.sending.deliver().catch(() => {});
    this.isDelivering = false;
    await this.look();
  }

  async look() {
    const state = await this.sending.look().catch(() => null);
    // Stopped meanwhile, or the database is away for a moment: what is shown stays true until it is known again.
    if (state === null) return;
    if (state === 'refused' && !this.isDelivering && (await this.sending.sealAgain().catch(() => false))) {
      this.rounds = 1;
      this.deliver();
      return;
    }
    this.show(state);
    if (state === 'received' || state === 'gone') this.rest();
    // In memory nobody else sends it; in the outbox the page's own timers go on after a few rounds.
    else if (this.timer && (state === 'open' || (state === 'kept' && this.rounds > 0))) this.deliver();
  }

  show(state) {
    for (const words of this.root.querySelectorAll('[data-state]')) words.hidden = words.dataset.state !== state;
    for (const block of this.root.querySelectorAll('[data-with]')) block.hidden = !block.dataset.with.split(' ').includes(state);
    const isKept = this.sending.store === this.sending.phone;
    if (!this.isFinished && this.sending.code && (isKept || state === 'received')) {
      this.part('digits').textContent = showCode(this.sending.code);
      this.part('code').hidden = false;
      this.part('keep-code').hidden = !this.sending.canKeep;
    }
    if (state === 'received') {
      const { lang } = document.documentElement;
      this.part('state').querySelector('[data-slot="received"]').textContent = showMinute(this.sending.receivedAt, lang);
      showReadingHours(this.root, new Date(), lang);
    }
  }

  /** Not sure counts as yes. @param {string} shared */
  weighKeeping(shared) {
    this.part('better-not').hidden = shared === 'no';
    this.part('may-keep').hidden = shared !== 'no';
  }

  async keepCode() {
    await this.sending.keepCode();
    this.part('may-keep').hidden = true;
    this.part('code-kept').hidden = false;
  }

  /** Neither button holds the delivery up: it runs already. */
  finish() {
    this.isFinished = true;
    this.part('digits').textContent = '';
    this.part('code').hidden = true;
    this.part('finished').hidden = false;
    this.part('state').focus();
  }

  rest() {
    clearInterval(this.timer);
    this.timer = null;
    if (this.unwatch) this.unwatch();
    this.unwatch = null;
  }

  stop() {
    this.rest();
    this.part('digits').textContent = '';
    this.part('code').hidden = true;
    this.sending = null;
  }
}
