// Words made alike for finding: case, marks and every script's digits. And finding in what this browser has opened. Pure.
import { at } from './opened.js';
import { answerLines, ownText, signLines } from './said.js';

/** Who told us stands in no search: it is shown for a reason, and found by nothing. */
export const ABOUT_THEM = ['contact_name', 'contact_how', 'contact_safe', 'must_not_know'];
const MARKS = /\p{M}/gu;
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
  return text.normalize('NFKD').replace(MARKS, '').replace(DIGIT, (one) => (one <= '9' ? one : asciiDigit(one))).toLowerCase();
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
