// All that the hub keeps in this browser: the person's key, locked with a key that only a live session is given. Edge.

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
