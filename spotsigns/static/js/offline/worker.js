// The service worker: answers reading from what is kept, delivers what waits, and leaves everything else to the network. Edge.
// The server puts HOUSE (its headers, words and release) and the imported modules above this text.
/* global HOUSE, clients */
import { openStore } from '../concerns/outbox-db.js';
import { deliverOutbox } from '../concerns/deliver.js';
import { announceChange } from './changes.js';
import { readKept, readLastLanguage, readPointer, writeLastLanguage } from './packs-db.js';

const LEFT_ALONE = /^\/(hub|api|packs|healthz|clear|sw\.js)(\/|$)/;
const HTML = 'text/html; charset=utf-8';
const loaded = new Map();

/** A pack or shell, parsed once in the worker's life. */
function loadKept(digest) {
  if (!loaded.has(digest)) {
    const loading = readKept(digest);
    loaded.set(digest, loading);
    loading.then((found) => found || loaded.delete(digest));
  }
  return loaded.get(digest);
}

function answerWith(body, status, type, cacheControl) {
  const headers = { ...HOUSE.headers, 'Content-Type': type, 'Cache-Control': cacheControl };
  return new Response(body, { status, headers });
}

const redirectTo = (path, status) => new Response(null, { status, headers: { ...HOUSE.headers, Location: path, 'Cache-Control': 'no-store' } });

function notKept(lang) {
  const wanted = [lang, ...navigator.languages.map((tag) => tag.split('-')[0]), 'en'];
  return answerWith(HOUSE.notKept[wanted.find((tag) => HOUSE.notKept[tag])], 503, HTML, 'no-store');
}

async function lastKept(pointer) {
  const last = await readLastLanguage();
  return pointer.packs[last] ? last : Object.keys(pointer.packs)[0];
}

/** @param {string} lang @param {string} path @returns {Promise<Response|null>} null when this pack has no such page */
async function answerFromPack(lang, path, pack) {
  if (path in pack.pages) {
    if ((await readLastLanguage()) !== lang) await writeLastLanguage(lang).catch(() => {});
    const isPrivate = HOUSE.private.includes(path.slice(lang.length + 2));
    return answerWith(pack.pages[path], 200, HTML, isPrivate ? 'no-store' : 'no-cache');
  }
  if (path === `/${lang}/about` || path === `/${lang}/about/`) return redirectTo(`/${lang}/more/`, 308);
  return `${path}/` in pack.pages ? redirectTo(`${path}/`, 308) : null;
}

async function answerPage(request, path) {
  const pointer = await readPointer();
  if (path === '/') {
    const last = await lastKept(pointer);
    return last ? redirectTo(`/${last}/`, 302) : fetch(request).catch(() => notKept());
  }
  const lang = path.split('/')[1];
  const kept = pointer.packs[lang];
  const pack = kept ? await loadKept(kept.pack) : null;
  const found = pack ? await answerFromPack(lang, path, pack) : null;
  if (found) return found;
  try {
    // Not in the pack: a page newer than it, or one that is made anew each time.
    return await fetch(request);
  } catch (noSignal) {
    const last = HOUSE.notKept[lang] ? null : await lastKept(pointer);
    const missing = pack || (last ? await loadKept(pointer.packs[last].pack) : null);
    return missing ? answerWith(missing.missing, 404, HTML, 'no-store') : notKept(lang);
  }
}

async function findStatic(path) {
  const { packs } = await readPointer();
  for (const digest of new Set([...loaded.keys(), ...Object.values(packs).map((kept) => kept.shell)])) {
    const found = await loadKept(digest);
    if (found && found.files && found.files[path]) return found.files[path];
  }
  return null;
}

async function answerStatic(request, path) {
  const file = await findStatic(path);
  return file ? answerWith(file.body, 200, file.type, 'public, max-age=31536000, immutable') : fetch(request);
}

async function answerManifest(request, path) {
  const kept = (await readPointer()).packs[path.split('/')[1]];
  const pack = kept ? await loadKept(kept.pack) : null;
  return pack ? answerWith(JSON.stringify(pack.manifest), 200, 'application/manifest+json', 'no-cache') : fetch(request);
}

/** @returns {Promise<Response>|Response|null} null: the network's own affair */
function answerFor(request, path) {
  // The form asks for the page of all signs by itself, and says so.
  if (request.mode === 'navigate' || request.headers.get('Accept') === 'text/html') return path === '/leave' ? answerWith(HOUSE.left, 200, HTML, 'no-store') : answerPage(request, path);
  if (path.startsWith('/static/')) return answerStatic(request, path);
  return path.endsWith('/manifest.webmanifest') ? answerManifest(request, path) : null;
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin || LEFT_ALONE.test(url.pathname)) return;
  const answer = answerFor(request, url.pathname);
  if (answer) event.respondWith(answer);
});

/** A new worker may take over at once unless somebody is in the middle of writing. */
async function isFormOpen() {
  if (!navigator.locks || !navigator.locks.query) return false;
  const { held } = await navigator.locks.query();
  return held.some((lock) => lock.name === 'form-open');
}

async function takeOver() {
  if (!(await isFormOpen())) await self.skipWaiting();
}

self.addEventListener('install', (event) => event.waitUntil(takeOver()));
self.addEventListener('message', (event) => event.data === 'take-over' && event.waitUntil(takeOver()));
self.addEventListener('activate', (event) => event.waitUntil(clients.claim()));

self.addEventListener('sync', (event) => {
  if (event.tag.startsWith('outbox-')) event.waitUntil(deliverUnwatched());
});

/** Throws while something still waits or a page is sending, which may be closed in the middle of it: the browser tries again. */
async function deliverUnwatched() {
  const delivery = await deliverOutbox({ store: await openStore(), release: HOUSE.release, onChange: announceChange });
  if (!delivery.ran || delivery.nextTry !== null) throw new Error('Something still waits.');
}
