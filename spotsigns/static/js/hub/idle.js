// Nobody at the desk: the screen is locked over the work, which stays where it is. Component.
import { askHub, HubRefusal } from './ask-hub.js';
import { forgetKey } from './key-db.js';
import { wordsFor } from './log-in.js';
import { offerPasskeys, usePasskey } from './passkeys.js';
import { logIn } from './unlock.js';

const TICK_MS = 5000;
const PING_MS = 120000;
const WARN_SECONDS = 600;
const SIGNS_OF_LIFE = ['keydown', 'pointerdown', 'pointermove', 'wheel', 'touchstart'];

export class IdleLock {
  /** @param {HTMLElement} root with [data-part] work, lock, ending @param {import('./unlock.js').Session} session @param {() => number} [now] milliseconds */
  constructor(root, session, now = () => Date.now()) {
    this.root = root;
    this.now = now;
    const part = (name) => root.querySelector(`[data-part="${name}"]`);
    this.parts = { work: part('work'), lock: part('lock'), ending: part('ending'), passphrase: part('passphrase'), totp: part('totp'), told: part('told-lock'), press: part('press'), passkey: part('passkey') };
    this.begin(session);
    for (const sign of SIGNS_OF_LIFE) window.addEventListener(sign, () => this.stir(), { passive: true, capture: true });
    // A laptop that was shut has not ticked: what counts is the clock, looked at before anything shows.
    document.addEventListener('visibilitychange', () => this.look());
    setInterval(() => this.look(), TICK_MS);
    this.parts.lock.querySelector('form').addEventListener('submit', (event) => {
      event.preventDefault();
      this.unlock();
    });
    offerPasskeys(this.parts.passkey, part('no-passkeys'), () => {
      if (this.parts.passphrase.reportValidity()) this.unlock(usePasskey);
    });
  }

  begin(session) {
    this.session = session;
    this.ends = this.now() + session.left * 1000;
    this.stirred = this.now();
    this.pinged = this.now();
    this.isLocked = false;
  }

  stir() {
    this.look();
    if (this.isLocked) return;
    this.stirred = this.now();
    if (this.now() - this.pinged < PING_MS) return;
    this.pinged = this.now();
    askHub('/hub/api/still-here', {}).catch((problem) => this.heed(problem));
  }

  look() {
    if (this.isLocked) return;
    const left = (this.ends - this.now()) / 1000;
    this.parts.ending.hidden = left > WARN_SECONDS;
    if (left <= 0 || this.now() - this.stirred >= this.session.idle * 1000) this.lock();
  }

  /** A session that the server has ended locks the screen as well. @param {*} problem */
  heed(problem) {
    if (problem instanceof HubRefusal && problem.status === 401) this.lock();
  }

  lock() {
    this.isLocked = true;
    // While what is typed can still be reached: half-written words are kept now.
    this.root.dispatchEvent(new Event('locking'));
    this.parts.work.hidden = true;
    this.parts.lock.hidden = false;
    this.parts.press.disabled = false;
    this.parts.passphrase.focus();
    // A reload must not lead round the lock. The session itself ends by itself: another tab may still be at work in it.
    forgetKey();
  }

  /** @param {() => Promise<object>} [ask] asks for a passkey, in place of the code */
  async unlock(ask) {
    const { work, lock, passphrase, totp, told, press, passkey } = this.parts;
    press.disabled = passkey.disabled = true;
    told.textContent = ask ? this.root.dataset.sayPasskey : this.root.dataset.sayWorking;
    try {
      const factor = ask ? { passkey: await ask() } : { totp: totp.value };
      told.textContent = this.root.dataset.sayWorking;
      const session = await logIn(Object.assign({ name: this.session.staff.name, passphrase: passphrase.value }, factor));
      passphrase.value = '';
      totp.value = '';
      told.textContent = '';
      this.begin(session);
      lock.hidden = true;
      work.hidden = false;
      this.root.dispatchEvent(new Event('unlocked'));
    } catch (problem) {
      told.textContent = wordsFor(problem, this.root.dataset);
      totp.value = '';
    }
    press.disabled = passkey.disabled = false;
  }
}
