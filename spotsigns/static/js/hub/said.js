// The answers of a concern as lines to read: ids become English, unknown ones and unknown keys stay as they came. Pure.
import { textAt } from './opened.js';

/** @typedef {import('./opened.js').Node} Node */
/** @typedef {{signs: object, fields: object, choices: object, order: string[]}} Labels */
/** @typedef {{field: string, label: string, isKnown: boolean, id: string, values: {text: string, isTold: boolean}[]}} Line `isTold`: the reporter's own words; `id`: what was tapped, as it travelled */

/** A hostile key must not find what every object has. @param {object|undefined} table @param {string} key */
export const own = (table, key) => (table && Object.prototype.hasOwnProperty.call(table, key) ? table[key] : undefined);

/** Keys of inner objects with a dot before them, as questions are named. @param {Node} node @param {string} name @returns {[string, Node][]} */
function flat(node, name) {
  if (!(node instanceof Map)) return [[name, node]];
  return Array.from(node).flatMap(([key, inner]) => flat(inner, name ? `${name}.${key}` : key));
}

/** Any value as text, lists one by one. @param {Node} node @returns {string[]} */
function texts(node) {
  if (Array.isArray(node)) return node.flatMap(texts);
  if (node instanceof Map) return flat(node, '').map(([key, inner]) => `${key}: ${texts(inner).join(', ')}`);
  return node === null || node === '' ? [] : [String(node)];
}

/** @param {string} field @param {Node} node @param {Labels} labels @returns {Line} */
function lineOf(field, node, labels) {
  const choices = own(labels.choices, field);
  const values = texts(node).map((text) => {
    const chosen = own(choices, text);
    return { text: chosen === undefined ? text : chosen, isTold: chosen === undefined };
  });
  const label = own(labels.fields, field);
  return { field, label: label === undefined ? field : label, isKnown: label !== undefined, id: typeof node === 'string' ? node : '', values };
}

/** Every answer but the signs and the own words, in the order of the form; what is unknown comes last. @param {Node|undefined} answers @param {Labels} labels
 * @returns {Line[]} */
export function answerLines(answers, labels) {
  if (!(answers instanceof Map)) return answers === undefined ? [] : [lineOf('answers', answers, labels)];
  const place = (line) => (labels.order.includes(line.field) ? labels.order.indexOf(line.field) : labels.order.length);
  // Left out before inner keys are flattened: one that only looks like these was not shown anywhere else.
  return Array.from(answers)
    .filter(([key, node]) => key !== 'signs' && !(key === 'what' && typeof node === 'string'))
    .flatMap(([key, node]) => flat(node, key))
    .map(([field, node]) => lineOf(field, node, labels))
    .filter((line) => line.values.length > 0)
    .sort((one, other) => place(one) - place(other));
}

/** What stands as the person's own words. @param {Map<string, Node>} root @returns {string} '' when there are none */
export function ownText(root) {
  return textAt(root, 'answers', 'what') || textAt(root, 'text');
}

/** @param {Node|undefined} node @returns {boolean} whether it holds anything to show */
export function saysSomething(node) {
  return node !== undefined && texts(node).length > 0;
}

/** Keys beside the ones a concern or a message has. @param {Map<string, Node>} root @param {Labels} labels @returns {Line[]} */
export function otherLines(root, labels) {
  const known = ['v', 'kind', 'form', 'lang', 'made_at', 'practice', 'unfinished', 'answers', 'reply', 'mac', 'proof'];
  if (ownText(root) === root.get('text')) known.push('text');
  return Array.from(root)
    .filter(([key]) => !known.includes(key))
    .flatMap(([key, node]) => flat(node, key))
    .map(([field, node]) => lineOf(field, node, { ...labels, choices: {}, fields: {} }));
}

/** @param {Node|undefined} signs @param {Labels} labels @returns {{id: string, label: string, text: string}[]} an unknown one is its id */
export function signLines(signs, labels) {
  return texts(signs === undefined ? null : signs).map((id) => {
    const sign = own(labels.signs, id) || { label: own(own(labels.choices, 'signs'), id) || id, text: '' };
    return { id, label: sign.label, text: sign.text };
  });
}
