// The ceremony of joining, one step after the other; nothing is kept anywhere before the last. Component.
import { fromBase64url } from '../sealing/bytes.js';
import { canSeal } from '../sealing/self-test.js';
import { askHub, HubRefusal } from './ask-hub.js';
import { HubKeys, makePerson } from './ceremony.js';
import { goesOn } from './desk-trust.js';
import { wordsIn } from './dom.js';
import { keepAccepted } from './key-db.js';
import { KDF } from './passphrase.js';
import { PassphraseOffer } from './passphrase-offer.js';
import { drawQr } from './qr.js';
import { RecoverySheet } from './recovery-sheet.js';
import { keepForSession } from './unlock.js';
import { fingerprintOf } from './words.js';

export class Join {
  static moduleName = 'join';

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.say = wordsIn(root);
    this.part = (name) => root.querySelector(`[data-part="${name}"]`);
    this.sheet = new RecoverySheet(this.part('recovery'), this.part('words-back'), (number) => this.say('word', { number }));
    this.steps = Array.from(root.querySelectorAll('[data-step]'));
    for (const step of this.steps) {
      step.addEventListener('submit', (event) => {
        event.preventDefault();
        this.run(() => this.finishStep(step.dataset.step));
      });
    }
    this.offer = new PassphraseOffer(this.part);
    this.part('print').addEventListener('click', () => window.print());
    this.part('show-again').addEventListener('click', () => this.showRecovery());
    this.part('file').addEventListener('click', () => (this.part('saved').disabled = false));
    // A fresh link opened where an old one was refused differs only in its fragment: the browser would stay where it is.
    window.addEventListener('hashchange', () => location.reload());
    this.run(() => this.start());
  }

  /** One thing at a time; what goes wrong is said, and the step stays. */
  async run(work) {
    this.part('problem').hidden = true;
    this.part('told').textContent = this.say('working');
    this.setPresses(false);
    try {
      await work();
    } catch (problem) {
      this.part('problem').textContent = problem instanceof HubRefusal ? problem.message || this.say('no-answer') : problem instanceof Stop ? problem.message : this.say('failed');
      this.part('problem').hidden = false;
    }
    this.part('told').textContent = '';
    this.setPresses(true);
  }

  setPresses(isOn) {
    for (const button of this.root.querySelectorAll('[type="submit"]')) button.disabled = !isOn;
  }

  stop(name, values) {
    throw new Stop(this.say(name, values));
  }

  show(name) {
    for (const step of this.steps) step.hidden = step.dataset.step !== name;
    this.root.querySelector(`[data-step="${name}"] h2`).focus();
    window.scrollTo(0, 0);
  }

  async start() {
    this.token = location.hash.slice(1);
    // The link must not stay in the address bar, where the next person reads it.
    history.replaceState(null, '', location.pathname);
    if (!/^[A-Za-z0-9_-]{22}$/.test(this.token)) this.stop('no-token');
    if (!(await canSeal())) this.stop('cannot-seal');
    this.begun = await askHub('/hub/api/join/start', { token: this.token });
    if (this.begun.kdf !== KDF) this.stop('kdf');
    const { name, role, makes_keys: makesKeys } = this.begun;
    this.part('greeting').textContent = makesKeys ? this.say('hello-first') : this.say('hello', { name, role: this.say(`role-${role}`) });
    this.part('name-field').hidden = name !== '';
    this.offer.offer();
    this.show('passphrase');
  }

  finishStep(name) {
    const finish = { passphrase: () => this.takePassphrase(), totp: () => this.takeCode(), recovery: () => this.askBack(), 'words-back': () => this.checkWords(), 'key-file': () => this.finish() };
    return finish[name]();
  }

  async takePassphrase() {
    this.name = this.begun.name || this.part('name').value.trim();
    if (!this.name) this.stop('no-name');
    if (this.offer.problem) this.stop(this.offer.problem);
    await askHub('/hub/api/join/name', { token: this.token, name: this.name });
    this.person = await makePerson(this.offer.value, fromBase64url(this.begun.share));
    this.offer.forget();
    this.part('qr').replaceChildren(drawQr(this.begun.matrix));
    this.part('secret').textContent = this.begun.totp.replace(/.{4}(?=.)/g, '$& ');
    this.show('totp');
  }

  async takeCode() {
    await askHub('/hub/api/join/totp', { token: this.token, code: this.part('code').value });
    if (!this.begun.makes_keys) return this.finish();
    this.keys = await HubKeys.make(this.begun.id, this.person.own.publicBytes);
    if (!(await this.keys.isOpenedByOwner(this.person.own, this.begun.id))) this.stop('cannot-seal');
    this.part('recovery-print').textContent = await fingerprintOf(this.keys.recoveryPublic);
    return this.showRecovery();
  }

  showRecovery() {
    this.sheet.show(this.keys.words);
    this.show('recovery');
  }

  askBack() {
    this.sheet.askBack();
    this.show('words-back');
  }

  async checkWords() {
    const { typed } = this.sheet;
    const wrong = this.keys.wrongPlaces(typed);
    this.sheet.mark(wrong);
    if (wrong.length) this.stop('wrong-words', { numbers: wrong.join(', ') });
    if (!(await this.keys.isOpenedBy(typed))) this.stop('no-test');
    this.sheet.forget();
    this.part('hub-print').textContent = await fingerprintOf(this.keys.hubPublic);
    const made = new Date().toISOString().slice(0, 10);
    this.part('file').href = URL.createObjectURL(new Blob([await this.keys.file(this.root.dataset.hub, made)], { type: 'application/json' }));
    this.part('file').download = `hub-key-${this.keys.id}.json`;
    this.show('key-file');
  }

  /** Only now does the server hear of any key: half a ceremony leaves nothing behind. */
  async finish() {
    await askHub('/hub/api/join/finish', { token: this.token, nonce: this.begun.nonce, name: this.name, ...this.person.sent, keys: this.keys ? this.keys.sent : {} });
    // The first link of the chain: whatever the server says later, this key was made here.
    if (this.keys) await keepAccepted(this.begun.id, [this.keys.link], goesOn);
    // The server has everything now: what goes wrong from here on costs another log-in and nothing else.
    const isKept = await keepForSession(this.person.own.pkcs8).then(() => true, () => false);
    location.replace(isKept ? '/hub/' : '/hub/log-in#joined');
  }
}

/** A step that cannot go on, with the words to show. */
class Stop extends Error {}
