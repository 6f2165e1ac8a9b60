// Notes that something was received: when, and nothing else. The outbox writes them, whoever shows one takes it away. Edge.

/** @param {object} store @returns {Promise<string>} UTC minute of the newest receipt, or nothing */
export async function newestNote(store) {
  const notes = (await store.readKept('received')) || [];
  return notes.length ? notes[notes.length - 1].received : '';
}

/** For a receipt that was watched: the mark must not tell it again. @param {object} store @param {string} received */
export async function forgetNote(store, received) {
  const notes = (await store.takeKept('received')) || [];
  const at = notes.map((note) => note.received).lastIndexOf(received);
  const others = notes.filter((note, index) => index !== at);
  if (others.length) await store.writeKept('received', others);
}

/** All that arrived unwatched, once: they are gone afterwards. @param {object} store @returns {Promise<string[]>} UTC minutes */
export async function takeNotes(store) {
  return ((await store.takeKept('received')) || []).map((note) => note.received);
}
