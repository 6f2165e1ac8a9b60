// What the mark has to tell: what reached us unwatched, and what was lost. Told once, to whoever has the words open. Component part.
import { noteShown, wasEmptied } from './marker-db.js';
import { showMinute } from './reading-hours.js';
import { takeNotes } from './receipt-notes.js';

/** The form shows the very same thing, and takes the note of it. @returns {boolean} */
function isShownInForm() {
  const sent = document.querySelector('[data-screen="sent"]');
  return sent !== null && !sent.hidden;
}

async function hasNotes(store) {
  return !isShownInForm() && ((await store.readKept('received')) || []).length > 0;
}

export class MarkNews {
  /** @param {HTMLElement} words behind the mark */
  constructor(words) {
    this.words = words;
    /** Minutes of receipts that were told since the words were opened. @type {string[]} */
    this.told = [];
    // What comes while the words stand open is read out.
    const live = document.createElement('div');
    live.setAttribute('role', 'status');
    const news = words.querySelectorAll('[data-news]');
    news[0].before(live);
    live.append(...news);
  }

  /** @param {object} store @returns {Promise<boolean>} */
  async areThere(store) {
    return this.told.length > 0 || (await wasEmptied(store)) || hasNotes(store);
  }

  /** To somebody who opens the words, or waits with them open. @param {object} store
   * @param {import('./deliver.js').Change} [change] what happened, where that is why */
  async tell(store, change) {
    if (await hasNotes(store)) this.told.push(...(await takeNotes(store)));
    // The note belongs to the form: taken here, the form would have to call it gone.
    else if (isShownInForm() && change && change.state === 'received') this.told.push(change.received);
    const minutes = this.told.map((minute) => showMinute(minute, document.documentElement.lang));
    this.words.querySelector('[data-slot="received"]').textContent = minutes.join(', ');
    this.show('received', this.told.length > 0);
    if (!(await wasEmptied(store))) return;
    this.show('gone', true);
    await noteShown(store);
  }

  /** The words are closed. */
  end() {
    this.told = [];
    for (const name of ['received', 'gone']) this.show(name, false);
  }

  show(name, isShown) {
    this.words.querySelector(`[data-news="${name}"]`).hidden = !isShown;
  }
}
