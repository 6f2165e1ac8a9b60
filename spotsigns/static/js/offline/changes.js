// Tells every open page of this phone that something in the outbox changed. Edge; the worker has it too.

const CHANNEL = 'spotsigns';
const SHELF = 'spotsigns-changed';

/** @param {import('../concerns/deliver.js').Change|{id: string, state: string}} change without any word of what is inside */
export function announceChange(change) {
  if (globalThis.BroadcastChannel) {
    const channel = new BroadcastChannel(CHANNEL);
    channel.postMessage({ kind: 'outbox', change });
    channel.close();
    return;
  }
  try {
    // Other tabs hear the storage event; this tab hears its own. Nothing stays behind.
    globalThis.localStorage.setItem(SHELF, JSON.stringify(change));
    globalThis.localStorage.removeItem(SHELF);
    globalThis.dispatchEvent(new CustomEvent(SHELF, { detail: change }));
  } catch (noStorage) {
    // Pages read the outbox itself when they open: only the live news is lost.
  }
}

/** @param {(change: object) => void} listener called for changes made in this page, in others and in the worker
 * @returns {() => void} stops listening */
export function watchChanges(listener) {
  if (globalThis.BroadcastChannel) {
    const channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = ({ data }) => {
      if (data && data.kind === 'outbox') listener(data.change);
    };
    return () => channel.close();
  }
  const hear = (event) => {
    if (event.type === SHELF) listener(event.detail);
    else if (event.key === SHELF && event.newValue) listener(JSON.parse(event.newValue));
  };
  const kinds = ['storage', SHELF];
  for (const kind of kinds) globalThis.addEventListener(kind, hear);
  return () => kinds.forEach((kind) => globalThis.removeEventListener(kind, hear));
}
