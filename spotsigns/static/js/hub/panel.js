// One question at a time: what is about to happen, and the passphrase once more. Component.
import { HubRefusal } from './ask-hub.js';
import { wordsFor } from './log-in.js';
import { prove } from './sure.js';

/** @typedef {{which: string, fill?: Object<string, string|Node>, prepare?: (form: HTMLFormElement) => void, act?: (given: {auth: string, stretched: Uint8Array|null, form: HTMLFormElement}) => Promise<Shown|void>}} Shown
 *  `which` names a <template data-panel>; without `act` its button only closes */

export class Panel {
  /** @param {HTMLElement} root hidden until opened @param {{name: string, words: DOMStringMap, say: Function, heed: (problem: *) => void, onClose: () => void}} means name of the person at the screen */
  constructor(root, means) {
    this.root = root;
    this.means = means;
  }

  /** @param {Shown} shown */
  show({ which, fill = {}, prepare, act }) {
    if (this.root.hidden) this.from = document.activeElement;
    const form = document.querySelector(`template[data-panel="${which}"]`).content.firstElementChild.cloneNode(true);
    for (const [name, value] of Object.entries(fill)) form.querySelector(`[data-fill="${name}"]`).replaceChildren(value);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (act) this.run(form, act);
      else this.close();
    });
    const cancel = form.querySelector('[data-press="cancel"]');
    if (cancel) cancel.addEventListener('click', () => this.close());
    if (prepare) prepare(form);
    this.root.replaceChildren(form);
    this.root.hidden = false;
    form.querySelector('h2').focus();
    this.root.scrollIntoView({ block: 'nearest' });
  }

  /** What goes wrong is said in the panel, and what was typed stays, but for the passphrase. */
  async run(form, act) {
    const told = form.querySelector('[data-told]');
    const press = form.querySelector('[type="submit"]');
    const field = form.querySelector('[data-ask="passphrase"]');
    const { words, name, heed, say } = this.means;
    press.disabled = true;
    told.textContent = words.sayWorking;
    try {
      const proof = field ? await prove(name, field.value) : { auth: '', stretched: null };
      const next = await act({ ...proof, form });
      if (proof.stretched) proof.stretched.fill(0);
      if (next) this.show(next);
      else this.close();
    } catch (problem) {
      heed(problem);
      told.textContent = problem instanceof PanelStop ? say(problem.message) : problem instanceof HubRefusal || problem.name !== 'TypeError' ? wordsFor(problem, words) : say('failed');
      if (field) field.value = '';
      press.disabled = false;
    }
  }

  close() {
    this.root.replaceChildren();
    this.root.hidden = true;
    // The button that led here may be drawn anew: then reading goes on at the top of the page's main part.
    (this.from && this.from.isConnected ? this.from : this.root.closest('main')).focus();
    this.means.onClose();
  }
}

/** A step that cannot go on; its message names the word to show. */
export class PanelStop extends Error {}
