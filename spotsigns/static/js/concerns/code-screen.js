// The code, shown once at Send: to write down, to leave, or to keep on a phone that nobody else looks at. Component part.

export class CodeScreen {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.sending = null;
    this.isDone = false;
    root.addEventListener('click', (event) => {
      const button = event.target.closest('[data-code]');
      if (button) this.act(button.dataset.code);
    });
  }

  part(name) {
    return this.root.querySelector(`[data-part="${name}"]`);
  }

  /** @param {import('./send.js').Sending} sending */
  show(sending) {
    if (this.isDone || this.sending === sending) return;
    this.sending = sending;
    if (!sending.shownCode) {
      this.finish();
      return;
    }
    this.part('digits').textContent = sending.shownCode;
    this.part('code').hidden = false;
    this.part('keep-code').hidden = !sending.canKeep;
  }

  /** Neither of the two large buttons holds the delivery up: it runs already. @param {string} code what the button says */
  act(code) {
    if (code === 'keep') this.keep();
    else if (code === 'written' || code === 'unneeded') this.finish();
    else this.weigh(code);
  }

  /** Not sure counts as yes. @param {string} shared */
  weigh(shared) {
    this.part('better-not').hidden = shared === 'not-shared';
    this.part('may-keep').hidden = shared !== 'not-shared';
  }

  async keep() {
    await this.sending.keepCode();
    this.part('may-keep').hidden = true;
    this.part('code-kept').hidden = false;
  }

  finish() {
    this.isDone = true;
    this.hide();
    this.part('finished').hidden = false;
    this.part('state').focus();
  }

  hide() {
    this.sending = null;
    this.part('digits').textContent = '';
    this.part('code').hidden = true;
  }
}
