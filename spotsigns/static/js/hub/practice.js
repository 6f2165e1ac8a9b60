// "This is real": what was told as practice moves to what is to be read. Component part.
import { askHub } from './ask-hub.js';
import { make } from './dom.js';
import { at } from './opened.js';
import { isPractice } from './sorting.js';

/** "This is real", under a concern that counts as practice. @param {import('./pane-parts.js').Shown} shown
 * @param {{say: Function, onChange: () => void, heed: (problem: *) => void}} means @returns {HTMLElement|null} */
export function offerReal({ brief, read }, { say, onChange, heed }) {
  const first = read.find((one) => one.envelope.variant === brief.variant) || read[0];
  const opened = first && first.opened;
  if (!opened || !isPractice(brief, at(opened.root, 'practice') === true)) return null;
  const { variant } = first.envelope;
  const button = make('button', { type: 'button', class: 'press' }, say('make-real'));
  const told = make('p', { class: 'told', role: 'status' });
  button.addEventListener('click', async () => {
    button.disabled = true;
    try {
      // Reading it made it seen; the fields recorded so far stay as they are.
      const state = first.envelope.state === 'new' ? 'seen' : first.envelope.state;
      await askHub(`/hub/api/concerns/${brief.id}/triage`, { ...brief.triage, variants: [variant], state, practice: false });
      told.textContent = say('made-real');
      const tick = document.querySelector('.triage [data-field="practice"]');
      if (tick) tick.checked = false;
      onChange();
    } catch (problem) {
      heed(problem);
      button.disabled = false;
      told.textContent = problem.message || say('failed');
    }
  });
  return make('section', { class: 'practice-apart' }, make('p', {}, say('practice-apart')), button, told);
}
