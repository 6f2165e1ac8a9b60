// The form's screens, one at a time, in one history entry. Component part.

export class Screens {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.sections = Array.from(root.querySelectorAll('[data-screen]'));
    this.steps = this.sections.filter((section) => section.dataset.step).map((section) => section.dataset.screen);
    this.seen = [];
    this.now = 'start';
    this.showProgress(this.section('start'));
  }

  /** The extra screens, between the steps and the list of answers, so that the list has them in their order.
   * @param {HTMLElement[]} sections */
  add(sections) {
    for (const section of sections) section.hidden = true;
    this.section('check').before(...sections);
    this.sections.push(...sections);
  }

  section(id) {
    return this.sections.find((section) => section.dataset.screen === id);
  }

  /** No history entry: the browser's Back leaves the form, and nothing of it stays in the list of pages.
   * @param {string} id @param {{isBack?: boolean}} [how] */
  show(id, { isBack = false } = {}) {
    const shown = this.section(id);
    if (!shown) return;
    if (!isBack && id !== this.now) this.seen.push(this.now);
    this.now = id;
    for (const section of this.sections) section.hidden = section !== shown;
    this.showProgress(shown);
    window.scrollTo(0, 0);
    // The heading, so that a screen reader begins there and the next Tab goes to the first answer.
    shown.querySelector('h2').focus({ preventScroll: true });
  }

  /** @param {boolean} isDanger whether the screen with the emergency number comes next */
  next(isDanger) {
    const at = this.steps.indexOf(this.now);
    const toCheck = this.now !== 'danger' && this.seen.includes('check');
    const following = this.steps[at + 1] === 'danger-now' && !isDanger ? this.steps[at + 2] : this.steps[at + 1];
    this.show(toCheck || (this.seen.includes('check') && following !== 'danger-now') ? 'check' : following);
  }

  back() {
    if (this.seen.length) this.show(this.seen.pop(), { isBack: true });
  }

  /** Back to the first one, as if just opened. */
  reset() {
    this.seen = [];
    this.show('start', { isBack: true });
  }

  /** The spot fills by area, so that half of the way looks like half. */
  showProgress(section) {
    const all = Math.max(...this.sections.map((one) => Number(one.dataset.step || 0)));
    const isAfter = ['ask', 'sent', 'dropped', 'note'].includes(section.dataset.screen);
    const step = Number(section.dataset.step || 0) || (section.dataset.extra === undefined ? 0 : all);
    const line = this.root.querySelector('[data-part="step"]');
    line.hidden = isAfter || !step;
    line.querySelector('[data-slot="now"]').textContent = String(step);
    line.querySelector('[data-slot="all"]').textContent = String(all);
    const share = isAfter ? 1 : step / (all + 1);
    this.root.querySelector('[data-part="spot"]').setAttribute('r', String(Math.round(28 * Math.sqrt(share))));
  }
}
