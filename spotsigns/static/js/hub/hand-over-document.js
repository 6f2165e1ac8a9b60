// The document of a hand-over, version 1 (docs/hand-over.md): made the same by every browser that is given the same. Pure.
import { sha256Hex, utf8 } from '../sealing/bytes.js';
import { at, textAt, visible } from './opened.js';
import { answerLines, ownText, signLines } from './said.js';

/** @typedef {{group: string, label: string, own: boolean, values: string[]}} DocumentLine `own`: in the words of whoever told us */
/** @typedef {{v: 1, kind: 'spotsigns-hand-over', id: string, from: {hub: string, by: string}, to: {id: string, name: string}, made_at: string, received: string, lang: string,
 *   lines: DocumentLine[], summary: string}} HandOverDocument */
/** @typedef {{id: string, destination: string, variant: number, groups: string[], summary: string, names: boolean, by: string, hub: string, made_at: string}} Recipe what somebody chose */

/** @param {*} root @param {object} group @param {object} labels @returns {DocumentLine[]} */
function linesOf(root, group, labels) {
  const line = (label, own, values) => ({ group: group.id, label: visible(label), own, values: values.map(visible) });
  if (group.id === 'signs') {
    const signs = signLines(at(root, 'answers', 'signs'), labels);
    return signs.length ? [line(group.label, false, signs.map((sign) => [sign.label, sign.text].filter(Boolean).join(': ')))] : [];
  }
  if (group.id === 'words') return ownText(root) ? [line(group.label, true, [ownText(root)])] : [];
  return answerLines(at(root, 'answers'), labels)
    .filter(({ field }) => group.fields.some((name) => field === name || field.startsWith(`${name}.`)))
    .map(({ label, values }) => line(label, values.some((value) => value.isTold), values.map((value) => value.text)));
}

/** @param {Recipe} recipe @param {{envelope: import('./opener.js').Handed, opened: import('./opened.js').Opened}} read @param {{destinations: object[], groups: object[]}} facts
 * @param {object} labels @returns {HandOverDocument} */
export function documentOf(recipe, { envelope, opened }, { destinations, groups }, labels) {
  const to = destinations.find((one) => one.id === recipe.destination) || { id: recipe.destination, name: recipe.destination };
  const chosen = groups.filter((group) => recipe.groups.includes(group.id));
  return {
    v: 1, kind: 'spotsigns-hand-over', id: recipe.id, from: { hub: recipe.hub, by: recipe.by }, to: { id: to.id, name: to.name }, made_at: recipe.made_at,
    received: envelope.received, lang: visible(textAt(opened.root, 'lang')), lines: chosen.flatMap((group) => linesOf(opened.root, group, labels)), summary: visible(recipe.summary),
  };
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

/** From an envelope that was opened: everything as text, whatever it held. @param {Map<string, *>} root @returns {HandOverDocument} */
export function documentFrom(root) {
  const texts = (node) => (Array.isArray(node) ? node.filter((one) => typeof one === 'string') : []);
  const lines = at(root, 'lines');
  return {
    v: 1, kind: 'spotsigns-hand-over', id: textAt(root, 'id'), from: { hub: textAt(root, 'from', 'hub'), by: textAt(root, 'from', 'by') }, to: { id: textAt(root, 'to', 'id'), name: textAt(root, 'to', 'name') },
    made_at: textAt(root, 'made_at'), received: textAt(root, 'received'), lang: textAt(root, 'lang'), summary: textAt(root, 'summary'),
    lines: (Array.isArray(lines) ? lines : []).map((line) => ({ group: textAt(line, 'group'), label: textAt(line, 'label'), own: at(line, 'own') === true, values: texts(at(line, 'values')) })),
  };
}
