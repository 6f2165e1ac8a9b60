// Did the ledger keep what this browser saw it hold? A tail that was cut off leaves no trace on the server. Component.
import { askHub } from './ask-hub.js';
import { forgetHead, keepHead, keptHead } from './key-db.js';

export class LedgerWatch {
  /** @param {HTMLElement} warning hidden, with a button that says somebody was told @param {string} staff the person's id */
  constructor(warning, staff) {
    this.warning = warning;
    this.staff = staff;
    this.isBroken = false;
    warning.querySelector('button').addEventListener('click', () => this.accept());
  }

  /** Compares what is remembered with what stands there now. Throws HubRefusal without an answer. */
  async look() {
    const kept = await keptHead(this.staff);
    this.isBroken = kept !== null && (await askHub(`/hub/api/ledger?n=${kept.n}`)).chain !== kept.chain;
    this.warning.hidden = !this.isBroken;
  }

  /** Remembers the newest head; not over a broken ledger, whose last good one is what shows it. @param {{n: number, chain: string}} head */
  async saw(head) {
    if (!this.isBroken) await keepHead(this.staff, head);
  }

  /** Somebody was told: from here on the ledger is watched as it is now. */
  async accept() {
    await forgetHead(this.staff);
    this.isBroken = false;
    this.warning.hidden = true;
  }
}
