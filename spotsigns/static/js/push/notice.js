// In the worker: a wake-up came. One neutral line in the kept language, whatever the reason was. Edge.
// The server puts HOUSE above this text.
/* global HOUSE, clients */
import { readLastLanguage, readPointer } from '../offline/packs-db.js';

async function noticeLanguage() {
  const [last, { packs }] = await Promise.all([readLastLanguage(), readPointer()]);
  const wanted = [last, ...Object.keys(packs), ...navigator.languages.map((tag) => tag.split('-')[0]), 'en'];
  return wanted.find((tag) => HOUSE.notice[tag]);
}

async function showNotice() {
  const lang = await noticeLanguage();
  const { words, dir } = HOUSE.notice[lang];
  // No icon, no number: a lock screen says no more than this. One place, however many came.
  await self.registration.showNotification(words, { tag: 'new', lang, dir });
}

/** The first page, not the one for answers: whoever taps it may be somebody else. */
async function openFirstPage() {
  await clients.openWindow(`/${await noticeLanguage()}/`);
}

self.addEventListener('push', (event) => event.waitUntil(showNotice()));
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(openFirstPage());
});
