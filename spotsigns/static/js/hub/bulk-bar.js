// What is done with all chosen concerns at once; what nobody has read stays where it is, and is named. Component.
import { askHub } from './ask-hub.js';

const FIELDS = ['assignee', 'urgency'];

export class BulkBar {
  /** @param {HTMLFormElement} root @param {{say: Function, heed: (problem: *) => void, onMoved: () => void, onLeave: (keys?: string[]) => void}} means
   *   `onLeave` lets go of the chosen with these keys, or of all */
  constructor(root, { say, heed, onMoved, onLeave }) {
    Object.assign(this, { root, say, heed, onMoved, onLeave, picked: [], refused: [] });
    const part = (name) => root.querySelector(`[data-part="${name}"]`);
    this.parts = { picked: part('picked'), told: part('bulk-told'), out: part('leave-out') };
    root.addEventListener('submit', (event) => {
      event.preventDefault();
      this.move();
    });
    part('unpick').addEventListener('click', () => this.onLeave());
    this.parts.out.addEventListener('click', () => this.onLeave(this.refused));
  }

  /** @param {import('./sorting.js').Brief[]} picked */
  show(picked) {
    this.picked = picked;
    this.root.hidden = picked.length === 0;
    this.parts.picked.textContent = this.say('picked', { number: picked.length });
    this.tell('', []);
  }

  tell(words, refused) {
    this.refused = refused;
    this.parts.told.textContent = words;
    this.parts.out.hidden = refused.length === 0;
  }

  value(name) {
    return this.root.querySelector(`[data-bulk="${name}"]`).value.trim();
  }

  async move() {
    const fields = Object.fromEntries(FIELDS.map((name) => [name, this.value(name)]).filter(([, text]) => text));
    const wanted = this.picked.map((brief) => [brief.id, brief.variant]);
    try {
      const { moved } = await askHub('/hub/api/desk/move', { wanted, state: this.value('state'), fields });
      this.root.reset();
      this.onLeave();
      this.onMoved(moved);
    } catch (problem) {
      this.heed(problem);
      this.tell(problem.message || this.say('failed'), (problem.refused || []).map(([id, variant]) => `${id}/${variant}`));
    }
  }
}
