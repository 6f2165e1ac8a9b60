// Reads what was tapped and typed out of the page, with the words that stand there. Component part.
import { cleanValue } from './form-answers.js';

/** @typedef {import('./form-answers.js').Field & {screen: string, label: string, labelEnglish: string, shown: string[], english: string[]}} Answered */

function wordsOf(control) {
  const words = control.closest('label').querySelector('b').textContent.trim();
  return { text: words, english: control.dataset.en || words };
}

function readControls(controls) {
  const first = controls[0];
  if (first.tagName === 'SELECT') {
    const option = first.selectedOptions[0];
    const text = first.value ? option.textContent.trim() : '';
    return { value: first.value, shown: [text], english: [option.dataset.en || text] };
  }
  if (first.type !== 'radio' && first.type !== 'checkbox') return { value: first.value, shown: [first.value.trim()], english: [] };
  const checked = controls.filter((control) => control.checked);
  // A sign can stand in several groups; it is one answer.
  const once = checked.filter((control, at) => checked.findIndex((other) => other.value === control.value) === at);
  const words = once.map(wordsOf);
  const value = first.type === 'radio' ? (once.length ? once[0].value : '') : once.map((control) => control.value);
  return { value, shown: words.map((one) => one.text), english: words.map((one) => one.english) };
}

/** @param {HTMLElement} root @param {HTMLElement} question @returns {HTMLInputElement[]} */
export function controlsOf(root, question) {
  const { name } = question.querySelector('[name]');
  return Array.from(root.querySelectorAll(`[name="${name}"]`));
}

/** Everything answered, in the order of the form. A question that no longer applies is not an answer.
 * @param {HTMLElement} root @returns {Answered[]} */
export function readFields(root) {
  const found = [];
  for (const question of root.querySelectorAll('[data-question]')) {
    const { question: answer, kind, en } = question.dataset;
    const label = question.querySelector('legend, .question__label').textContent.trim();
    const read = question.hidden ? null : readControls(controlsOf(root, question));
    if (!read || cleanValue({ answer, kind, value: read.value }).length === 0) continue;
    const { screen } = question.closest('[data-screen]').dataset;
    found.push({ answer, kind, screen, label, labelEnglish: en || label, ...read });
  }
  return found;
}

/** @param {HTMLElement} root @returns {string[]} what is answered so far */
export function answeredIn(root) {
  return readFields(root).map((field) => field.answer);
}

/** Shows what belongs to an answer: questions for those who may be reached, routes around somebody with power. @param {HTMLElement} root */
export function showDependents(root) {
  const chosen = (answer) => {
    const question = root.querySelector(`[data-question="${answer}"]`);
    return (question ? controlsOf(root, question) : []).filter((control) => control.checked).map((control) => control.value);
  };
  const isReached = chosen('contact').some((contact) => contact !== 'none');
  for (const question of root.querySelectorAll('[data-with-contact]')) question.hidden = !isReached;
  const powers = chosen('about_power');
  for (const routes of root.querySelectorAll('[data-power]')) routes.hidden = !powers.includes(routes.dataset.power);
}

/** @param {HTMLElement} root */
export function clearFields(root) {
  for (const control of root.querySelectorAll('[name]')) {
    if (control.tagName === 'SELECT') control.selectedIndex = 0;
    else if (control.type === 'radio' || control.type === 'checkbox') control.checked = false;
    else control.value = '';
  }
  for (const list of root.querySelectorAll('[data-part="answers"], [data-part="note"]')) list.textContent = '';
}
