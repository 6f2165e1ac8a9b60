// Notes that something was received: its random id and when, nothing else. The outbox writes them, whoever shows one takes it away. Edge.

/** All that arrived unwatched, once: they are gone afterwards. @param {object} store @returns {Promise<string[]>} UTC minutes */
export async function takeNotes(store) {
  return ((await store.takeKept('received')) || []).map((note) => note.received);
}
