// Says since when this page is kept, once that is long ago: numbers and hours may have changed. Component.
import { sayDay } from '../web/dates.js';
import { readPointer } from './packs-db.js';

const OLD_MS = 30 * 24 * 60 * 60 * 1000;

export class KeptDate {
  static moduleName = 'kept-date';

  /** @param {HTMLElement} root hidden, with a <time> in it */
  constructor(root) {
    this.root = root;
    this.time = root.querySelector('time');
    this.show().catch(() => {});
  }

  async show() {
    const { lang } = document.documentElement;
    const kept = (await readPointer()).packs[lang];
    if (!kept || Date.now() - kept.kept < OLD_MS) return;
    const date = new Date(kept.kept);
    this.time.dateTime = date.toISOString().slice(0, 10);
    this.time.textContent = sayDay(date, lang, { day: 'numeric', month: 'long', year: 'numeric' });
    this.root.hidden = false;
  }
}
