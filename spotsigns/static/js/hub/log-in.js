// The log-in form. Component.
import { HubRefusal } from './ask-hub.js';
import { DamagedKeyError, logIn, NotKeptError, UnsafeKdfError } from './unlock.js';

/** What to say about a log-in that did not work. @param {*} problem @param {DOMStringMap} say the form's own words @returns {string} */
export function wordsFor(problem, say) {
  if (problem instanceof HubRefusal) return problem.message || say.sayNoAnswer;
  if (problem instanceof UnsafeKdfError) return say.sayKdf;
  if (problem instanceof DamagedKeyError) return say.sayDamaged;
  if (problem instanceof NotKeptError) return say.sayNotKept;
  return say.sayNoAnswer;
}

export class LogIn {
  static moduleName = 'log-in';

  /** @param {HTMLElement} root with a form of [data-part] name, passphrase, totp, press, told */
  constructor(root) {
    this.say = root.dataset;
    const part = (name) => root.querySelector(`[data-part="${name}"]`);
    this.parts = { name: part('name'), passphrase: part('passphrase'), totp: part('totp'), press: part('press'), told: part('told') };
    root.querySelector('form').addEventListener('submit', (event) => {
      event.preventDefault();
      this.submit();
    });
    if (location.hash === '#joined') this.parts.told.textContent = this.say.sayJoined;
    // Until now the button was off: a form sent by the browser itself would carry the passphrase.
    this.parts.press.disabled = false;
  }

  async submit() {
    const { name, passphrase, totp, press, told } = this.parts;
    press.disabled = true;
    told.textContent = this.say.sayWorking;
    try {
      await logIn({ name: name.value, passphrase: passphrase.value, totp: totp.value });
      passphrase.value = '';
      location.replace('/hub/');
    } catch (problem) {
      told.textContent = wordsFor(problem, this.say);
      totp.value = '';
      press.disabled = false;
      (passphrase.value ? totp : passphrase).focus();
    }
  }
}
