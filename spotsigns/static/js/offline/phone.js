// What is kept on this phone: the guidance languages, with size before, progress during, and remove. Component.
import { openStore } from '../concerns/outbox-db.js';
import { watchChanges } from './changes.js';
import { askIndex, keepLanguage, showKept } from './keep.js';
import { dropPack, isKept, readPointer } from './packs-db.js';

const KILO = 1024;

export class Phone {
  static moduleName = 'phone';

  /** @param {HTMLElement} root a [data-lang] row a language; its words in data-size, data-kept, data-failed, data-no-signal, data-busy */
  constructor(root) {
    this.root = root;
    this.index = null;
    this.busy = new Set();
    this.rows = Array.from(root.querySelectorAll('[data-lang]'));
    for (const row of this.rows) {
      row.querySelector('[data-part=keep]').addEventListener('click', () => this.keep(row));
      row.querySelector('[data-part=remove]').addEventListener('click', () => this.remove(row));
    }
    this.root.querySelector('[data-part=remove-numbers]').addEventListener('click', () => this.removeNumbers());
    document.addEventListener('spotsigns:kept', () => this.draw());
    const stopWatching = watchChanges(() => this.count());
    // Clearing this phone: looking again would make the database again.
    document.addEventListener('spotsigns:leave', () => {
      stopWatching();
      for (const name of ['waiting', 'numbers']) this.root.querySelector(`[data-part=${name}]`).hidden = true;
    });
    this.begin();
  }

  async begin() {
    await Promise.all([this.draw(), this.count()]);
    this.index = await askIndex();
    await this.draw();
  }

  async draw() {
    const { packs } = await readPointer();
    const hasShell = Boolean(this.index && this.index.shell && (await isKept(this.index.shell.sha256)));
    for (const row of this.rows) this.drawRow(row, packs[row.dataset.lang], hasShell);
  }

  drawRow(row, kept, hasShell) {
    const { lang } = row.dataset;
    const wanted = this.index && this.index.packs ? this.index.packs.find((pack) => pack.lang === lang) : null;
    const isBusy = this.busy.has(lang);
    const part = (name) => row.querySelector(`[data-part=${name}]`);
    part('keep').hidden = Boolean(kept) || isBusy || !wanted;
    part('remove').hidden = !kept || isBusy;
    part('progress').hidden = !isBusy;
    part('state').textContent = isBusy ? this.root.dataset.busy : kept ? this.root.dataset.kept : this.sizeWords(wanted, hasShell);
  }

  sizeWords(wanted, hasShell) {
    if (!wanted) return this.root.dataset.noSignal;
    const bytes = wanted.transfer + (hasShell ? 0 : this.index.shell.transfer);
    return this.root.dataset.size.replace('{size}', String(Math.ceil(bytes / KILO)));
  }

  async keep(row) {
    const { lang } = row.dataset;
    // Asked for at a tap, as browsers want it; it is only a wish.
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
    this.busy.add(lang);
    await this.draw();
    const progress = row.querySelector('[data-part=progress]');
    const isDone = await keepLanguage(lang, (share) => {
      progress.value = share;
    }).catch(() => false);
    this.busy.delete(lang);
    await this.draw();
    if (!isDone) row.querySelector('[data-part=state]').textContent = this.root.dataset.failed;
  }

  async remove(row) {
    await dropPack(row.dataset.lang);
    await showKept();
  }

  /** The code lies open here, so it goes without a question. */
  async removeNumbers() {
    const store = await openStore();
    await store.takeKept('code');
    store.close();
    await this.count();
  }

  /** Only how many wait: what they are cannot be read here. And whether the code is kept. */
  async count() {
    const line = this.root.querySelector('[data-part=waiting]');
    try {
      const store = await openStore();
      const entries = await store.allEntries();
      this.root.querySelector('[data-part=numbers]').hidden = !(await store.readKept('code'));
      store.close();
      line.querySelector('[data-part=count]').textContent = String(entries.length);
      line.hidden = entries.length === 0;
    } catch (nothingCanBeKept) {
      line.hidden = true;
    }
  }
}
