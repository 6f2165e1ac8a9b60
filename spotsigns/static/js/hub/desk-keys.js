// The desk by keyboard: single keys, off where somebody types, and off altogether where they are not wanted. Component.

const STEPS = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };
const TYPING = 'input:not([type=checkbox]), select, textarea, dialog';

export class DeskKeys {
  /** @param {{idle: {isLocked: boolean}, isOn: () => boolean, pane: HTMLElement, search: HTMLElement, step: (by: number) => void, acts: object}} means
   *   `acts`: what a key does; arrows and Escape work also when single keys are off */
  constructor({ idle, isOn, pane, search, step, acts }) {
    Object.assign(this, { idle, isOn, pane, search, step, acts });
    document.addEventListener('keydown', (event) => this.press(event));
  }

  press(event) {
    if (this.idle.isLocked || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = this.actOf(event);
    if (!act) return;
    event.preventDefault();
    act();
  }

  actOf({ key, target }) {
    if (key === 'Escape') return target === this.search ? () => this.step(0) : target.closest(TYPING) ? null : this.acts.Escape;
    if (target.closest(TYPING)) return null;
    // Arrows scroll the words while somebody reads them; j and k always walk the list.
    if (key.startsWith('Arrow')) return STEPS[key] && !this.pane.contains(target) ? () => this.step(STEPS[key]) : null;
    if (!this.isOn() || target.closest('summary')) return null;
    return STEPS[key] ? () => this.step(STEPS[key]) : Object.prototype.hasOwnProperty.call(this.acts, key) ? this.acts[key] : null;
  }
}
