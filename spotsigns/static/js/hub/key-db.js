// All that the hub keeps in this browser: the person's key, locked with a key that only a live session is given,
// and the newest row of the ledger that this person was told of. Edge.

const NAME = 'spotsigns-hub';
const STORE = 'kept';
const KEY = 'key';

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error('Another tab holds it.'));
  });
}

/** @param {'readonly'|'readwrite'} mode @param {(store: IDBObjectStore) => IDBRequest} work */
async function run(mode, work) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

/** @param {{staff: string, locked: Uint8Array}} kept */
export async function keepKey(kept) {
  await run('readwrite', (store) => store.put(kept, KEY));
}

/** @returns {Promise<{staff: string, locked: Uint8Array}|null>} null when there is none, or this window keeps nothing */
export async function keptKey() {
  try {
    return (await run('readonly', (store) => store.get(KEY))) || null;
  } catch (keepsNothing) {
    return null;
  }
}

export async function forgetKey() {
  await run('readwrite', (store) => store.delete(KEY)).catch(() => {});
}

// One a person: somebody else's desk, or a demonstration at the same address, has another ledger.
const headKey = (staff) => `head ${staff}`;

/** Stays when the session ends. @param {string} staff @param {{n: number, chain: string}} head */
export async function keepHead(staff, head) {
  await run('readwrite', (store) => {
    const reading = store.get(headKey(staff));
    // Answers may overtake each other: an older one must not stand for the end of the ledger.
    reading.onsuccess = () => reading.result && reading.result.n >= head.n ? null : store.put({ n: head.n, chain: head.chain }, headKey(staff));
    return reading;
  }).catch(() => {});
}

/** @param {string} staff @returns {Promise<{n: number, chain: string}|null>} */
export async function keptHead(staff) {
  return (await run('readonly', (store) => store.get(headKey(staff))).catch(() => null)) || null;
}

/** @param {string} staff */
export async function forgetHead(staff) {
  await run('readwrite', (store) => store.delete(headKey(staff))).catch(() => {});
}

const acceptedKey = (staff) => `accepted ${staff}`;

/** Which desk keys somebody accepted; stays when the session ends. `goesOn` tells whether a list begins with all of another: what another tab
 * accepted meanwhile must not be forgotten. @param {string} staff @param {import('./desk-trust.js').Link[]} links @param {Function} goesOn */
export async function keepAccepted(staff, links, goesOn) {
  await run('readwrite', (store) => {
    const reading = store.get(acceptedKey(staff));
    reading.onsuccess = () => reading.result && !goesOn(links, reading.result) ? null : store.put(links, acceptedKey(staff));
    return reading;
  }).catch(() => {});
}

/** @param {string} staff @returns {Promise<import('./desk-trust.js').Link[]>} oldest first, [] at the first time */
export async function keptAccepted(staff) {
  return (await run('readonly', (store) => store.get(acceptedKey(staff))).catch(() => null)) || [];
}

/** @param {string} staff */
export async function forgetAccepted(staff) {
  await run('readwrite', (store) => store.delete(acceptedKey(staff))).catch(() => {});
}
