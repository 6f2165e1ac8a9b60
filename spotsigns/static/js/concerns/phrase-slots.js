// The holes of a ready-made answer: what may stand in each, and how it reads in one language. Pure but for the document.
import { sayDay } from '../web/dates.js';
import { plainDigits } from './form-answers.js';

/** @typedef {{lang: string, contacts: Map<string, {name: string, lang: string, tel: string}>, links: boolean}} Means `links`: numbers can be dialled */

const HOLE = /\{([a-z_]+)\}/;
const NUMBER = /^\+?\d[\d ]{1,18}\d$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const LONGEST = 120;

function isolated(text, dir, lang = '') {
  const element = document.createElement('bdi');
  element.dir = dir;
  if (lang) element.lang = lang;
  element.textContent = text;
  return element;
}

/** Only a number that a slot was made for becomes one to dial: no link is made of words. */
function number(value, { links }) {
  const tel = plainDigits(value);
  if (!NUMBER.test(tel)) return null;
  const shown = isolated(tel, 'ltr');
  if (!links) return [shown];
  const link = document.createElement('a');
  link.className = 'number';
  link.href = `tel:${tel.replace(/ /g, '')}`;
  link.append(shown);
  return [link];
}

function date(value, { lang }) {
  const noon = new Date(`${value}T12:00:00Z`);
  if (!DAY.test(value) || Number.isNaN(noon.getTime()) || noon.toISOString().slice(0, 10) !== value) return null;
  const how = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' };
  return [isolated(sayDay(noon, lang, how), 'auto')];
}

const time = (value) => (TIME.test(value) ? [isolated(value, 'ltr')] : null);

const place = (value) => (value.trim() && value.length <= LONGEST ? [isolated(value.trim(), 'auto')] : null);

function contact(value, means) {
  const found = means.contacts.get(value);
  const tel = found ? number(found.tel, means) : null;
  return tel ? [isolated(found.name, 'auto', found.lang), ' ', ...tel] : null;
}

const KINDS = { number, date, time, place, contact };

/** @param {string} text such as "number:number from:time" @returns {Map<string, string>} the kind of each slot */
export function kindsOf(text) {
  return new Map(text.split(' ').filter(Boolean).map((one) => one.split(':')));
}

/** @param {string} kind @param {*} value as it travels @param {Means} means @returns {(Node|string)[]|null} null for what may not stand there */
export function shownIn(kind, value, means) {
  const isKnown = Object.prototype.hasOwnProperty.call(KINDS, kind);
  return isKnown && typeof value === 'string' ? KINDS[kind](value, means) : null;
}

/** Puts the slots into the words. @param {DocumentFragment|HTMLElement} content changed @param {Map<string, string>} kinds @param {object} slots @param {Means} means
 * @returns {string} '' when all stand, else the name of the first that does not */
export function fillHoles(content, kinds, slots, means) {
  const walker = document.createTreeWalker(content, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const text of texts) {
    const nodes = [];
    for (const [at, part] of text.data.split(HOLE).entries()) {
      const isHole = at % 2 === 1;
      const value = Object.prototype.hasOwnProperty.call(slots, part) ? slots[part] : null;
      const shown = isHole ? shownIn(kinds.get(part), value, means) : [part];
      if (shown === null) return part;
      nodes.push(...shown);
    }
    text.replaceWith(...nodes);
  }
  return '';
}
