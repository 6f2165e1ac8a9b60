// The log-in form. Component.
import { HubRefusal } from './ask-hub.js';
import { NoPasskeyError, offerPasskeys, usePasskey } from './passkeys.js';
import { DamagedKeyError, logIn, NotKeptError, UnsafeKdfError } from './unlock.js';

/** What to say about a log-in that did not work. @param {*} problem @param {DOMStringMap} say the form's own words @returns {string} */
export function wordsFor(problem, say) {
  if (problem instanceof HubRefusal) return problem.message || say.sayNoAnswer;
  if (problem instanceof UnsafeKdfError) return say.sayKdf;
  if (problem instanceof DamagedKeyError) return say.sayDamaged;
  if (problem instanceof NotKeptError) return say.sayNotKept;
  if (problem instanceof NoPasskeyError) return say.sayNoPasskey;
  return say.sayNoAnswer;
}

export class LogIn {
  static moduleName = 'log-in';

  /** @param {HTMLElement} root with a form of [data-part] name, passphrase, totp, press, passkey, no-passkeys, told */
  constructor(root) {
    this.say = root.dataset;
    const part = (name) => root.querySelector(`[data-part="${name}"]`);
    this.parts = { name: part('name'), passphrase: part('passphrase'), totp: part('totp'), press: part('press'), passkey: part('passkey'), told: part('told') };
    root.querySelector('form').addEventListener('submit', (event) => {
      event.preventDefault();
      this.submit();
    });
    offerPasskeys(this.parts.passkey, part('no-passkeys'), () => {
      if (this.parts.name.reportValidity() && this.parts.passphrase.reportValidity()) this.submit(usePasskey);
    });
    if (location.hash === '#joined') this.parts.told.textContent = this.say.sayJoined;
    // Until now the button was off: a form sent by the browser itself would carry the passphrase.
    this.parts.press.disabled = false;
  }

  /** @param {() => Promise<object>} [ask] asks for a passkey, in place of the code: before stretching, while the press still counts as one */
  async submit(ask) {
    const { name, passphrase, totp, press, passkey, told } = this.parts;
    press.disabled = passkey.disabled = true;
    told.textContent = ask ? this.say.sayPasskey : this.say.sayWorking;
    try {
      const factor = ask ? { passkey: await ask() } : { totp: totp.value };
      told.textContent = this.say.sayWorking;
      await logIn(Object.assign({ name: name.value, passphrase: passphrase.value }, factor));
      passphrase.value = '';
      location.replace('/hub/');
    } catch (problem) {
      told.textContent = wordsFor(problem, this.say);
      totp.value = '';
      press.disabled = passkey.disabled = false;
      (passphrase.value ? totp : passphrase).focus();
    }
  }
}
