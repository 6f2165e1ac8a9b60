// When the outbox is delivered: on load, with signal, when the page is looked at, by timer, in the background. Edge.
import { openStore } from '../concerns/outbox-db.js';
import { announceChange } from './changes.js';

export { watchChanges } from './changes.js';

// Only when something waits: a page with nothing to send does not fetch what sends.
const loadDeliver = () => import('../concerns/deliver.js');
const LONGEST_TIMER = 2 ** 31 - 1;
const AGAIN_MS = 5000;
let opening = null;
let timer = null;
let isStopped = false;

function openShared() {
  if (!opening) {
    opening = openStore();
    opening.catch(() => {
      opening = null;
    });
  }
  return opening;
}

/** A fresh tag each time: Chromium lets a tag that failed once rest, and the same tag again does nothing. */
async function askForSync() {
  try {
    const registration = await navigator.serviceWorker.getRegistration();
    if (registration && registration.sync) await registration.sync.register(`outbox-${Date.now()}`);
  } catch (notAllowed) {
    // The other triggers do without it.
  }
}

function schedule({ ran, nextTry }, hurry) {
  clearTimeout(timer);
  if (ran && nextTry === null) return;
  const delay = ran ? nextTry - Date.now() : AGAIN_MS + Math.random() * AGAIN_MS;
  // Whoever had the turn may not have been in a hurry.
  timer = setTimeout(() => deliverNow({ hurry: hurry && !ran }), Math.min(Math.max(delay, 1000), LONGEST_TIMER));
}

/** Sends what is due. Call it after an entry was kept, and with `hurry` for "send now".
 * @param {{hurry?: boolean}} [how] @returns {Promise<import('../concerns/deliver.js').Delivery|null>} null where nothing can be kept or
 *   nothing waits, and where what sends could not be fetched */
export async function deliverNow({ hurry = false } = {}) {
  if (isStopped) return null;
  let store;
  try {
    store = await openShared();
    if ((await store.allEntries()).every((entry) => entry.state === 'unfinished')) return null;
  } catch (nothingCanBeKept) {
    return null;
  }
  try {
    const { deliverOutbox } = await loadDeliver();
    const delivering = deliverOutbox({ store, release: document.documentElement.dataset.release, hurry, onChange: announceChange });
    // Only now: the worker would take the turn, and knows no hurry.
    askForSync();
    const delivery = await delivering;
    schedule(delivery, hurry);
    return delivery;
  } catch (noSignal) {
    schedule({ ran: false, nextTry: null }, hurry);
    return null;
  }
}

/** Once a page. */
export function startDelivery() {
  deliverNow();
  window.addEventListener('online', () => deliverNow());
  window.addEventListener('pageshow', (event) => event.persisted && deliverNow());
  document.addEventListener('visibilitychange', () => document.hidden || deliverNow());
  // "Clear this phone": nothing may open the database again in this page. The open connection closes itself.
  document.addEventListener('spotsigns:clear', () => {
    isStopped = true;
    clearTimeout(timer);
  });
}
