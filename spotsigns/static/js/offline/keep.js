// Keeps guidance on this phone: asks what there is, fetches it, checks it, and only then makes it current. Edge.
import { sha256Hex } from '../sealing/bytes.js';
import { workerUrl } from '../web/trusted.js';
import { dropAllPacks, flipPointer, isKept, putKept, readPointer, writePointer } from './packs-db.js';

/** @typedef {{sha256: string, bytes: number, transfer: number}} Measures
 *  @typedef {{release: string, shell: Measures, packs: Array<Measures & {lang: string, name: string, dir: string, state: string}>}} Index */

const ASK_EVERY_MS = 10 * 60 * 1000;
const PLAIN = { credentials: 'omit', redirect: 'error' };
const canKeep = () => Boolean(globalThis.caches && navigator.serviceWorker);

// "Clear this phone": what is on its way must not arrive afterwards.
let isStopped = false;
document.addEventListener('spotsigns:clear', () => {
  isStopped = true;
});

function refuseStopped() {
  if (isStopped) throw new Error('This phone is being cleared.');
}

/** @param {(lock: Lock|true|null) => Promise<*>} work alone across all tabs, where the browser can see to that */
function takeTurn(name, options, work) {
  return navigator.locks ? navigator.locks.request(name, options, work) : work(true);
}

/** @returns {Promise<Index|{off: true}|null>} null without signal */
export async function askIndex() {
  try {
    const response = await fetch('/packs/index.json', { cache: 'no-cache', ...PLAIN });
    const body = response.status === 200 ? await response.json() : null;
    return body && (body.off === true || Array.isArray(body.packs)) ? body : null;
  } catch (noSignal) {
    return null;
  }
}

/** @param {string} path @param {Measures} wanted @param {(bytes: number) => void} onProgress */
async function keepFile(path, { sha256, bytes }, onProgress) {
  if (await isKept(sha256)) return onProgress(bytes);
  const response = await fetch(path, { cache: 'no-store', ...PLAIN });
  if (response.status !== 200) throw new Error('This file did not come.');
  const body = new Uint8Array(bytes);
  const reader = response.body.getReader();
  let at = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    refuseStopped();
    // More than was announced throws here, less fails the digest.
    body.set(part.value, at);
    at += part.value.length;
    onProgress(at);
  }
  if (at !== bytes || (await sha256Hex(body)) !== sha256) throw new Error('This is not the file that was announced.');
  refuseStopped();
  return putKept(sha256, body);
}

/** @param {string} lang @param {Index} index @param {(share: number) => void} [onProgress] 0 to 1
 * @returns {Promise<boolean>} false when it has to wait: a form is open, and its scripts must not change under it */
export async function keepPack(lang, index, onProgress = () => {}) {
  const wanted = index.packs.find((pack) => pack.lang === lang);
  if (!wanted) return false;
  const { shell } = index;
  const current = (await readPointer()).packs[lang];
  const isCurrent = current && current.pack === wanted.sha256 && current.shell === shell.sha256;
  if (isCurrent && (await isKept(current.pack)) && (await isKept(current.shell))) return true;
  const done = { pack: 0, shell: 0 };
  const count = (part) => (bytes) => {
    done[part] = bytes;
    onProgress((done.pack + done.shell) / (wanted.bytes + shell.bytes));
  };
  await Promise.all([keepFile('/packs/shell.json', shell, count('shell')), keepFile(`/packs/${lang}.json`, wanted, count('pack'))]);
  const flip = async () => {
    refuseStopped();
    await flipPointer(lang, { release: index.release, pack: wanted.sha256, shell: shell.sha256, kept: Date.now() });
    return true;
  };
  return current ? takeTurn('form-open', { ifAvailable: true }, (lock) => (lock ? flip() : false)) : flip();
}

/** Fetched only now: a page that asks for nothing does not need it. @returns {Promise<boolean>} false when there are none to keep */
const keepKeysToo = () => import('./keep-keys.js').then(({ keepKeys }) => keepKeys(refuseStopped)).catch(() => false);

/** @param {string} lang @param {(share: number) => void} onProgress @returns {Promise<boolean>} asked for on /phone/ */
export function keepLanguage(lang, onProgress) {
  return takeTurn('spotsigns-keep', {}, async () => {
    isStopped = false;
    const index = await askIndex();
    if (!index || index.off || !(await registerWorker())) return false;
    const [isDone] = await Promise.all([keepPack(lang, index, onProgress).catch(() => false), keepKeysToo()]);
    await showKept();
    return isDone;
  });
}

/** @returns {Promise<boolean>} whether a worker is at work; its update waits for itself while a form is open */
async function registerWorker() {
  try {
    refuseStopped();
    const registration = await navigator.serviceWorker.register(workerUrl('/sw.js'), { updateViaCache: 'none' });
    if (registration.waiting) registration.waiting.postMessage('take-over');
    await navigator.serviceWorker.ready;
    return true;
  } catch (notAllowed) {
    return false;
  }
}

/** Writes the kept languages to <html data-kept>: only those that open without a network. */
export async function showKept() {
  const registration = canKeep() ? await navigator.serviceWorker.getRegistration() : null;
  const kept = registration && registration.active ? Object.keys((await readPointer()).packs) : [];
  if (kept.length) document.documentElement.dataset.kept = kept.join(' ');
  else delete document.documentElement.dataset.kept;
  document.dispatchEvent(new CustomEvent('spotsigns:kept'));
}

async function retire() {
  await dropAllPacks();
  for (const registration of await navigator.serviceWorker.getRegistrations()) await registration.unregister();
}

/** @param {string} lang */
async function keepUpToDate(lang) {
  const { packs, checked } = await readPointer();
  const now = Date.now();
  // Another tab may have done it while this one waited for its turn.
  if (packs[lang] && checked <= now && now - checked < ASK_EVERY_MS) return;
  const index = await askIndex();
  if (!index) return;
  if (index.off) return retire();
  // Beside the packs, not before them: on a slow line each wait in a row is felt.
  const working = registerWorker();
  const keeping = keepKeysToo();
  for (const each of new Set([lang, ...Object.keys(packs)])) await keepPack(each, index).catch(() => false);
  // Without keys nothing can be sealed here: the next page asks again.
  if (!(await keeping) || !(await working)) return;
  const pointer = await readPointer();
  if (pointer.packs[lang] && !isStopped) await writePointer({ ...pointer, checked: now });
}

/** At the start of every page. Nothing is fetched by itself where the person saves their data: /phone/ offers it. */
export async function startKeeping() {
  await showKept().catch(() => {});
  if (!canKeep() || (navigator.connection && navigator.connection.saveData)) return;
  await takeTurn('spotsigns-keep', {}, () => keepUpToDate(document.documentElement.lang)).catch(() => {});
  await showKept().catch(() => {});
}
