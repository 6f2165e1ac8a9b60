// Where untriaged concerns are opened to be sorted: in a worker that ends when the screen locks or somebody logs out; in the page where there is none. Edge.
import { workerUrl } from '../web/trusted.js';
import { sortOut } from './sort-out.js';

/** @typedef {{slice: {row: import('./sorting.js').Row, envelope: import('./opener.js').Handed|undefined}[], keys: import('./sort-out.js').Keys}} Job */

const AT_ONCE = 50;

/** @returns {Promise<void>} the next turn, so that keys and clicks are answered between two envelopes */
const breathe = () => new Promise((resolve) => setTimeout(resolve, 0));

/** @returns {Worker} Throws where there are none, or where this script is not one of ours */
function startWorker() {
  return new Worker(workerUrl(new URL('./sorting-worker.js', import.meta.url).pathname), { type: 'module', name: 'sorting' });
}

export class SortingRoom {
  /** @param {import('./opener.js').Opener} opener @param {object} labels @param {() => Worker} [start] */
  constructor(opener, labels, start = startWorker) {
    Object.assign(this, { opener, labels, start, worker: null, last: 0, waiting: new Map(), isShut: false, isHere: false });
  }

  /** Ends with whoever works here. @param {HTMLElement} root that locks and unlocks, with [data-part] log-out */
  endWith(root) {
    root.addEventListener('locking', () => this.shut());
    root.addEventListener('unlocked', () => this.open());
    root.querySelector('[data-part="log-out"]').addEventListener('click', () => this.shut());
  }

  /** For sorting: nobody reads it. @param {import('./sorting.js').Row[]} rows @param {(sorted: import('./sort-out.js').SortedOut) => void} give called for each
   * @param {() => boolean} goOn called after each slice: false where nobody waits for the next */
  async sortRows(rows, give, goOn) {
    for (let from = 0; from < rows.length; from += AT_ONCE) {
      for (const one of await this.sort(await this.jobOf(rows.slice(from, from + AT_ONCE)))) give(one);
      if (!goOn()) return;
    }
  }

  /** @param {import('./sorting.js').Row[]} rows @returns {Promise<Job>} with just the keys that it needs */
  async jobOf(rows) {
    const handed = new Map((await this.opener.handOut(rows)).map((envelope) => [`${envelope.id}/${envelope.variant}`, envelope]));
    const pairs = new Map();
    for (const key of new Set(Array.from(handed.values(), (envelope) => envelope.key))) {
      const pair = await this.opener.pairFor(key);
      if (pair) pairs.set(key, pair);
    }
    return { slice: rows.map((row) => ({ row, envelope: handed.get(`${row.id}/${row.variant}`) })), keys: { pairs, person: this.opener.person } };
  }

  /** Waits while the screen is locked. @param {Job} job @returns {Promise<import('./sort-out.js').SortedOut[]>} */
  sort(job) {
    return new Promise((resolve, reject) => {
      this.last += 1;
      this.waiting.set(this.last, { job, resolve, reject });
      if (!this.isShut) this.begin(this.last);
    });
  }

  begin(n) {
    if (!this.worker && !this.isHere) this.hire();
    if (this.isHere) this.sortHere(n).catch(this.waiting.get(n).reject);
    else this.worker.postMessage({ n, ...this.waiting.get(n).job });
  }

  hire() {
    try {
      this.worker = this.start();
      this.worker.addEventListener('message', ({ data }) => (data.sorted ? this.done(data.n, data.sorted) : this.fallBack()));
      // A browser without module workers says so only now.
      for (const problem of ['error', 'messageerror']) this.worker.addEventListener(problem, () => this.fallBack());
      this.worker.postMessage({ labels: this.labels });
    } catch (noWorker) {
      this.dismiss();
      this.isHere = true;
    }
  }

  done(n, sorted) {
    const asked = this.waiting.get(n);
    this.waiting.delete(n);
    if (asked) asked.resolve(sorted);
  }

  async sortHere(n) {
    const { slice, keys } = this.waiting.get(n).job;
    const sorted = [];
    for (const { row, envelope } of slice) {
      sorted.push(await sortOut(row, envelope, keys, this.labels));
      await breathe();
    }
    this.done(n, sorted);
  }

  fallBack() {
    if (this.isHere) return;
    this.dismiss();
    this.isHere = true;
    if (!this.isShut) this.open();
  }

  dismiss() {
    if (this.worker) this.worker.terminate();
    this.worker = null;
  }

  /** What the worker had is gone with it; what it was asked is asked of the next one. */
  shut() {
    this.isShut = true;
    this.dismiss();
  }

  open() {
    this.isShut = false;
    for (const n of this.waiting.keys()) this.begin(n);
  }
}
