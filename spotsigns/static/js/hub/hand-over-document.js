// The document of a hand-over, version 2 (docs/hand-over.md): made the same by every browser that is given the same. Pure.
import { sha256Hex, utf8 } from '../sealing/bytes.js';
import { contactFree } from './extract.js';
import { at, textAt, visible } from './opened.js';
import { answerLines, ownText, signLines } from './said.js';

/** @typedef {{part?: number, group: string, label: string, own: boolean, values: string[]}} DocumentLine `part`: 0 is the concern, 1 the first of `parts`; `own`: in the words of whoever told us */
/** @typedef {{received: string, missing: boolean, sender: string, lang: string}} Part what else was told on the thread */
/** @typedef {{v: 1|2, kind: 'spotsigns-hand-over', id: string, from: {hub: string, by: string}, to: {id: string, name: string}, made_at: string, received: string, lang: string,
 *   lines: DocumentLine[], summary: string, sender?: string, parts?: Part[], left_out?: number}} HandOverDocument version 1 has none of the last three, and lines without `part` */
/** @typedef {{id: string, destination: string, variant: number, groups: string[], summary: string, names: boolean, by: string, hub: string, made_at: string, told?: string, beyond?: number,
 *   numbers?: boolean}} Recipe what somebody chose; without `told` it is one for version 1 */

/** Stands for what would reach whoever told us. Part of the format, not of the page's words. */
const TAKEN_OUT = '[taken out]';
const MISSING = ' missing';

/** What stood beside a concern when somebody prepared it, as one text: a record holds few keys and long texts.
 * @param {import('./hand-over-thread.js').Told[]} told @returns {string} a line for each: its id, a stroke, its variant, and whether it did not open */
export function toldText(told) {
  return told.map(({ id, variant, root }) => `${id}/${variant}${root ? '' : MISSING}`).join('\n');
}

/** @param {string} text as `toldText` made it @returns {{id: string, key: string, missing: boolean}[]} */
export function toldPlaces(text) {
  return text.split('\n').filter(Boolean).map((line) => {
    const key = line.replace(MISSING, '');
    return { id: key.split('/')[0], key, missing: line.endsWith(MISSING) };
  });
}

/** A message says how to reach somebody in its words, since it has no field for it. @param {Map<string, *>} root @param {boolean} withNumbers */
function wordsOf(root, withNumbers) {
  const words = ownText(root);
  return textAt(root, 'kind') === 'message' && !withNumbers ? contactFree(words, TAKEN_OUT) : words;
}

/** @param {Map<string, *>} root @returns {boolean} whether its words hold what may reach somebody */
export function holdsNumbers(root) {
  return wordsOf(root, false) !== wordsOf(root, true);
}

/** @param {Map<string, *>} root @param {object} group @param {object} labels @param {string} words its own words as they go @returns {DocumentLine[]} */
function linesOf(root, group, labels, words) {
  const line = (label, own, values) => ({ group: group.id, label: visible(label), own, values: values.map(visible) });
  if (group.id === 'signs') {
    const signs = signLines(at(root, 'answers', 'signs'), labels);
    return signs.length ? [line(group.label, false, signs.map((sign) => [sign.label, sign.text].filter(Boolean).join(': ')))] : [];
  }
  if (group.id === 'words') return words ? [line(group.label, true, [words])] : [];
  return answerLines(at(root, 'answers'), labels)
    .filter(({ field }) => group.fields.some((name) => field === name || field.startsWith(`${name}.`)))
    .map(({ label, values }) => line(label, values.some((value) => value.isTold), values.map((value) => value.text)));
}

/** @param {Recipe} recipe @param {import('./hand-over-thread.js').Told[]} told @param {(root: Map<string, *>) => DocumentLine[]} linesIn
 * @returns {{lines: DocumentLine[], parts: Part[], left_out: number}|null} null where something that opened for whoever prepared it does not open here */
