// The packs and shells kept on this phone, and the pointer that says which are current. Edge; the worker has it too.
//
// A file is kept under its SHA-256, with one cache.put. It counts only once the pointer names it, and the pointer is written last:
// whatever broke off before that changed nothing.

/** @typedef {{release: string, pack: string, shell: string, kept: number}} KeptPack SHA-256 of both files; when it was kept, in ms */
/** @typedef {{packs: Object<string, KeptPack>, checked: number}} Pointer `checked`: when the index was last asked for, in ms */

const CACHE = 'spotsigns-packs';
const FOLDER = '/packs/kept/';

async function readKeptFile(name) {
  try {
    // Not caches.open: looking must not make anything, least of all after this phone was cleared.
    const found = await caches.match(FOLDER + name, { cacheName: CACHE });
    return found ? await found.json() : null;
  } catch (nothingKept) {
    return null;
  }
}

async function writeKeptFile(name, body) {
  const cache = await caches.open(CACHE);
  await cache.put(FOLDER + name, new Response(body, { headers: { 'Content-Type': 'application/json' } }));
}

/** @returns {Promise<Pointer>} */
export async function readPointer() {
  const found = await readKeptFile('pointer');
  return found && found.packs ? found : { packs: {}, checked: 0 };
}

/** @param {Pointer} pointer */
export function writePointer(pointer) {
  return writeKeptFile('pointer', JSON.stringify(pointer));
}

/** @param {string} digest SHA-256 in hex @returns {Promise<object|null>} the pack or shell */
export function readKept(digest) {
  return readKeptFile(digest);
}

/** @param {string} digest @param {Uint8Array} bytes whose digest was checked */
export function putKept(digest, bytes) {
  return writeKeptFile(digest, bytes);
}

/** @param {string} digest @returns {Promise<boolean>} */
export async function isKept(digest) {
  return Boolean(await caches.match(FOLDER + digest, { cacheName: CACHE }).catch(() => null));
}

/** @returns {Promise<string|null>} the tag of the language read last */
export function readLastLanguage() {
  return readKeptFile('last');
}

/** @param {string} lang */
export function writeLastLanguage(lang) {
  return writeKeptFile('last', JSON.stringify(lang));
}

/** Makes a pack whose two files are kept the current one, then lets go of what no pack names any more.
 * @param {string} lang @param {KeptPack} pack */
export async function flipPointer(lang, pack) {
  const { packs, checked } = await readPointer();
  await writePointer({ packs: { ...packs, [lang]: pack }, checked });
  await sweepKept();
}

/** @param {string} lang */
export async function dropPack(lang) {
  const { packs, checked } = await readPointer();
  const { [lang]: dropped, ...others } = packs;
  await writePointer({ packs: others, checked });
  await sweepKept();
}

async function sweepKept() {
  const { packs } = await readPointer();
  const named = new Set(['pointer', 'last']);
  for (const { pack, shell } of Object.values(packs)) named.add(pack).add(shell);
  const cache = await caches.open(CACHE);
  for (const request of await cache.keys()) {
    if (!named.has(new URL(request.url).pathname.slice(FOLDER.length))) await cache.delete(request);
  }
}

/** All packs and shells; the outbox is elsewhere and stays. */
export function dropAllPacks() {
  return caches.delete(CACHE);
}
