// A hand-over as a sheet of paper: the same on the screen and printed. Component.
import { make, minute, told } from './dom.js';
import { languageTag } from './opened.js';

/** @param {import('./hand-over-document.js').HandOverDocument} document @param {string} digest @param {(name: string, values?: object) => string} say
 * @param {{hidesContact?: boolean}} [how] who told us stays covered until two people let it go @returns {HTMLElement} */
export function paperOf(document, digest, say, { hidesContact = false } = {}) {
  const value = (line, text) => make('dd', {}, hidesContact && line.group === 'contact' ? say('paper-covered') : told(text, line.own ? languageTag(document.lang) : ''));
  const lines = document.lines.flatMap((line) => [make('dt', {}, line.label), ...line.values.map((text) => value(line, text))]);
  const facts = [['paper-to', document.to.name], ['paper-from', `${document.from.hub}, ${document.from.by}`], ['paper-made', minute(document.made_at)], ['paper-received', minute(document.received)], ['paper-reference', document.id]];
  return make('article', { class: 'paper', 'data-part': 'paper' },
    make('h4', { class: 'paper__title' }, say('paper-title')),
    make('dl', { class: 'lines paper__facts' }, ...facts.flatMap(([name, text]) => [make('dt', {}, say(name)), make('dd', {}, typeof text === 'string' ? told(text) : text)])),
    document.summary ? make('section', {}, make('h5', {}, say('paper-summary')), told(document.summary, '', 'p')) : null,
    lines.length ? make('section', {}, make('h5', {}, say('paper-told')), make('dl', { class: 'lines' }, ...lines)) : null,
    make('p', { class: 'paper__foot' }, say('paper-foot'), ' ', make('span', { class: 'paper__digest', dir: 'ltr' }, digest)));
}

/** Prints this sheet and nothing else of the page. @param {HTMLElement} paper */
export function printPaper(paper) {
  const out = paper.cloneNode(true);
  out.classList.add('paper--out');
  document.body.append(out);
  document.body.classList.add('prints-paper');
  const after = () => {
    out.remove();
    document.body.classList.remove('prints-paper');
    window.removeEventListener('afterprint', after);
  };
  window.addEventListener('afterprint', after);
  window.print();
}

/** @param {string} text @param {string} name */
export function saveFile(text, name) {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = make('a', { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  // Some browsers begin the download only after this turn.
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}
