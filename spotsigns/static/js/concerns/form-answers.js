// From what was tapped and typed to the concern as it is sealed. Pure.

/** @typedef {{answer: string, kind: string, value: string|string[]}} Field `answer` is the place in the plaintext; a dot leads into an object */

// Bidi controls can make a text read as something else than it is.
const BIDI_CONTROLS = /[\u202a-\u202e\u2066-\u2069]/g;
const DECIMAL_DIGIT = /\p{Nd}/gu;
const LISTS = ['signs', 'about_power'];

/** @param {string} text @returns {string} as typed, without bidi controls and outer spaces */
export function cleanText(text) {
  return text.replace(BIDI_CONTROLS, '').trim();
}

/** Digits of every script as 0 to 9: a plate typed on an Urdu keyboard must be found. @param {string} text @returns {string} */
export function plainDigits(text) {
  return text.replace(DECIMAL_DIGIT, (digit) => {
    // Unicode keeps every script's ten digits side by side, in order.
    let zero = digit.codePointAt(0);
    while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
    return String((digit.codePointAt(0) - zero) % 10);
  });
}

/** @param {Field} field @returns {string|string[]} what travels; empty for no answer */
export function cleanValue({ kind, value }) {
  if (Array.isArray(value)) return Array.from(new Set(value));
  const text = cleanText(value);
  return kind === 'plate' || kind === 'number' ? plainDigits(text) : text;
}

/** @param {Field[]} fields @returns {object} `answers` of the plaintext; what was not answered is left out, except signs and contact */
export function collectAnswers(fields) {
  const answers = { signs: [], contact: 'none' };
  for (const field of fields) {
    const value = cleanValue(field);
    if (value.length === 0) continue;
    const path = field.answer.split('.');
    const last = path.pop();
    let place = answers;
    for (const part of path) {
      place[part] = place[part] || {};
      place = place[part];
    }
    place[last] = LISTS.includes(field.answer) && !Array.isArray(value) ? [value] : value;
  }
  return answers;
}

/** Letters as a person counts them, not UTF-16 units. @param {string} text @param {number} most @returns {number} how many too many, 0 if it fits */
export function tooLongBy(text, most) {
  return Math.max(0, Array.from(cleanText(text)).length - most);
}

/** @param {string} text @param {number} most letters @returns {{problem: 'long'|'empty'|'', extra: number}} `extra`: letters too many */
export function checkText(text, most) {
  const extra = tooLongBy(text, most);
  return { problem: extra > 0 ? 'long' : cleanText(text) === '' ? 'empty' : '', extra };
}

const two = (number) => String(Math.floor(number)).padStart(2, '0');

/** The phone's own time with its offset; staff see it beside the time of arrival, because phone clocks are often wrong.
 * @param {Date} now @returns {string} such as 2026-11-23T20:15+00:00 */
export function madeAt(now) {
  const offset = -now.getTimezoneOffset();
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  const sign = offset < 0 ? '-' : '+';
  return `${day}T${two(now.getHours())}:${two(now.getMinutes())}${sign}${two(Math.abs(offset) / 60)}:${two(Math.abs(offset) % 60)}`;
}

/** @param {{form: string, lang: string, now: Date, fields: Field[], practice?: boolean, unfinished?: boolean}} parts @returns {object} all of the plaintext but `reply` and `mac` */
export function concernDocument({ form, lang, now, fields, practice = false, unfinished = false }) {
  const answers = collectAnswers(fields);
  return { v: 1, kind: 'concern', form, lang, made_at: madeAt(now), practice, unfinished, answers };
}
