// What is decided about a concern, recorded in the clear. Component.
import { askHub } from './ask-hub.js';
import { at, languageTag, textAt } from './opened.js';

const FIELDS = ['category', 'ward', 'urgency', 'assignee', 'language', 'reader_kind'];

export class TriageForm {
  /** @param {DocumentFragment} content of the page's template @param {{moves: object, onDecide: (state: string, triage: object) => Promise<string>}} means
   *   `moves`: from each state, where it may go; `onDecide` resolves to the words to show */
  constructor(content, { moves, onDecide }) {
    this.element = content.cloneNode(true).firstElementChild;
    this.moves = moves;
    this.told = this.element.querySelector('[data-part="told"]');
    this.buttons = Array.from(this.element.querySelectorAll('button[data-state]'));
    this.element.addEventListener('submit', (event) => event.preventDefault());
    this.element.addEventListener('click', async (event) => {
      const button = event.target.closest('button[data-state]');
      if (!button) return;
      for (const one of this.buttons) one.disabled = true;
      this.told.textContent = await onDecide(button.dataset.state === 'same' ? this.state : button.dataset.state, this.values());
      for (const one of this.buttons) one.disabled = false;
    });
  }

  field(name) {
    return this.element.querySelector(`[data-field="${name}"]`);
  }

  /** @param {object} triage @param {boolean} practice */
  fill(triage, practice) {
    for (const name of FIELDS) this.field(name).value = triage[name] || '';
    this.field('practice').checked = practice;
  }

  values() {
    const values = Object.fromEntries(FIELDS.map((name) => [name, this.field(name).value.trim()]));
    return { ...values, practice: this.field('practice').checked };
  }

  /** Offers only what may follow. @param {string} state */
  setState(state) {
    this.state = state;
    this.element.dataset.now = state;
    for (const button of this.buttons) {
      const wanted = button.dataset.state;
      button.hidden = wanted === 'same' ? state === 'new' : !(this.moves[state] || []).includes(wanted);
      // What was read is closed with a reason, below: this button is for what nobody can open.
      if (wanted === 'closed' && state !== 'new') button.hidden = true;
    }
  }
}

/** Moves the envelopes that may go there: one that nobody could open stays where it is. @returns {Promise<string>} the words to show under the form */
async function decide(form, id, states, state, triage, { moves, onChange, heed, say }) {
  const variants = Array.from(states.keys()).filter((variant) => states.get(variant) === state || moves[states.get(variant)].includes(state));
  try {
    await askHub(`/hub/api/concerns/${id}/triage`, { variants, state, ...triage });
  } catch (problem) {
    heed(problem);
    return problem.message || say('failed');
  }
  for (const variant of variants) states.set(variant, state);
  form.setState(state);
  onChange();
  return say('saved', { state: say(state) });
}

/** @param {import('./pane-parts.js').Shown} shown @param {object} means of the pane @returns {HTMLElement} */
export function offerTriage({ brief, read }, means) {
  const states = new Map(read.map(({ envelope, opened }) => [envelope.variant, opened && envelope.state === 'new' ? 'seen' : envelope.state]));
  const template = document.querySelector('template[data-triage]');
  const form = new TriageForm(template.content, { moves: means.moves, onDecide: (state, triage) => decide(form, brief.id, states, state, triage, means) });
  const first = read.find((one) => one.envelope.variant === brief.variant) || read[0];
  const root = first.opened ? first.opened.root : null;
  const isRecorded = brief.triage && Object.values(brief.triage).some((value) => value !== '' && value !== null);
  form.fill(isRecorded ? brief.triage : { language: languageTag(textAt(root, 'lang')) }, isRecorded ? brief.triage.practice : at(root, 'practice') === true);
  form.setState(states.get(first.envelope.variant));
  return form.element;
}
