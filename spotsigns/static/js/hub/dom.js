// Making elements: text goes in as text, whatever it holds. Pure but for the document.
import { visible } from './opened.js';

/** @param {string} tag @param {object} [attributes] @param {...(Node|string|null)} children @returns {HTMLElement} */
export function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) if (value !== null && value !== false) element.setAttribute(name, value === true ? '' : value);
  element.append(...children.filter(Boolean));
  return element;
}

/** Words that somebody else wrote: in their own direction, apart from what stands around them. @param {string} text @param {string} [lang] @param {string} [tag] */
export function told(text, lang = '', tag = 'bdi') {
  return make(tag, { dir: 'auto', lang: lang || null, class: 'told-words' }, visible(text));
}

/** The page's own words, from every <template data-words> in it. @param {HTMLElement} root @returns {(name: string, values?: object) => string} */
export function wordsIn(root) {
  const found = new Map();
  for (const template of root.querySelectorAll('template[data-words]')) {
    for (const one of template.content.querySelectorAll('[data-word]')) found.set(one.dataset.word, one.textContent.trim());
  }
  return (name, values = {}) => (found.get(name) || name).replace(/\{(\w+)\}/g, (whole, key) => (key in values ? String(values[key]) : whole));
}

// Made once, since a list holds hundreds: a formatter costs more than all that it will ever format.
const MINUTE = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZone: 'Europe/London' });
const LANGUAGES = Intl.DisplayNames ? new Intl.DisplayNames(['en'], { type: 'language' }) : { of: (tag) => tag };

/** A UTC minute of the server as the clock on the wall says it. @param {string} at 2026-11-23T20:15Z @returns {HTMLElement} */
export function minute(at) {
  const moment = new Date(at);
  return make('time', { datetime: at, class: 'minute' }, Number.isNaN(moment.getTime()) ? visible(at) : MINUTE.format(moment));
}

// Browsers have another tag or no name for these, and one name for both scripts of Punjabi.
const OWN_NAMES = new Map(
  Object.entries({ 'en-x-easy': 'Easy English', pnb: 'Punjabi (Shahmukhi)', pa: 'Punjabi (Gurmukhi)', kmr: 'Kurdish (Kurmanji)', ckb: 'Kurdish (Sorani)', phr: 'Pahari', rmc: 'Romani' }),
);

/** A language by its English name, else its tag. @param {string} tag @returns {string} */
export function languageName(tag) {
  try {
    return OWN_NAMES.get(tag) || LANGUAGES.of(tag) || tag;
  } catch (noTag) {
    return tag;
  }
}
