// Your passkeys, on your account's page: the list, making one, taking one away. Component.
import { askHub } from './ask-hub.js';
import { make, minute, told } from './dom.js';
import { PanelStop } from './panel.js';
import { makePasskey, offerPasskeys } from './passkeys.js';

/** @typedef {{id: string, name: string, made: number, used: number|null, stopped: boolean}} Passkey times in Unix seconds */

const at = (seconds) => minute(new Date(seconds * 1000).toISOString());

export class MyPasskeys {
  /** @param {HTMLElement} root with [data-part] passkeys, add-passkey, no-passkeys-here @param {{say: Function, panel: import('./panel.js').Panel}} means */
  constructor(root, { say, panel }) {
    const part = (name) => root.querySelector(`[data-part="${name}"]`);
    this.list = part('passkeys');
    this.say = say;
    this.panel = panel;
    offerPasskeys(part('add-passkey'), part('no-passkeys-here'), () => panel.show(this.askToMake()));
  }

  async load() {
    const { passkeys } = await askHub('/hub/api/me/passkeys');
    this.list.replaceChildren(...(passkeys.length ? passkeys.map((one) => this.row(one)) : [make('li', {}, this.say('no-passkey-yet'))]));
  }

  /** @param {Passkey} one */
  row(one) {
    const remove = make('button', { type: 'button', class: 'press press--quiet', 'data-remove': one.id }, this.say('remove'), ' ', told(one.name));
    remove.addEventListener('click', () => this.panel.show(this.askToRemove(one)));
    const used = one.used === null ? [this.say('never-used')] : [`${this.say('last-used')} `, at(one.used)];
    const warning = one.stopped ? make('p', { class: 'warning' }, this.say('stopped')) : null;
    return make('li', { class: 'person' }, make('p', {}, told(one.name, '', 'b'), ` · ${this.say('added')} `, at(one.made), ', ', ...used), warning, make('p', { class: 'person__buttons' }, remove));
  }

  /** Two presses: a browser asks for a passkey only soon after one, and stretching a passphrase takes a while. */
  askToMake() {
    const act = async ({ auth }) => {
      const { options } = await askHub('/hub/api/me/passkeys/offer', { auth });
      return { which: 'passkey-new', act: ({ form }) => this.make(options, form.querySelector('[data-ask="passkey-name"]').value.trim()) };
    };
    return { which: 'passkey', act };
  }

  async make(options, name) {
    if (!name) throw new PanelStop('passkey-nameless');
    const passkey = await makePasskey(options).catch((problem) => {
      throw problem.reason === 'InvalidStateError' ? new PanelStop('passkey-here') : problem;
    });
    await askHub('/hub/api/me/passkeys', { name, passkey });
    return { which: 'passkey-made' };
  }

  /** @param {Passkey} one */
  askToRemove(one) {
    const act = async ({ auth }) => {
      await askHub('/hub/api/me/passkeys/remove', { auth, id: one.id });
      // Drawn anew before the panel closes: reading goes on at the top, not at a button that is gone.
      await this.load();
    };
    return { which: 'passkey-remove', fill: { 'passkey-name': told(one.name) }, act };
  }
}
