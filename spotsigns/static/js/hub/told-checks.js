// What must be so before a told concern is sealed: little, and said plainly. Component part.
import { tooLongBy } from '../concerns/form-answers.js';

const NEEDED = [
  ['need-taken', ['taken']],
  ['need-danger', ['danger']],
  ['need-what', ['what', 'signs']],
];

/** @param {HTMLElement} form @param {import('../concerns/form-fields.js').Answered[]} fields @param {number} most letters in one text
 * @returns {{word: string, values?: object, field: HTMLElement}|null} the first thing that is missing or too long */
export function firstProblem(form, fields, most) {
  const answered = fields.map((field) => field.answer);
  for (const [word, answers] of NEEDED) {
    if (!answers.some((answer) => answered.includes(answer))) return { word, field: form.querySelector(`[data-question="${answers[0]}"] [name]`) };
  }
  for (const field of form.querySelectorAll('textarea, input[type="text"]')) {
    const count = tooLongBy(field.value, most);
    if (count > 0) return { word: 'too-long', values: { count }, field };
  }
  return null;
}
