// One line of what came back: an answer, a gap, one that does not open, a receipt. Component part.
import { fillHoles, kindsOf } from './phrase-slots.js';
import { showMinute } from './reading-hours.js';

function contactsOf(root) {
  const template = root.querySelector('template[data-contacts]');
  const rows = template ? Array.from(template.content.querySelectorAll('[data-contact]')) : [];
  return new Map(rows.map((row) => [row.dataset.contact, { name: row.textContent, lang: row.lang, tel: row.dataset.tel }]));
}

/** A ready-made answer in the reader's own language; null where this page does not know it, or what stands in a slot is not fit for it. */
function readyMade(root, { phrase, slots }) {
  const ready = Array.from(root.querySelectorAll('template[data-phrase]')).find((one) => one.dataset.phrase === phrase);
  if (!ready) return null;
  const words = ready.content.cloneNode(true);
  const means = { lang: document.documentElement.lang, contacts: contactsOf(root), links: true };
  return fillHoles(words, kindsOf(ready.dataset.slots), slots, means) === '' ? words : null;
}

/** A language by its name in the reader's own; else as the picker of this page calls it; else its tag. @param {string} tag @param {string} lang */
function languageName(tag, lang) {
  try {
    return new Intl.DisplayNames([lang], { type: 'language' }).of(tag);
  } catch (unknown) {
    const named = document.querySelector(`.picker [lang="${tag}"]`);
    return named ? named.textContent.trim() : tag;
  }
}

/** What staff wrote is text and nothing else: no link is made of it, and its direction is its own. */
function sayAnswer(row, root, line, lang) {
  const part = (name) => row.querySelector(`[data-line="${name}"]`);
  const ready = readyMade(root, line);
  const said = part('text');
  const isFamiliar = ready !== null || line.lang === '' || line.lang === lang;
  said.append(ready || line.text);
  said.lang = ready ? lang : line.lang || lang;
  if (ready && line.lang && line.lang !== lang) {
    part('first').hidden = false;
    part('first-text').textContent = line.text;
    part('first-text').lang = line.lang;
  }
  if (!isFamiliar) {
    part('other').hidden = false;
    part('other').querySelector('[data-slot="language"]').textContent = languageName(line.lang, lang);
  }
}

/** @param {HTMLElement} root with a template for each kind @param {import('./thread.js').Line|{kind: 'note', at: string}} line
 * @returns {DocumentFragment} */
export function makeLine(root, line) {
  const { lang } = document.documentElement;
  const row = root.querySelector(`[data-part="line-${line.kind}"]`).content.cloneNode(true);
  const time = row.querySelector('[data-slot="at"]');
  if (time) time.textContent = line.at ? showMinute(line.at, lang) : '';
  if (line.kind === 'answer') sayAnswer(row, root, line, lang);
  return row;
}
