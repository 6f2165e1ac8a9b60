// What is decided about a concern, recorded in the clear. Component.

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
    }
  }
}
