// The hub's service worker: says that something new is waiting, with no content, and leads to the desk. Edge.
// The server puts WORDS above this text. It has no fetch handler: nothing of the hub is ever kept.
/* global WORDS, clients */

self.addEventListener('install', () => self.skipWaiting());

self.addEventListener('push', (event) => {
  // Whatever came with it is not looked at. One place on the screen, however many wake-ups.
  event.waitUntil(self.registration.showNotification(WORDS.title, { tag: 'new', renotify: true }));
});

async function openDesk() {
  const open = await clients.matchAll({ type: 'window', includeUncontrolled: true });
  const desk = open.find((client) => new URL(client.url).pathname.startsWith(WORDS.page));
  return desk ? desk.focus() : clients.openWindow(WORDS.page);
}

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(openDesk());
});