function besideOf(recipe, told, linesIn) {
  const made = { lines: [], parts: [], left_out: recipe.beyond };
  const add = (part, lines) => {
    made.parts.push(part);
    made.lines.push(...lines.map((line) => ({ part: made.parts.length, ...line })));
  };
  for (const { key, missing } of toldPlaces(recipe.told)) {
    const one = told.find(({ id, variant }) => `${id}/${variant}` === key);
    if (!one || (!missing && !one.root)) return null;
    const lines = missing ? [] : linesIn(one.root);
    if (missing) add({ received: one.received, missing: true, sender: '', lang: '' }, []);
    else if (lines.length) add({ received: one.received, missing: false, sender: one.sender, lang: visible(textAt(one.root, 'lang')) }, lines);
    else made.left_out += 1;
  }
  return made;
}

/** @param {Recipe} recipe @param {{envelope: import('./opener.js').Handed, opened: import('./opened.js').Opened, beside: import('./hand-over-thread.js').Beside}} read
 * @param {{destinations: object[], groups: object[]}} facts @param {object} labels @returns {HandOverDocument|null} null where it cannot be made here */
export function documentOf(recipe, { envelope, opened, beside }, { destinations, groups }, labels) {
  const to = destinations.find((one) => one.id === recipe.destination) || { id: recipe.destination, name: recipe.destination };
  const chosen = groups.filter((group) => recipe.groups.includes(group.id));
  const linesIn = (root) => chosen.flatMap((group) => linesOf(root, group, labels, wordsOf(root, recipe.numbers)));
  const head = { kind: 'spotsigns-hand-over', id: recipe.id, from: { hub: recipe.hub, by: recipe.by }, to: { id: to.id, name: to.name }, made_at: recipe.made_at, received: envelope.received,
    lang: visible(textAt(opened.root, 'lang')), summary: visible(recipe.summary) };
  // Prepared before there was version 2: made as it was, so that it still has its digest.
  if (recipe.told === undefined) return { v: 1, ...head, lines: chosen.flatMap((group) => linesOf(opened.root, group, labels, ownText(opened.root))) };
  const made = besideOf(recipe, beside.told, linesIn);
  if (!made) return null;
  return { v: 2, ...head, sender: beside.sender, lines: [...linesIn(opened.root).map((line) => ({ part: 0, ...line })), ...made.lines], parts: made.parts, left_out: made.left_out };
}

/** JSON with sorted keys and no spaces: RFC 8785 for what is in here (texts, true and false, whole numbers). @param {*} value @returns {string} */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
}

/** @param {HandOverDocument} document @returns {Promise<string>} SHA-256 of the canonical form, 64 hex digits */
export function digestOf(document) {
  return sha256Hex(utf8(canonical(document)));
}

/** What is saved: the document beside its digest. @param {HandOverDocument} document @param {string} digest @returns {string} */
export function fileOf(document, digest) {
  return `${JSON.stringify({ digest, document }, null, 1)}\n`;
}

const listAt = (root, ...path) => (Array.isArray(at(root, ...path)) ? at(root, ...path) : []);
const wholeAt = (root, name) => (Number.isSafeInteger(at(root, name)) ? at(root, name) : 0);

/** From an envelope that was opened: everything as text, whatever it held. @param {Map<string, *>} root @returns {HandOverDocument|null} null where it is of a version that is not known here */
export function documentFrom(root) {
  const v = at(root, 'v');
  if (v !== 1 && v !== 2) return null;
  const lines = listAt(root, 'lines').map((line) => ({
    group: textAt(line, 'group'), label: textAt(line, 'label'), own: at(line, 'own') === true, values: listAt(line, 'values').filter((one) => typeof one === 'string'), ...(v === 2 ? { part: wholeAt(line, 'part') } : {}),
  }));
  const head = {
    v, kind: 'spotsigns-hand-over', id: textAt(root, 'id'), from: { hub: textAt(root, 'from', 'hub'), by: textAt(root, 'from', 'by') }, to: { id: textAt(root, 'to', 'id'), name: textAt(root, 'to', 'name') },
    made_at: textAt(root, 'made_at'), received: textAt(root, 'received'), lang: textAt(root, 'lang'), summary: textAt(root, 'summary'), lines,
  };
  if (v === 1) return head;
  const parts = listAt(root, 'parts').map((part) => ({ received: textAt(part, 'received'), missing: at(part, 'missing') === true, sender: textAt(part, 'sender'), lang: textAt(part, 'lang') }));
  return { ...head, sender: textAt(root, 'sender'), parts, left_out: wholeAt(root, 'left_out') };
}
