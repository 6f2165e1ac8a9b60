// What was only begun, on its way as it is: no answers in memory, no code, the same sealed bytes. Edge.
import { deliverNow } from '../offline/delivery.js';

export class AsItIs {
  /** @param {object} store the outbox @param {string[]} ids of entries that wait now */
  constructor(store, ids) {
    Object.assign(this, { store, ids, isKept: true, shownCode: '', canSealAgain: false, willSealAgain: false, receivedAt: '' });
    Object.assign(this, { wasHurried: false, isGone: false });
  }

  /** Hurried once, at the tap; from then on the outbox's own times decide. */
  async deliver() {
    const hurry = !this.wasHurried;
    this.wasHurried = true;
    await deliverNow({ hurry });
  }

  /** @returns {Promise<import('./send.js').State>} received only when all of them are */
  async look() {
    for (const id of this.ids.slice()) {
      const entry = await this.store.readEntry(id);
      if (entry && entry.state === 'sending') return 'sending';
      if (entry && (entry.different || entry.notThrough)) return entry.different ? 'different' : 'refused';
      if (entry) return 'kept';
      const note = await this.store.takeNote(id);
      // Only the first of two looks at once finds the note.
      if (!this.ids.includes(id)) continue;
      this.ids = this.ids.filter((other) => other !== id);
      this.receivedAt = note || this.receivedAt;
      this.isGone = this.isGone || !note;
    }
    return this.isGone ? 'gone' : 'received';
  }
}
