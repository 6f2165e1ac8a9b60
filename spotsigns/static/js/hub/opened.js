// What came out of an envelope is hostile: read with limits, shown as it is, never dropped. Pure.
import { textOf } from '../sealing/bytes.js';

/** @typedef {string|number|boolean|null|Node[]|Map<string, Node>} Node */
/** @typedef {{root: Map<string, Node>|null, raw: string, why: ''|'utf8'|'json'|'shape'}} Opened `raw` is what there is to show when `root` is null */

const DEEPEST = 4;
const MOST_KEYS = 200;
const LONGEST = 12000;

// Left as they are: tab, line feed, and the joiners that Urdu, Persian and Punjabi are written with.
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff]|[\u{e0000}-\u{e007f}]/gu;

/** Controls, bidi marks and other invisible characters as their code points. @param {string} text @returns {string} */
export function visible(text) {
  return text.replace(/\r\n/g, '\n').replace(UNSEEN, (mark) => `⟨U+${mark.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}⟩`);
}

class ShapeError extends Error {}

/** JSON as maps, lists and plain values: a map has no prototype that a key of its own could change. */
function tree(value, depth, count) {
  if (typeof value === 'string') {
    if (value.length > LONGEST) throw new ShapeError();
    return value;
  }
  if (value === null || typeof value !== 'object') return value;
  if (depth > DEEPEST) throw new ShapeError();
  const keys = Object.keys(value);
  count.keys += keys.length;
  if (count.keys > MOST_KEYS || keys.some((key) => key.length > LONGEST)) throw new ShapeError();
  if (Array.isArray(value)) return value.map((one) => tree(one, depth + 1, count));
  return new Map(keys.map((key) => [key, tree(value[key], depth + 1, count)]));
}

/** Never throws: what breaks a rule comes back as raw text with the reason. @param {Uint8Array} bytes @returns {Opened} */
export function readOpened(bytes) {
  let raw;
  try {
    raw = textOf(bytes);
  } catch (broken) {
    return { root: null, raw: new TextDecoder().decode(bytes), why: 'utf8' };
  }
  let value;
  try {
    value = JSON.parse(raw);
  } catch (broken) {
    return { root: null, raw, why: 'json' };
  }
  try {
    const root = tree(value, 1, { keys: 0 });
    if (!(root instanceof Map)) throw new ShapeError();
    return { root, raw, why: '' };
  } catch (tooMuch) {
    return { root: null, raw, why: 'shape' };
  }
}

/** @param {Node|undefined} node @param {...string} path @returns {Node|undefined} */
export function at(node, ...path) {
  return path.reduce((inner, key) => (inner instanceof Map ? inner.get(key) : undefined), node);
}

/** @param {Node|undefined} node @param {...string} path @returns {string} '' where there is no text */
export function textAt(node, ...path) {
  const found = at(node, ...path);
  return typeof found === 'string' ? found : '';
}

/** A language tag fit for a lang attribute, else ''. @param {string} text @returns {string} */
export function languageTag(text) {
  return /^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/.test(text) ? text : '';
}
