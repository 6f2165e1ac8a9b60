// One line of what came back: an answer, a gap, one that does not open, a receipt. Component part.
import { showMinute } from './reading-hours.js';

/** A ready-made answer in the reader's own language, where this page has it. */
function readyMade(root, { phrase, slots }) {
  const ready = Array.from(root.querySelectorAll('template[data-phrase]')).find((one) => one.dataset.phrase === phrase);
  if (!ready) return '';
  const words = ready.content.cloneNode(true);
  for (const slot of words.querySelectorAll('[data-slot]')) slot.textContent = String(slots[slot.dataset.slot] || '');
  return words.textContent;
}

/** What staff wrote is text and nothing else: no link is made of it, and its direction is its own.
 * @param {HTMLElement} root with a template for each kind @param {import('./thread.js').Line|{kind: 'note', at: string}} line
 * @returns {DocumentFragment} */
export function makeLine(root, line) {
  const { lang } = document.documentElement;
  const row = root.querySelector(`[data-part="line-${line.kind}"]`).content.cloneNode(true);
  const time = row.querySelector('[data-slot="at"]');
  if (time) time.textContent = line.at ? showMinute(line.at, lang) : '';
  const said = row.querySelector('[data-slot="text"]');
  if (said) {
    const ready = readyMade(root, line);
    said.textContent = ready || line.text;
    if (ready || line.lang) said.lang = ready ? lang : line.lang;
  }
  return row;
}
