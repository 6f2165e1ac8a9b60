// Notices that the system emptied the database while something was waiting in it. Edge.
// The database has a random marker from its birth; a copy lies in localStorage only while an entry waits,
// or until it was shown that what waited is gone. Both names are neutral.

const COPY = 'spotsigns-marker';

/** Call after an entry was kept. @param {object} store @param {Storage} [shelf] */
export async function noteWaiting(store, shelf = globalThis.localStorage) {
  const marker = await store.readKept('marker');
  try {
    // An older copy tells of a loss that nobody has seen yet.
    if (shelf.getItem(COPY) === null) shelf.setItem(COPY, marker);
  } catch (noRoom) {
    // Without the copy an emptied database goes unnoticed; the entry itself is safe.
  }
}

/** Call when a page opens and after every change: what was received or deleted must not be called lost later.
 * True until `noteShown`, when what waited is gone without having been sent or deleted: then say so, and offer the call.
 * @param {object} store @param {Storage} [shelf] @returns {Promise<boolean>} */
export async function wasEmptied(store, shelf = globalThis.localStorage) {
  try {
    const copy = shelf.getItem(COPY);
    if (copy === null) return false;
    const isAnother = copy !== (await store.readKept('marker'));
    if (!isAnother && (await store.allEntries()).length === 0) shelf.removeItem(COPY);
    return isAnother;
  } catch (storageMissing) {
    return false;
  }
}

/** Call when the loss was shown: it is said once. What waits now is watched over from here on.
 * @param {object} store @param {Storage} [shelf] */
export async function noteShown(store, shelf = globalThis.localStorage) {
  shelf.removeItem(COPY);
  if ((await store.allEntries()).length > 0) await noteWaiting(store, shelf);
}
