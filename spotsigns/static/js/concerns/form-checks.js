// What must be so before one goes on: little, and said plainly. Component part.
import { tooLongBy } from './form-answers.js';

/** @param {HTMLElement} message that a text is too long @returns {HTMLElement} where the text is typed */
function controlOf(message) {
  return message.closest('[data-question]').querySelector('[name]');
}

/** @param {HTMLElement} message @param {number} over letters too many */
function sayLength(message, over) {
  message.hidden = over === 0;
  message.querySelector('[data-slot="count"]').textContent = String(over);
  if (over > 0) controlOf(message).setAttribute('aria-invalid', 'true');
  else controlOf(message).removeAttribute('aria-invalid');
}

/** @param {HTMLElement} screen @param {number} most letters in one text @returns {HTMLElement|null} the first text that is too long, its message shown */
function findTooLong(screen, most) {
  let first = null;
  for (const message of screen.querySelectorAll('[data-problem="long"]')) {
    const over = tooLongBy(controlOf(message).value, most);
    sayLength(message, over);
    if (over > 0) first = first || controlOf(message);
  }
  return first;
}

/** Only danger, and something noticed, are needed to go on. @returns {Object<string, boolean>} by the name of the message that says so */
function findMissing({ dataset: { screen } }, answered) {
  return {
    choose: screen === 'danger' && !answered.includes('danger'),
    empty: screen === 'what' && !answered.includes('signs') && !answered.includes('what'),
  };
}

/** @param {HTMLElement} screen @param {string[]} answered what is answered so far @param {number} most letters in one text; none may have more @returns {boolean} */
export function isComplete(screen, answered, most) {
  const missing = findMissing(screen, answered);
  for (const message of screen.querySelectorAll(':scope > [data-problem]')) message.hidden = !missing[message.dataset.problem];
  const tooLong = findTooLong(screen, most);
  if (tooLong) tooLong.focus();
  return !tooLong && !missing.choose && !missing.empty;
}

/** At every answer: what was asked for and has come is asked for no longer. Nothing new is asked for before "Go on".
 * @param {HTMLElement} screen @param {() => string[]} readAnswered what is answered so far; read only when something is asked for @param {number} most letters in one text */
export function dropSettled(screen, readAnswered, most) {
  const asking = Array.from(screen.querySelectorAll('[data-problem]:not([hidden])'));
  const missing = asking.length > 0 ? findMissing(screen, readAnswered()) : {};
  for (const message of asking) {
    const isLong = message.dataset.problem === 'long';
    if (isLong && tooLongBy(controlOf(message).value, most) === 0) sayLength(message, 0);
    if (!isLong) message.hidden = !missing[message.dataset.problem];
  }
}
