// "Clear this phone": says what was not sent yet, and wipes only on the second yes. Component.
import { openStore } from '../concerns/outbox-db.js';
import { clearPhone } from './clear.js';

/** @returns {Promise<number|null>} how many wait on this phone, whole or only begun; nothing about what they are. Null: it cannot be read */
async function countWaiting() {
  try {
    const store = await openStore();
    const entries = await store.allEntries();
    store.close();
    return entries.length;
  } catch (unreadable) {
    return null;
  }
}

export class ClearPhone {
  static moduleName = 'clear-phone';

  /** @param {HTMLElement} root with [data-part] clear, ask, waiting, known, count, unknown, yes, no, done, failed */
  constructor(root) {
    this.parts = Object.fromEntries(Array.from(root.querySelectorAll('[data-part]'), (part) => [part.dataset.part, part]));
    const { clear, yes, no } = this.parts;
    clear.addEventListener('click', () => this.ask());
    yes.addEventListener('click', () => this.wipe());
    no.addEventListener('click', () => this.show('clear'));
    this.show('clear');
  }

  /** @param {...string} names of the parts to be seen */
  show(...names) {
    for (const name of ['clear', 'ask', 'waiting', 'known', 'unknown', 'done', 'failed']) this.parts[name].hidden = !names.includes(name);
  }

  async ask() {
    const waiting = await countWaiting();
    this.parts.count.textContent = String(waiting);
    // What cannot be counted may be there: silence would say that nothing is lost.
    this.show('ask', ...(waiting === 0 ? [] : ['waiting', waiting === null ? 'unknown' : 'known']));
    this.parts.ask.focus();
  }

  async wipe() {
    this.parts.yes.disabled = true;
    const isGone = await clearPhone();
    this.parts.yes.disabled = false;
    this.show(isGone ? 'done' : 'failed');
    this.parts[isGone ? 'done' : 'failed'].focus();
    document.dispatchEvent(new CustomEvent('spotsigns:kept'));
  }
}
