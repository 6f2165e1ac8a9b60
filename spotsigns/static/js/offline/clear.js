// Removes everything this app keeps on this phone, with or without signal. Edge.

const DATABASE = 'spotsigns';
const PATIENCE_MS = 3000;
const SWEEPS = 3;

/** What the browser does not answer in time, or not at all, counts as still there. @param {Promise<*>} work @returns {Promise<*>} */
const inTime = (work) => Promise.race([work, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, false))]).catch(() => false);

/** @param {string} name @returns {Promise<boolean>} settled only when every other tab has let go of it */
function deleteDatabase(name) {
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve(true);
    request.onerror = () => resolve(false);
  });
}

async function deleteDatabases() {
  if (!globalThis.indexedDB) return true;
  const listed = indexedDB.databases ? (await indexedDB.databases()).map(({ name }) => name) : [];
  const results = await Promise.all(Array.from(new Set([DATABASE, ...listed]), deleteDatabase));
  return results.every(Boolean);
}

/** Where a worker's script is still on its way, settled only when it has come: on a dead line that is never. */
async function dropWorkers() {
  if (!navigator.serviceWorker) return true;
  const registrations = await navigator.serviceWorker.getRegistrations();
  return (await Promise.all(registrations.map((registration) => registration.unregister()))).every(Boolean);
}

async function dropCaches() {
  if (!globalThis.caches) return true;
  return (await Promise.all((await caches.keys()).map((name) => caches.delete(name)))).every(Boolean);
}

async function emptyShelves() {
  for (const shelf of ['localStorage', 'sessionStorage']) globalThis[shelf].clear();
  return true;
}

/** With signal the server asks the browser to forget the rest, such as its own copies of pages. */
function askServer() {
  return inTime(fetch('/clear', { method: 'POST', credentials: 'same-origin', redirect: 'error' }));
}

/** Side by side: no part waits for another that fails or is slow. */
async function sweep() {
  const parts = [dropWorkers, dropCaches, deleteDatabases, emptyShelves];
  return (await Promise.all(parts.map((part) => inTime(part())))).every(Boolean);
}

/** Never throws. @returns {Promise<boolean>} whether all of it is gone */
export async function clearPhone() {
  // Answers in memory go, whatever delivers or keeps stops: nothing may open the database or a cache again in this page.
  for (const kind of ['leave', 'clear']) document.dispatchEvent(new CustomEvent(`spotsigns:${kind}`));
  await sweep();
  delete document.documentElement.dataset.kept;
  await askServer();
  // Again, for what was on its way when this began or was written by a worker on its way out; and once more where a browser lost a question.
  let isGone = false;
  for (let times = 1; times < SWEEPS && !isGone; times += 1) isGone = await sweep();
  return isGone;
}
