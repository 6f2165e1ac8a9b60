// A hand-over as a sheet of paper: the same on the screen and printed. Component.
import { make, minute, told } from './dom.js';
import { languageTag } from './opened.js';

/** Who sent a part, as far as it can be known. @param {string|undefined} sender @param {(name: string) => string} say @returns {HTMLElement|null} nothing of what was told first */
function senderLine(sender, say) {
  if (sender !== 'same' && sender !== 'unproven') return null;
  return make('p', { class: sender === 'same' ? 'quiet' : 'warning' }, say(`paper-${sender}`));
}

/** @param {import('./hand-over-document.js').DocumentLine[]} lines @param {string} lang @param {(line: object, text: string) => HTMLElement} value */
function linesList(lines, lang, value) {
  return lines.length ? make('dl', { class: 'lines' }, ...lines.flatMap((line) => [make('dt', {}, line.label), ...line.values.map((text) => make('dd', {}, value(line, text, lang)))])) : null;
}

/** Whether a line belongs to what was told at another time; one that names no such part stands with the concern, so that nothing is dropped. */
function isBeside(document, line) {
  const part = (document.parts || [])[line.part - 1];
  return Boolean(part) && !part.missing;
}

/** Each with the time at which it reached the hub, so that it is seen what was said when. @param {import('./hand-over-document.js').HandOverDocument} document */
function partSections(document, say, value) {
  const parts = document.parts || [];
  const sections = parts.map((part, at) => {
    const title = say(part.missing ? 'paper-missing' : part.sender === 'first' ? 'paper-first' : 'paper-later');
    const inside = part.missing ? make('p', { class: 'warning' }, say('paper-missing-why')) : linesList(document.lines.filter((line) => line.part === at + 1), part.lang, value);
    return make('section', { 'data-told': part.missing ? 'missing' : 'given' }, make('h5', {}, title, ' ', minute(part.received)), senderLine(part.sender, say), inside);
  });
  return document.left_out ? [...sections, make('p', { class: 'paper__left-out', 'data-told': 'left-out' }, say('paper-left-out', { number: document.left_out }))] : sections;
}

/** @param {import('./hand-over-document.js').HandOverDocument} document @param {string} digest @param {(name: string, values?: object) => string} say
 * @param {{hidesContact?: boolean}} [how] who told us stays covered until two people let it go @returns {HTMLElement} */
export function paperOf(document, digest, say, { hidesContact = false } = {}) {
  const value = (line, text, lang) => (hidesContact && line.group === 'contact' ? say('paper-covered') : told(text, line.own ? languageTag(lang) : ''));
  const lines = linesList(document.lines.filter((line) => !isBeside(document, line)), document.lang, value);
  const sender = senderLine(document.sender, say);
  const facts = [['paper-to', document.to.name], ['paper-from', `${document.from.hub}, ${document.from.by}`], ['paper-made', minute(document.made_at)], ['paper-received', minute(document.received)], ['paper-reference', document.id]];
  return make('article', { class: 'paper', 'data-part': 'paper' },
    make('h4', { class: 'paper__title' }, say('paper-title')),
    make('dl', { class: 'lines paper__facts' }, ...facts.flatMap(([name, text]) => [make('dt', {}, say(name)), make('dd', {}, typeof text === 'string' ? told(text) : text)])),
    document.summary ? make('section', {}, make('h5', {}, say('paper-summary')), told(document.summary, '', 'p')) : null,
    lines || sender ? make('section', {}, make('h5', {}, say('paper-told')), sender, lines) : null,
    ...partSections(document, say, value),
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
