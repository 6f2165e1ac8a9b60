// What an edit of a contact says, and what it would change. Pure but for the document.
import { languageName, make, told } from './dom.js';

/** @param {{hours: string, opens: string, closes: string}} contact @param {function} say @returns {string} */
export function hoursOf(contact, say) {
  return say(`hours-${contact.hours}`, contact);
}

function valueOf(edit, field, say) {
  if (field === 'hours') return hoursOf(edit, say);
  if (field === 'is_out_of_use') return say(edit.is_out_of_use ? 'no' : 'yes');
  if (field === 'notice') return Object.entries(edit.notice).map(([tag, text]) => `${languageName(tag)}: ${text}`).join('\n') || say('none');
  return edit[field] || say('none');
}

/** Lines of a list: what was and what would be; of one that is decided, what it says. @param {object} edit a row of the desk @param {function} say @returns {HTMLElement[]} */
export function changesOf(edit, say) {
  const fields = edit.contact === 'everybody' ? ['notice'] : ['tel', 'hours', 'is_out_of_use', 'notice', 'source'];
  const lines = [];
  for (const field of fields) {
    const now = valueOf(edit.edit, field, say);
    const was = edit.was ? valueOf(edit.was, field, say) : now;
    const isShown = edit.was ? was !== now && !(field === 'source' && !edit.edit.source) : now !== say('none') && field !== 'is_out_of_use';
    if (isShown) lines.push(make('dt', {}, say(`field-${field}`)), make('dd', {}, told(edit.was ? say('was-now', { was, now }) : now)));
  }
  if (edit.edit.is_out_of_use && !edit.was) lines.push(make('dt', {}, say('field-is_out_of_use')), make('dd', {}, say('out')));
  return lines.length ? lines : [make('dt', {}, say('field-tel')), make('dd', {}, say('same'))];
}
