// The small neutral mark on every page: how many wait. The words stand behind one tap. Component.
import { deliverNow } from '../offline/delivery.js';
import { announceChange, watchChanges } from '../offline/changes.js';
import { MarkNews } from './mark-news.js';
import { openStore } from './outbox-db.js';
import { showMinute } from './reading-hours.js';

const { lang } = document.documentElement;
const SEND_TRIES = 6;
const SEND_AGAIN_MS = 1000;

export class Mark {
  static get moduleName() {
    return 'mark';
  }

  /** @param {HTMLElement} root where the mark stands; its words are in #mark-words */
  constructor(root) {
    this.root = root;
    this.words = document.getElementById('mark-words');
    this.row = this.words.querySelector('template');
    this.list = this.words.querySelector('ul');
    this.news = new MarkNews(this.words);
    this.button = document.createElement('button');
    Object.assign(this.button, { type: 'button', className: 'mark__button', dir: 'auto' });
    this.button.setAttribute('aria-expanded', 'false');
    this.button.setAttribute('aria-controls', this.words.id);
    root.append(this.button);
    this.button.addEventListener('click', () => this.toggle());
    this.words.addEventListener('click', (event) => this.act(event.target.closest('[data-do]')));
    this.stopWatching = watchChanges((change) => this.look(change));
    document.addEventListener('visibilitychange', () => document.hidden || this.look());
    // Leaving, or clearing this phone: nothing here may open the database again.
    window.addEventListener('spotsigns:leave', () => this.stop(), true);
    this.start();
  }

  async start() {
    this.store = await openStore().catch(() => null);
    if (!this.store) return;
    await this.look();
    // On the pages where somebody comes to look, the news need no tap. Who practises shows the form to others.
    const isOwn = document.body.classList.contains('private') && !document.querySelector('[data-module="practice"]');
    if (isOwn && (await this.news.areThere(this.store))) await this.toggle();
  }

  /** @param {import('./deliver.js').Change} [change] what happened, where that is why */
  async look(change) {
    if (!this.store) return;
    const entries = await this.store.allEntries().catch(() => []);
    if (this.store && !this.words.hidden) await this.news.tell(this.store, change).catch(() => {});
    const hasNews = this.store !== null && (await this.news.areThere(this.store).catch(() => false));
    if (!this.store) return;
    this.button.textContent = entries.length ? this.count(entries.length) : this.words.querySelector('[data-count="new"]').textContent;
    this.root.hidden = entries.length === 0 && !hasNews && this.words.hidden;
    this.showEntries(entries);
  }

  /** Each language's own plural form: taken from the sample number that has the same one. @param {number} number */
  count(number) {
    const rules = new Intl.PluralRules(lang);
    const samples = Array.from(this.words.querySelectorAll('[data-count]')).filter((sample) => sample.dataset.count !== 'new');
    const sample = samples.find((one) => rules.select(Number(one.dataset.count)) === rules.select(number)) || samples[0];
    return sample.textContent.replace(sample.dataset.count, String(number));
  }

  showEntries(entries) {
    const focused = document.activeElement.closest('#mark-words [data-do]');
    const asked = this.list.querySelector('[data-asked]');
    const rows = entries.map((entry) => this.makeRow(entry, Boolean(asked) && asked.dataset.id === entry.id));
    this.list.textContent = '';
    this.list.append(...rows);
    // What is only begun goes when the person says so on the form's page, and not from here.
    this.words.querySelector('[data-with-entries]').hidden = entries.every((entry) => entry.state === 'unfinished');
    if (focused && !focused.getClientRects().length) this.focusInstead(focused, rows);
  }

  /** What had the focus was made anew, or went with its entry. @param {HTMLElement} focused @param {HTMLElement[]} rows */
  focusInstead(focused, rows) {
    const item = focused.closest('li');
    const row = item && rows.find((one) => one.dataset.id === item.dataset.id);
    const again = row && row.querySelector(`[data-do="${focused.dataset.do}"]:not([hidden])`);
    (again || (row && row.querySelector('[data-do="delete"]')) || this.button).focus();
  }

  makeRow(entry, isAsked) {
    const item = this.row.content.cloneNode(true).querySelector('li');
    const state = ['sending', 'unfinished'].includes(entry.state) ? entry.state : entry.different ? 'different' : entry.notThrough ? 'refused' : 'kept';
    const ask = state === 'sending' || state === 'different' ? 'ask-unsure' : 'ask';
    item.dataset.id = entry.id;
    item.toggleAttribute('data-asked', isAsked);
    item.querySelector('[data-slot]').textContent = showMinute(entry.firstKept, lang);
    for (const words of item.querySelectorAll('[data-is]')) words.hidden = words.dataset.is !== state && !(words.dataset.is === ask && isAsked);
    item.querySelector('[data-do="keep"]').hidden = !isAsked;
    return item;
  }

  async toggle() {
    const isOpening = this.words.hidden;
    this.words.hidden = !isOpening;
    this.button.setAttribute('aria-expanded', String(isOpening));
    if (!isOpening) this.news.end();
    await this.look();
  }

  async act(button) {
    if (!button) return;
    const item = button.closest('li');
    if (button.dataset.do === 'send') await this.send();
    if (button.dataset.do === 'keep') item.removeAttribute('data-asked');
    if (button.dataset.do === 'delete') {
      if (item.hasAttribute('data-asked')) await this.remove(item.dataset.id);
      else item.setAttribute('data-asked', '');
    }
    await this.look();
  }

  /** Another tab, or the page's own timer, may be at it; a tap must not be lost on that. */
  async send() {
    for (let tries = 0; tries < SEND_TRIES; tries += 1) {
      const delivery = await deliverNow({ hurry: true });
      if (!delivery || delivery.ran) return;
      await new Promise((resolve) => setTimeout(resolve, SEND_AGAIN_MS));
    }
  }

  /** @param {string} id of the entry, after the second yes */
  async remove(id) {
    await this.store.deleteEntry(id);
    announceChange({ id, state: 'deleted' });
  }

  stop() {
    this.stopWatching();
    if (this.store) this.store.close();
    this.store = null;
    this.words.hidden = true;
    this.root.hidden = true;
  }
}
