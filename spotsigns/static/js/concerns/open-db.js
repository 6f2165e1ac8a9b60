// The phone's own database: opening it, reopening it when the system closes it, one transaction at a time. Edge.
//
//   StorageError
//   ├── StorageMissingError   private window, Lockdown Mode, no IndexedDB: online only, with clear words
//   ├── StorageFullError      no room left: say so, offer the call
//   └── StorageBrokenError    anything else, after one more try: the note to read out, and the number

export class StorageError extends Error {
  /** @param {string} message @param {*} [reason] */
  constructor(message, reason) {
    super(message);
    this.name = this.constructor.name;
    this.reason = reason;
  }
}
export class StorageMissingError extends StorageError {}
export class StorageFullError extends StorageError {}
export class StorageBrokenError extends StorageError {}

const VERSION = 1;

/** @param {IDBDatabase} database a fresh one: later versions may only add */
function makeStores(database) {
  database.createObjectStore('outbox', { keyPath: 'id' });
  const marker = crypto.getRandomValues(new Uint32Array(4)).join('-');
  database.createObjectStore('kept').put(marker, 'marker');
}

/** @param {*} problem @returns {StorageError} */
function nameProblem(problem) {
  if (problem instanceof StorageError) return problem;
  const name = problem ? problem.name : '';
  if (name === 'QuotaExceededError') return new StorageFullError('There is no room left on this phone.', problem);
  return new StorageBrokenError('This phone did not keep it.', problem);
}

/** @param {IDBFactory} factory @param {string} name @param {number|undefined} version @param {() => void} onBlocked @returns {Promise<IDBDatabase>} */
function openOnce(factory, name, version, onBlocked) {
  return new Promise((resolve, reject) => {
    const request = version ? factory.open(name, version) : factory.open(name);
    request.onupgradeneeded = () => makeStores(request.result);
    request.onblocked = () => onBlocked();
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

export class PhoneDatabase {
  /** @param {{factory: IDBFactory|undefined, name: string, onBlocked: () => void}} means */
  constructor({ factory, name, onBlocked }) {
    this.factory = factory;
    this.name = name;
    this.onBlocked = onBlocked;
    /** @type {Promise<IDBDatabase>|null} */
    this.opening = null;
  }

  /** @returns {Promise<IDBDatabase>} the open connection, opened again if the system closed it */
  connect() {
    if (!this.opening) {
      const opening = this.openDatabase();
      this.opening = opening;
      // A failed open must not be remembered, or nothing could ever be kept in this page again.
      opening.catch(() => this.forget(opening));
    }
    return this.opening;
  }

  async openDatabase() {
    if (!this.factory) throw new StorageMissingError('This browser keeps nothing.');
    let database;
    try {
      database = await openOnce(this.factory, this.name, VERSION, this.onBlocked).catch((problem) => {
        // A newer release has been here and was taken back: what it kept must still be found.
        if (problem && problem.name === 'VersionError') return openOnce(this.factory, this.name, undefined, this.onBlocked);
        throw problem;
      });
    } catch (problem) {
      const isMissing = ['SecurityError', 'InvalidStateError', 'NotAllowedError'].includes(problem ? problem.name : '');
      throw isMissing ? new StorageMissingError('This window keeps nothing.', problem) : nameProblem(problem);
    }
    const opening = this.opening;
    // Without this a newer release in another tab would wait for ever for its upgrade.
    database.onversionchange = () => {
      database.close();
      this.forget(opening);
    };
    database.onclose = () => this.forget(opening);
    return database;
  }

  /** @param {Promise<IDBDatabase>|null} opening only this one: a later connection may be open already */
  forget(opening) {
    if (this.opening === opening) this.opening = null;
  }

  close() {
    if (this.opening) this.opening.then((database) => database.close(), () => {});
    this.opening = null;
  }

  /** Runs `work` in one transaction and resolves with what it gave, after the transaction is complete and on disk.
   * Tried once more on a fresh connection: iOS closes connections in the background.
   * @template T @param {'readonly'|'readwrite'} mode @param {(outbox: IDBObjectStore, kept: IDBObjectStore, give: (value: T) => void) => void} work
   * @returns {Promise<T>} */
  async run(mode, work) {
    try {
      return await this.runOnce(mode, work);
    } catch (problem) {
      const named = nameProblem(problem);
      if (!(named instanceof StorageBrokenError)) throw named;
      this.close();
    }
    try {
      return await this.runOnce(mode, work);
    } catch (problem) {
      throw nameProblem(problem);
    }
  }

  async runOnce(mode, work) {
    const database = await this.connect();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(['outbox', 'kept'], mode, { durability: 'strict' });
      let given;
      transaction.oncomplete = () => resolve(given);
      transaction.onabort = () => reject(transaction.error);
      work(transaction.objectStore('outbox'), transaction.objectStore('kept'), (value) => {
        given = value;
      });
    });
  }
}
