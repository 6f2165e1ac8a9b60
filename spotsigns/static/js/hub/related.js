// Which concerns belong together, and why: the same plate, number, name or place. Pure.
import { ABOUT_THEM, fold } from './folded.js';
import { textAt } from './opened.js';

/** @typedef {{plates: string[], phones: string[], names: string[], place: string, words: string[]}} Traits */
/** @typedef {{kind: 'registration'|'phone'|'nickname'|'place', shown: string}} Why */

const TYPED = ['what', 'place_text', 'child', 'adult', 'online'];
const PLATE = /\b[a-z]{2}\d{2}\s?[a-z]{3}\b/g;
const PHONE = /(?:\+|00)?\d[\d ().-]{8,}\d/g;
const HANDLE = /(?:^|[\s(,;:])@([\p{L}\d_.]{3,30})/gu;
const QUOTED = /["'“”„‘’«»]([\p{L}\d][\p{L}\d ._-]{1,20})["'“”‘’«»]/gu;
const HOST = /\.(com|net|org|uk|pl|sk|ro)$/;
// Words that stand in the description of many places.
const GENERIC = ['street', 'road', 'lane', 'avenue', 'close', 'shop', 'store', 'house', 'flat', 'home', 'floor', 'near', 'behind', 'next', 'beside', 'opposite', 'corner', 'takeaway', 'hotel', 'station', 'park', 'town', 'centre', 'door', 'side', 'this', 'that', 'with', 'from', 'there'];
const NOWHERE = ['', 'unknown', 'elsewhere'];

const unique = (list) => Array.from(new Set(list.filter(Boolean)));
const found = (text, pattern, at = 0) => Array.from(text.matchAll(pattern), (match) => match[at]);

function phoneOf(written) {
  const digits = written.replace(/\D/g, '');
  const home = /^\s*\+44|^0044/.test(written) ? `0${digits.replace(/^(00)?440?/, '')}` : digits;
  // Dates and times are rows of digits too: a number begins with 0, or with the + of its country.
  return home.length >= 10 && home.length <= 15 && (home.startsWith('0') || written.trim().startsWith('+')) ? home : '';
}

/** @param {string} written @returns {string} as the plate says it; '' for a part that would fit too many */
function plateOf(written) {
  const plate = written.replace(/[^a-z\d]/g, '');
  return plate.length >= 5 && plate.length <= 8 && /\d/.test(plate) && /[a-z]/.test(plate) ? plate : '';
}

/** What a concern may share with another. @param {Map<string, *>} root @returns {Traits} */
export function traitsOf(root) {
  const said = (name) => fold(textAt(root, 'answers', name));
  const typed = [...TYPED.map(said), fold(textAt(root, 'answers', 'vehicle', 'description')), fold(textAt(root, 'text'))].join('\n');
  const online = said('online').split(/[\s,;]+/).filter((word) => word.length >= 4 && /\p{L}/u.test(word) && /[\d_.]/.test(word) && !HOST.test(word));
  const words = said('place_text').split(/[^\p{L}\d]+/u).filter((word) => (word.length >= 4 || /\d/.test(word)) && !GENERIC.includes(word));
  return {
    plates: unique([plateOf(fold(textAt(root, 'answers', 'vehicle', 'registration'))), ...found(typed, PLATE).map(plateOf)]),
    phones: unique([...found(typed, PHONE), ...found(ABOUT_THEM.map(said).join('\n'), PHONE)].map(phoneOf)),
    names: unique([...found(typed, HANDLE, 1), ...found(typed, QUOTED, 1).map((name) => name.trim()), ...online.map((name) => name.replace(/^@|[.]$/g, ''))]),
    place: said('place'),
    words: unique(words),
  };
}

function showPlate(plate) {
  return (/^[a-z]{2}\d{2}[a-z]{3}$/.test(plate) ? `${plate.slice(0, 4)} ${plate.slice(4)}` : plate).toUpperCase();
}

/** @param {Traits} one @param {Traits} other @param {object} places what place ids are called @returns {Why[]} a number shows its end only: it may be whose who told us */
export function whyRelated(one, other, places) {
  const shared = (name) => one[name].filter((trait) => other[name].includes(trait));
  const words = NOWHERE.includes(one.place) || one.place !== other.place ? [] : shared('words');
  const place = Object.prototype.hasOwnProperty.call(places, one.place) ? places[one.place] : one.place;
  return [
    ...shared('plates').map((plate) => ({ kind: 'registration', shown: showPlate(plate) })),
    ...shared('phones').map((phone) => ({ kind: 'phone', shown: phone.slice(-3) })),
    ...shared('names').map((name) => ({ kind: 'nickname', shown: name })),
    ...(words.length ? [{ kind: 'place', shown: `${place}: ${words.join(', ')}` }] : []),
  ];
}
