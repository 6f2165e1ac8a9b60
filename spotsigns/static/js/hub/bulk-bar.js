// What is done with all chosen concerns at once; what nobody has read stays where it is, and is named. Component.
import { askHub } from './ask-hub.js';

const FIELDS = ['assignee', 'urgency'];

export class BulkBar {
  /** @param {HTMLFormElement} root @param {{say: Function, reasonFor: (concern: string, text: string) => Promise<{id: string, locked: string}>, heed: (problem: *) => void, onMoved: () => void, onLeave: (keys?: string[]) => void}} means
   *   `onLeave` lets go of the chosen with these keys, or of all */
  constructor(root, { say, reasonFor, heed, onMoved, onLeave }) {
    Object.assign(this, { root, say, reasonFor, heed, onMoved, onLeave, picked: [], refused: [] });
    const part = (name) => root.querySelector(`[data-part="${name}"]`);
    this.parts = { picked: part('picked'), told: part('bulk-told'), out: part('leave-out'), why: part('bulk-why') };
    root.addEventListener('input', () => this.askWhy());
    root.addEventListener('reset', () => { this.parts.why.hidden = true; });
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

  /** What was read is closed with a reason. */
  askWhy() {
    this.parts.why.hidden = this.value('state') !== 'closed';
    this.parts.why.querySelector('textarea').required = !this.parts.why.hidden;
  }

  async finish() {
    const concerns = Array.from(new Set(this.picked.map((brief) => brief.id)));
    const records = await Promise.all(concerns.map((concern) => this.reasonFor(concern, this.value('reason'))));
    return askHub('/hub/api/desk/finish', { reasons: records.map(({ id, locked }, at) => [concerns[at], id, locked]) });
  }

  async move() {
    const fields = Object.fromEntries(FIELDS.map((name) => [name, this.value(name)]).filter(([, text]) => text));
    const wanted = this.picked.map((brief) => [brief.id, brief.variant]);
    const state = this.value('state');
    try {
      const { moved } = state === 'closed' ? await this.finish() : await askHub('/hub/api/desk/move', { wanted, state, fields });
      if (state === 'closed' && Object.keys(fields).length) await askHub('/hub/api/desk/move', { wanted, state: '', fields });
      this.root.reset();
      this.onLeave();
      this.onMoved(moved);
    } catch (problem) {
      this.heed(problem);
      this.tell(problem.message || this.say('failed'), (problem.refused || []).map(([id, variant]) => `${id}/${variant}`));
    }
  }
}
