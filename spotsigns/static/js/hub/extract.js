// What may leave for a translator: the typed words, without whoever told us and without what reaches somebody. Pure.
import { fold } from './folded.js';
import { at, textAt } from './opened.js';
import { own } from './said.js';

// Only these: a field that this desk does not know may hold a name.
const FIELDS = ['what', 'place_text', 'child', 'adult', 'online', 'vehicle.description', 'often', 'still_going_on', 'told'];
const ADDRESS = /\S+@\S+\.\S+/g;
// As it stands on a car, and so not "ma 14 lat": small letters or a gap before the digits may be somebody's words.
const PLATE = /(^|[^\p{L}\p{M}\p{N}])[A-Z]{2}\d{2} ?[A-Z]{3}(?![\p{L}\p{M}\p{N}])/gu;
const NUMBER = /[+(]?\p{Nd}[\p{Nd} ().\-–/]{5,}\p{Nd}/gu;
// When something happened must not be lost with a telephone number: a day, with an hour after it or without, and from when to when.
const MOMENT = /^(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d{2}|(?:19|20)\d{2}-\d{2}-\d{2})(?: \d{1,2})?$|^\d{1,2}\.\d{2} ?[-–] ?\d{1,2}\.\d{2}$/;

function isNumber(row) {
  const digits = fold(row);
  return digits.replace(/\D/g, '').length >= 7 && !MOMENT.test(digits);
}

/** @param {string} text @param {string} mark stands where something was taken out */
export function contactFree(text, mark) {
  return text.replace(ADDRESS, mark).replace(NUMBER, (row) => (isNumber(row) ? mark : row));
}

/** In doubt there is one: any letter outside a registration in capitals makes a word. @param {string} text @returns {boolean} whether somebody has to translate it */
export function hasWord(text) {
  return /\p{L}/u.test(text.replace(PLATE, '$1'));
}

/** @param {Map<string, *>|null} root @param {{fields: object, choices: object}} labels
 * @returns {{field: string, label: string, text: string}[]} nothing that was only tapped: that stands in English already */
function typedLines(root, labels) {
  const told = FIELDS.map((field) => ({ field, text: textAt(root, 'answers', ...field.split('.')) })).filter(({ field, text }) => text.trim() && own(own(labels.choices, field), text) === undefined);
  const message = typeof at(root, 'text') === 'string' ? [{ field: 'text', text: textAt(root, 'text') }] : [];
  return [...told, ...message].map(({ field, text }) => ({ field, label: own(labels.fields, field) || '', text }));
}

/** @param {Map<string, *>|null} root @param {{fields: object, choices: object}} labels @returns {boolean} whether anything was typed that somebody has to translate */
export function needsTranslator(root, labels) {
  return typedLines(root, labels).some(({ text }) => hasWord(text));
}

/** @param {Map<string, *>|null} root @param {{fields: object, choices: object}} labels @param {string} mark @returns {{field: string, label: string, text: string}[]} */
export function extractOf(root, labels, mark) {
  return typedLines(root, labels).map((line) => ({ ...line, text: contactFree(line.text, mark) }));
}
