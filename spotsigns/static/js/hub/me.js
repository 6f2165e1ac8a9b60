// Your account: passphrase, second factor, codes for a lost phone, sessions. Component.
import { fromBase64url } from '../sealing/bytes.js';
import { askHub } from './ask-hub.js';
import { make, minute, wordsIn } from './dom.js';
import { enter } from './enter.js';
import { opensTestSeal } from './keys.js';
import { MyPasskeys } from './my-passkeys.js';
import { changePassphrase } from './new-passphrase.js';
import { Panel, PanelStop } from './panel.js';
import { PassphraseOffer } from './passphrase-offer.js';
import { drawQr } from './qr.js';
import { fingerprintOf } from './words.js';

export class Account {
  static moduleName = 'me';

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.say = wordsIn(root);
    this.part = (name) => root.querySelector(`[data-part="${name}"]`);
    this.start().catch((problem) => this.fail(problem));
  }

  async start() {
    const entered = await enter(this.root);
    if (!entered) return;
    const { session, idle, pair } = entered;
    this.idle = idle;
    this.panel = new Panel(this.part('panel'), { name: session.staff.name, words: this.root.dataset, say: this.say, heed: (problem) => idle.heed(problem), onClose: () => this.load().catch((problem) => this.fail(problem)) });
    this.passkeys = new MyPasskeys(this.root, { say: this.say, panel: this.panel });
    const publicBytes = fromBase64url(session.staff.public);
    // Words of a key that only the server says is ours would prove nothing to whoever compares them.
    this.part('words').textContent = (await opensTestSeal(publicBytes, pair)) ? await fingerprintOf(publicBytes) : this.say('not-yours');
    const asks = { passphrase: () => this.askPassphrase(), codes: () => this.askCodes(), 'second-factor': () => this.askSecondFactor() };
    for (const [name, ask] of Object.entries(asks)) this.part(`ask-${name}`).addEventListener('click', () => this.panel.show(ask()));
    this.part('end-others').addEventListener('click', () => this.endOthers().catch((problem) => this.fail(problem)));
    await this.load();
  }

  async load() {
    const { sessions, codes } = await askHub('/hub/api/me');
    const at = (seconds) => minute(new Date(seconds * 1000).toISOString());
    this.part('sessions').replaceChildren(...sessions.map((one) => make('li', {}, one.this ? make('b', {}, `${this.say('this-browser')} · `) : null, `${this.say('began')} `, at(one.began), `, ${this.say('seen')} `, at(one.seen))));
    this.part('end-others').disabled = sessions.length < 2;
    this.part('codes-left').textContent = this.say(codes === 0 ? 'no-codes' : 'codes-left', { number: codes });
    await this.passkeys.load();
    this.part('count').textContent = '';
    this.root.dataset.drawn = 'yes';
  }

  askPassphrase() {
    let offer;
    const prepare = (form) => {
      offer = new PassphraseOffer((name) => form.querySelector(`[data-offer="${name}"]`));
      offer.offer();
    };
    const act = async (before) => {
      if (offer.problem) throw new PanelStop(offer.problem);
      await changePassphrase(before, offer.value);
      offer.forget();
      return { which: 'passphrase-changed' };
    };
    return { which: 'passphrase', prepare, act };
  }

  askCodes() {
    const act = async ({ auth }) => {
      const { codes } = await askHub('/hub/api/me/codes', { auth });
      const prepare = (form) => form.querySelector('[data-press="print"]').addEventListener('click', () => window.print());
      return { which: 'codes-made', fill: { codes: make('ol', { class: 'spare-codes' }, ...codes.map((code) => make('li', {}, code))) }, prepare };
    };
    return { which: 'codes', act };
  }

  askSecondFactor() {
    const act = async ({ auth }) => {
      const { totp, token, matrix } = await askHub('/hub/api/me/second-factor', { auth });
      const confirm = async ({ form }) => {
        await askHub('/hub/api/me/second-factor/confirm', { token, code: form.querySelector('[data-ask="code"]').value });
        return { which: 'second-factor-changed' };
      };
      return { which: 'second-factor-new', fill: { qr: drawQr(matrix), secret: totp.replace(/.{4}(?=.)/g, '$& ') }, act: confirm };
    };
    return { which: 'second-factor', act };
  }

  async endOthers() {
    const { ended } = await askHub('/hub/api/me/end-others', {});
    await this.load();
    this.part('count').textContent = this.say('ended', { number: ended });
  }

  fail(problem) {
    if (this.idle) this.idle.heed(problem);
    this.part('count').textContent = (problem && problem.message) || this.say('failed');
  }
}
