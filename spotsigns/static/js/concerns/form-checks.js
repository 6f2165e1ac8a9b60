// What must be so before one goes on: little, and said plainly. Component part.
import { tooLongBy } from './form-answers.js';

/** @param {HTMLElement} screen @param {number} most letters in one text @returns {HTMLElement|null} the first text that is too long, its message shown */
function findTooLong(screen, most) {
  let first = null;
  for (const message of screen.querySelectorAll('[data-problem="long"]')) {
    const control = message.closest('[data-question]').querySelector('[name]');
    const over = tooLongBy(control.value, most);
    message.hidden = over === 0;
    message.querySelector('[data-slot="count"]').textContent = String(over);
    if (over > 0) control.setAttribute('aria-invalid', 'true');
    else control.removeAttribute('aria-invalid');
    if (over > 0) first = first || control;
  }
  return first;
}

/** Only danger, and something noticed, are needed to go on; and no text may be too long.
 * @param {HTMLElement} screen @param {string[]} answered what is answered so far @param {number} most letters in one text @returns {boolean} */
export function isComplete(screen, answered, most) {
  const { screen: id } = screen.dataset;
  const problems = {
    choose: id === 'danger' && !answered.includes('danger'),
    empty: id === 'what' && !answered.includes('signs') && !answered.includes('what'),
  };
  for (const message of screen.querySelectorAll(':scope > [data-problem]')) message.hidden = !problems[message.dataset.problem];
  const tooLong = findTooLong(screen, most);
  if (tooLong) tooLong.focus();
  return !tooLong && !problems.choose && !problems.empty;
}
