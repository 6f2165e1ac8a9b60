// One envelope as a document: signs in English, the person's own words in their own direction. Component.
import { writtenAt } from './clocks.js';
import { languageName, make, minute, told } from './dom.js';
import { at, languageTag, textAt, visible } from './opened.js';
import { isContactLine, safeContact } from './safe-contact.js';
import { answerLines, otherLines, ownText, saysSomething, signLines } from './said.js';
import { isUrgentLine, urgentFacts } from './urgent-facts.js';

/** @typedef {{say: Function, labels: object}} Means */

/** @param {import('./said.js').Line[]} lines @param {string} lang */
function definitions(lines, lang) {
  return make('dl', { class: 'lines' }, ...lines.flatMap((line) => [
    make('dt', {}, line.isKnown ? line.label : told(line.label)),
    ...line.values.map((value) => make('dd', {}, value.isTold ? told(value.text, lang) : value.text)),
  ]));
}

function written(made, say) {
  const found = writtenAt(made);
  if (!found) return [made ? told(made) : say('not-said')];
  return [minute(found.moment), found.phone ? ` ${say('made-there', found)}` : null];
}

/** Both clocks: the phone's may be wrong, ours says when it came. */
function clocks(envelope, root, { say }) {
  return make('dl', { class: 'clocks' },
    make('dt', {}, say('received')), make('dd', {}, minute(envelope.received)),
    make('dt', {}, say('made')), make('dd', {}, ...written(textAt(root, 'made_at'), say)),
  );
}

function badges(root, { say }) {
  const danger = textAt(root, 'answers', 'danger');
  const lang = languageTag(textAt(root, 'lang'));
  return make('p', { class: 'badges' },
    textAt(root, 'kind') === 'concern' ? make('strong', { class: `badge badge--danger-${['yes', 'no'].includes(danger) ? danger : 'unknown'}` }, say(`danger-${['yes', 'no'].includes(danger) ? danger : 'unknown'}`)) : null,
    at(root, 'practice') === true ? make('strong', { class: 'badge badge--practice' }, say('practice')) : null,
    at(root, 'unfinished') === true ? make('strong', { class: 'badge badge--unfinished' }, say('unfinished')) : null,
    make('span', { class: 'badge' }, say('written-in'), ' ', told(lang ? languageName(lang) : textAt(root, 'lang') || '?')),
    at(root, 'reply') ? make('span', { class: 'badge' }, say('answerable')) : null,
  );
}

/** @param {string} words @param {string} lang */
function ownWords(words, lang) {
  return make('blockquote', { class: 'own-words', dir: 'auto', lang: lang || null }, ...visible(words).split('\n').map((line) => make('p', { dir: 'auto' }, line || '\u00a0')));
}

function documentOf(envelope, root, means, isProven) {
  const { say, labels } = means;
  const lang = languageTag(textAt(root, 'lang'));
  const signs = signLines(at(root, 'answers', 'signs'), labels);
  const words = ownText(root);
  const isBelow = saysSomething(at(root, 'answers', 'what')) || saysSomething(at(root, 'text'));
  const others = otherLines(root, labels);
  const lines = answerLines(at(root, 'answers'), labels);
  const rest = lines.filter((line) => !isUrgentLine(line) && !isContactLine(line));
  return [
    textAt(root, 'kind') === 'message' ? make('p', { class: isProven ? 'noted' : 'warning' }, say(isProven ? 'proven' : 'not-proven')) : null,
    urgentFacts(lines, { made: textAt(root, 'made_at'), received: envelope.received }, lang, means),
    safeContact(lines, lang, envelope.id, means),
    signs.length ? make('section', {}, make('h3', {}, say('signs')), make('ul', { class: 'seen-signs' }, ...signs.map((sign) => make('li', {}, make('b', {}, told(sign.label)), sign.text ? make('span', {}, ` ${sign.text}`) : null)))) : null,
    make('section', {}, make('h3', {}, say('own-words')), words ? ownWords(words, lang) : make('p', { class: 'quiet' }, say(isBelow ? 'words-below' : 'no-words'))),
    rest.length ? make('section', {}, make('h3', {}, say('answers')), definitions(rest, lang)) : null,
    others.length ? make('section', {}, make('h3', {}, say('also-sent')), definitions(others, lang)) : null,
  ];
}

/** @param {import('./opener.js').Handed} envelope @param {import('./opened.js').Opened|null} opened @param {Means & {isProven?: boolean}} means @returns {HTMLElement} */
export function readingOf(envelope, opened, means) {
  const { say } = means;
  const head = make('p', { class: 'quiet' }, `${envelope.id} · ${say('envelope', { number: envelope.variant + 1 })}`);
  if (opened && opened.root) {
    return make('article', { class: 'reading' }, badges(opened.root, means), ...documentOf(envelope, opened.root, means, means.isProven === true), clocks(envelope, opened.root, means), head);
  }
  const why = opened ? `raw-${opened.why}` : envelope.sealed === null ? 'deleted' : 'does-not-open';
  return make('article', { class: 'reading' },
    make('p', { class: 'warning', role: 'alert' }, say(why, { key: envelope.key })),
    clocks(envelope, null, means),
    opened ? make('pre', { class: 'raw', dir: 'auto' }, visible(opened.raw)) : null,
    head,
  );
}
