// Search, order and the sieve above the list. Component.
import { SIFTED } from './sifting.js';

export class DeskTools {
  /** @param {HTMLElement} root @param {{say: Function, onChange: (isOfServer: boolean) => void}} means `isOfServer`: a clear field changed, which the server sifts too */
  constructor(root, { say, onChange }) {
    this.root = root;
    this.say = say;
    this.count = root.querySelector('[data-part="sieve-count"]');
    root.addEventListener('submit', (event) => event.preventDefault());
    root.addEventListener('input', (event) => {
      const { want } = event.target.dataset;
      if (!want) return;
      this.tell();
      onChange(SIFTED.includes(want));
    });
    root.querySelector('[data-part="clear-sieve"]').addEventListener('click', () => {
      for (const field of this.fields()) if (field.dataset.want !== 'order') field.value = '';
      this.tell();
      onChange(true);
    });
  }

  fields() {
    return Array.from(this.root.querySelectorAll('[data-want]'));
  }

  /** @returns {import('./sifting.js').Wanted} */
  get wanted() {
    return Object.fromEntries(this.fields().map((field) => [field.dataset.want, field.value.trim()]));
  }

  get search() {
    return this.root.querySelector('[data-want="query"]');
  }

  /** A sieve that is folded away must not hide that it sifts. */
  tell() {
    const { wanted } = this;
    const number = SIFTED.filter((name) => wanted[name]).length;
    this.count.textContent = number ? this.say('sieves', { number }) : '';
  }
}
