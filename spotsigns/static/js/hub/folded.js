// Words made alike for finding: case, marks, every script's digits, and letters that are written in more than one way. And finding in what this
// browser has opened. Pure.
import { at } from './opened.js';
import { answerLines, ownText, signLines } from './said.js';

/** Who told us stands in no search: it is shown for a reason, and found by nothing. */
export const ABOUT_THEM = ['contact_name', 'contact_how', 'contact_safe', 'must_not_know'];
// Accents, and the vowel marks of Arabic script that people may leave out. Not the vowel signs of Indian scripts: those are what words are made of.
const MARKS = /[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u09bc\u0a3c]/g;
// What stands between letters without a sound or a gap of its own: a stretched line, joiners, direction marks.
const SOUNDLESS = /[\u0640\p{Cf}]/gu;
const ALIKE = new Map(
  // Arabic, Persian, Urdu, Pashto and Kurdish keyboards give other letters for one sound; Latin letters that have no accent to take off.
  Object.entries({ ی: 'يىېۍێے', ک: 'كګڪ', ه: 'ةہھۃەۀ', و: 'ۆ', i: 'ı', l: 'ł', d: 'đð', o: 'ø', ss: 'ß' }).flatMap(([one, others]) => [...others].map((other) => [other, one])),
);
// Two rows of Ethiopic letters are read alike in Tigrinya: U+1220 as U+1230, U+1340 as U+1338.
for (let vowel = 0; vowel < 8; vowel += 1) {
  for (const [other, one] of [[0x1220, 0x1230], [0x1340, 0x1338]]) ALIKE.set(String.fromCodePoint(other + vowel), String.fromCodePoint(one + vowel));
}
const DIGIT = /\p{Nd}/gu;
const GAPS = /[\s\-–.()/]+/g;

/** Unicode keeps every script's ten digits side by side: count down to its zero. @param {string} character */
function asciiDigit(character) {
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(character.codePointAt(0) - value - 1))) value += 1;
  return String(value);
}

/** @param {string} text @returns {string} */
export function fold(text) {
  const bare = text.normalize('NFKD').replace(MARKS, '').replace(SOUNDLESS, '').replace(DIGIT, (one) => (one <= '9' ? one : asciiDigit(one)));
  return Array.from(bare.toLowerCase().normalize('NFKD').replace(MARKS, ''), (letter) => ALIKE.get(letter) || letter).join('');
}

/** @typedef {{spread: string, tight: string}} Folded words as they stand, and without gaps, for plates and numbers */

/** @param {Map<string, *>|null} root @param {object} labels @param {string} [raw] what there is instead of a root @returns {Folded} */
export function foldedWords(root, labels, raw = '') {
  const lines = root ? answerLines(at(root, 'answers'), labels).filter((line) => !ABOUT_THEM.includes(line.field)) : [];
  const said = root ? [ownText(root), ...lines.flatMap((line) => line.values.map((value) => value.text)), ...signLines(at(root, 'answers', 'signs'), labels).map((sign) => sign.label)] : [raw];
  const spread = fold(said.join('\n'));
  return { spread, tight: spread.replace(GAPS, '') };
}

/** Every word of `query` is in there; one with a digit also without its gaps. @param {Folded} folded @param {string} query */
export function holds({ spread, tight }, query) {
  const asked = fold(query).trim();
  if (asked.split(/\s+/).every((word) => spread.includes(word))) return true;
  return /\d/.test(asked) && tight.includes(asked.replace(GAPS, ''));
}
