// Other concerns that this browser has opened and that seem to belong here, each with its reason. Component.
import { make, minute, told } from './dom.js';

/** @param {import('./pane-parts.js').Shown} shown @param {{say: Function, memory: import('./opened-memory.js').OpenedMemory, onOpen: (row: object) => void}} means @returns {HTMLElement|null} */
export function offerRelated({ brief, read }, { say, memory, onOpen }) {
  for (const { envelope, opened } of read) memory.keep({ ...brief, variant: envelope.variant, thread: envelope.thread }, opened);
  const found = read.flatMap(({ envelope }) => memory.related({ id: brief.id, variant: envelope.variant, thread: envelope.thread }));
  if (found.length === 0) return null;
  const rows = found.map(({ row, why }) => {
    const button = make('button', { type: 'button', class: 'link' }, minute(row.received), ` · ${say(row.state)}`);
    button.addEventListener('click', () => onOpen(row));
    return make('li', {}, button, ...why.map(({ kind, shown }) => make('span', { class: 'related__why' }, say(`related-${kind}`), ' ', told(shown))));
  });
  return make('nav', { class: 'thread related', 'aria-label': say('related') }, make('h3', {}, say('related')), make('ul', {}, ...rows));
}
