// Who entered a concern that says it was taken by phone or on paper: what it says of itself, anybody could have written. Component part.
import { askHub } from './ask-hub.js';
import { make, told } from './dom.js';
import { textAt } from './opened.js';

/** @param {import('./pane-parts.js').Shown} shown @param {{say: Function}} means @returns {Promise<HTMLElement|null>} */
export async function offerTaken({ brief, read }, { say }) {
  const taken = read.some(({ opened }) => opened && ['phone', 'paper'].includes(textAt(opened.root, 'answers', 'taken')));
  if (!taken) return null;
  const { by } = await askHub(`/hub/api/told/${brief.id}`);
  return by ? make('p', { class: 'noted' }, say('taken-by'), ' ', told(by)) : make('p', { class: 'warning' }, say('taken-by-nobody'));
}
