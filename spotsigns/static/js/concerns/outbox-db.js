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

/** @param {IDBRequest} reading @param {(found: *) => void} then */
function whenRead(reading, then) {
  reading.onsuccess = () => then(reading.result);
}

/** Works only on an entry that is still there: what the person deleted while it was on its way must not come back.
 * @param {PhoneDatabase} database @param {string} id @param {(outbox: IDBObjectStore, kept: IDBObjectStore) => void} work
 * @returns {Promise<boolean>} whether it was there */
function whenThere(database, id, work) {
  return database.run('readwrite', (outbox, kept, give) => {
    whenRead(outbox.count(id), (count) => {
      give(count > 0);
      if (count > 0) work(outbox, kept);
    });
  });
}

export class OutboxStore {
  /** @param {PhoneDatabase} database */
  constructor(database) {
    this.database = database;
  }

  /** Resolves only when the entry is on disk and was read back as it was written: "kept on this phone" is said after that.
   * @param {Entry} entry */
  async putEntry(entry) {
    await this.database.run('readwrite', (outbox) => {
      outbox.put(entry);
      // Said at once: a page that is going away hears no more of its writes, and what is not committed is taken back.
      if (outbox.transaction.commit) outbox.transaction.commit();
    });
    const found = await this.readEntry(entry.id);
    if (!found || found.envelope !== entry.envelope || found.receiptPublic !== entry.receiptPublic) {
      throw new StorageBrokenError('What this phone kept is not what was written.');
    }
  }

  /** @param {string} id @returns {Promise<Entry|undefined>} */
  readEntry(id) {
    return this.database.run('readonly', (outbox, kept, give) => whenRead(outbox.get(id), give));
  }

  /** @param {Entry} entry @returns {Promise<boolean>} false when it is no longer there */
  updateEntry(entry) {
    return whenThere(this.database, entry.id, (outbox) => outbox.put(entry));
  }

  /** Sealed again under another id: a crash leaves one of the two, never both and never none. @param {string} id of the one that goes
   * @param {Entry} entry @returns {Promise<boolean>} */
  replaceEntry(id, entry) {
    return whenThere(this.database, id, (outbox) => {
      outbox.put(entry);
      outbox.delete(id);
    });
  }

  /** The end of an entry whose receipt was verified: it goes and the note comes in one transaction, so a crash leaves neither twice nor none.
   * @param {string} id @param {{id: string, received: string}} note with the random id, never the code @returns {Promise<boolean>} */
  finishEntry(id, note) {
    return whenThere(this.database, id, (outbox, kept) => {
      outbox.delete(id);
      whenRead(kept.get('received'), (notes = []) => kept.put([...notes, note].slice(-MOST_NOTES), 'received'));
    });
  }

  /** The note of this one entry, for whoever watched it: read and forgotten in one transaction. @param {string} id
   * @returns {Promise<string>} UTC minute, or nothing */
  takeNote(id) {
    return this.database.run('readwrite', (outbox, kept, give) => {
      whenRead(kept.get('received'), (notes = []) => {
        const mine = notes.find((note) => note.id === id);
        give(mine ? mine.received : '');
        if (mine) kept.put(notes.filter((note) => note !== mine), 'received');
      });
    });
  }

  /** @returns {Promise<Entry[]>} */
  allEntries() {
    return this.database.run('readonly', (outbox, kept, give) => whenRead(outbox.getAll(), give));
  }

  /** Only for "delete it now", or an unfinished entry that the form took up again. @param {string} id */
  async deleteEntry(id) {
    await this.database.run('readwrite', (outbox) => outbox.delete(id));
  }

  /** @param {string} key @returns {Promise<*>} undefined when there is none */
  readKept(key) {
    return this.database.run('readonly', (outbox, kept, give) => whenRead(kept.get(key), give));
  }

  /** @param {string} key @param {*} value */
  async writeKept(key, value) {
    await this.database.run('readwrite', (outbox, kept) => kept.put(value, key));
  }

  /** Reads and forgets in one transaction: two tabs never both show what is shown once. @param {string} key @returns {Promise<*>} */
  takeKept(key) {
    return this.database.run('readwrite', (outbox, kept, give) => {
      whenRead(kept.get(key), give);
      kept.delete(key);
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
