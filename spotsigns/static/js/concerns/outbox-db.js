// The outbox and the few things kept beside it, in this phone's database. Edge.
import { PhoneDatabase, StorageBrokenError } from './open-db.js';

/** @typedef {import('./outbox.js').Entry} Entry */

const MOST_NOTES = 50;
// A lease that ends later than this from now was written by a clock that has since gone back.
const LONGEST_LEASE = 10 * 60 * 1000;

/** Throws StorageMissingError at once where nothing can be kept, so that the form can say so before anything is written.
 * @param {{onBlocked?: () => void, factory?: IDBFactory, name?: string}} [means] `onBlocked`: another tab holds an older database open
 * @returns {Promise<OutboxStore>} */
export async function openStore({ onBlocked = () => {}, factory = globalThis.indexedDB, name = 'spotsigns' } = {}) {
  const store = new OutboxStore(new PhoneDatabase({ factory, name, onBlocked }));
  await store.readKept('marker');
  return store;
}

export class OutboxStore {
  /** @param {PhoneDatabase} database */
  constructor(database) {
    this.database = database;
  }

  /** Resolves only when the entry is on disk and was read back as it was written: "kept on this phone" is said after that.
   * @param {Entry} entry */
  async putEntry(entry) {
    await this.database.run('readwrite', (outbox) => outbox.put(entry));
    const found = await this.readEntry(entry.id);
    if (!found || found.envelope !== entry.envelope || found.receiptPublic !== entry.receiptPublic) {
      throw new StorageBrokenError('What this phone kept is not what was written.');
    }
  }

  /** @param {string} id @returns {Promise<Entry|undefined>} */
  readEntry(id) {
    return this.database.run('readonly', (outbox, kept, give) => {
      const reading = outbox.get(id);
      reading.onsuccess = () => give(reading.result);
    });
  }

  /** Writes only over an entry that is still there: what the person deleted while it was on its way must not come back.
   * @param {Entry} entry @returns {Promise<boolean>} */
  updateEntry(entry) {
    return this.database.run('readwrite', (outbox, kept, give) => {
      const counting = outbox.count(entry.id);
      counting.onsuccess = () => {
        give(counting.result > 0);
        if (counting.result > 0) outbox.put(entry);
      };
    });
  }

  /** The end of an entry whose receipt was verified: it goes and the note comes in one transaction, so a crash leaves neither twice nor none.
   * @param {string} id @param {{received: string}} note without id or code @returns {Promise<boolean>} */
  finishEntry(id, note) {
    return this.database.run('readwrite', (outbox, kept, give) => {
      const counting = outbox.count(id);
      counting.onsuccess = () => {
        give(counting.result > 0);
        if (counting.result === 0) return;
        outbox.delete(id);
        const reading = kept.get('received');
        reading.onsuccess = () => kept.put([...(reading.result || []), note].slice(-MOST_NOTES), 'received');
      };
    });
  }

  /** @returns {Promise<Entry[]>} */
  allEntries() {
    return this.database.run('readonly', (outbox, kept, give) => {
      const reading = outbox.getAll();
      reading.onsuccess = () => give(reading.result);
    });
  }

  /** Only for "delete it now", an unfinished entry that the form took up again, or one sealed again under another id. @param {string} id */
  async deleteEntry(id) {
    await this.database.run('readwrite', (outbox) => outbox.delete(id));
  }

  /** @param {string} key @returns {Promise<*>} undefined when there is none */
  readKept(key) {
    return this.database.run('readonly', (outbox, kept, give) => {
      const reading = kept.get(key);
      reading.onsuccess = () => give(reading.result);
    });
  }

  /** @param {string} key @param {*} value */
  async writeKept(key, value) {
    await this.database.run('readwrite', (outbox, kept) => kept.put(value, key));
  }

  /** Reads and forgets in one transaction: two tabs never both show what is shown once. @param {string} key @returns {Promise<*>} */
  takeKept(key) {
    return this.database.run('readwrite', (outbox, kept, give) => {
      const reading = kept.get(key);
      reading.onsuccess = () => {
        give(reading.result);
        kept.delete(key);
      };
    });
  }

  /** The turn to send, where Web Locks are missing. @param {string} holder @param {number} now @param {number} until @returns {Promise<boolean>} */
  takeLease(holder, now, until) {
    return this.database.run('readwrite', (outbox, kept, give) => {
      const reading = kept.get('lease');
      reading.onsuccess = () => {
        const lease = reading.result;
        const isHeld = Boolean(lease) && lease.holder !== holder && lease.until > now && lease.until < now + LONGEST_LEASE;
        give(!isHeld);
        if (!isHeld) kept.put({ holder, until }, 'lease');
      };
    });
  }

  /** @param {string} holder */
  async dropLease(holder) {
    await this.database.run('readwrite', (outbox, kept) => {
      const reading = kept.get('lease');
      reading.onsuccess = () => {
        if (reading.result && reading.result.holder === holder) kept.delete('lease');
      };
    });
  }

  close() {
    this.database.close();
  }
}
