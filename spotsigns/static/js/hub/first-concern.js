// The first concern of a thread, however many messages came before it: what was agreed with whoever told us stands in it and in no later one. Edge.
import { askHub } from './ask-hub.js';
import { textAt } from './opened.js';

/** @typedef {{id: string, variant: number, received: string}} FirstRow */
/** @typedef {{why: '', root: Map<string, *>}|{why: 'closed'|'none', root: null}} FirstConcern */

/** Every id of a thread, oldest first, asked for as far as somebody reads on. @param {string} thread @param {FirstRow[]} [known] its beginning, where it is here already
 * @param {typeof askHub} [ask] @returns {AsyncGenerator<FirstRow>} */
export async function* oldestFirst(thread, known = [], ask = askHub) {
  yield* known;
  let after = known.length ? known[known.length - 1].id : '';
  for (;;) {
    const { rows } = await ask(`/hub/api/threads/${thread}/envelopes?after=${after}`);
    if (rows.length === 0) return;
    yield* rows;
    after = rows[rows.length - 1].id;
  }
}

async function openRow(row, opener) {
  const [envelope] = await opener.handOut([row]);
  return envelope ? opener.open(envelope) : null;
}

/** What came before it and does not open here may be the first concern: then there is none to go by, since somebody could have put a later one there.
 * @param {AsyncIterable<FirstRow>|FirstRow[]} rows oldest first @param {{envelope: FirstRow, opened: import('./opened.js').Opened|null}[]} read what is open already
 * @param {import('./opener.js').Opener} opener @returns {Promise<FirstConcern>} */
export async function firstConcern(rows, read, opener) {
  for await (const row of rows) {
    const known = read.find(({ envelope }) => envelope.id === row.id && envelope.variant === row.variant);
    const opened = known ? known.opened : await openRow(row, opener);
    if (!opened || !opened.root) return { why: 'closed', root: null };
    if (textAt(opened.root, 'kind') !== 'message') return { why: '', root: opened.root };
  }
  return { why: 'none', root: null };
}
