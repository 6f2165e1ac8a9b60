// Opening and closing the line: open only when nothing is missing, and what is missing stands in red. Component.
import { askHub } from './ask-hub.js';
import { make } from './dom.js';

export class LineSwitch {
  /** @param {HTMLButtonElement} button @param {HTMLElement} red @param {{say: Function, heed: (problem: *) => void}} means */
  constructor(button, red, { say, heed }) {
    Object.assign(this, { button, red, say, heed });
    button.addEventListener('click', () => this.turn());
  }

  async turn() {
    this.red.hidden = true;
    try {
      const { line } = await askHub('/hub/api/line', { open: this.button.getAttribute('aria-pressed') !== 'true' });
      this.button.setAttribute('aria-pressed', String(line));
      this.button.textContent = this.say(line ? 'line-open' : 'line-closed');
    } catch (problem) {
      this.heed(problem);
      const [first, ...lines] = (problem.message || this.say('failed')).split('\n');
      this.red.replaceChildren(make('p', {}, first), lines.length ? make('ul', {}, ...lines.map((line) => make('li', {}, line))) : '');
      this.red.hidden = false;
    }
  }
}
