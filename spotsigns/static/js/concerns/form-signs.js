// The signs to tap: this reader's first, more on request. Component part.
import { fetchParts } from './form-pages.js';

export class SignTiles {
  /** @param {HTMLElement} root @param {string[]} paths of the pages with all signs @param {string} reader whose signs come first; may be empty */
  constructor(root, paths, reader) {
    this.root = root;
    this.most = Number(root.dataset.tiles);
    this.tiles = root.querySelector('[data-question="signs"] .tiles');
    this.name = this.tiles.querySelector('input').name;
    this.list = root.querySelector('[data-part="more-list"]');
    this.button = root.querySelector('[data-part="more-signs"]');
    this.button.addEventListener('click', () => this.toggleMore());
    root.addEventListener('change', (event) => this.keepTogether(event.target));
    this.loading = this.load(paths, reader);
  }

  async load(paths, reader) {
    const { parts, isWhole } = await fetchParts(paths, '[data-of]');
    // Topics before readers, but this reader before all.
    const own = parts.find((group) => group.dataset.of === reader);
    const groups = parts.filter((group) => group !== own);
    if (own) {
      this.showFirst(own);
      groups.unshift(own);
    }
    this.list.append(...groups.filter((group) => group.querySelector('input')));
    for (const input of this.tiles.querySelectorAll('input:checked')) this.keepTogether(input);
    return isWhole;
  }

  /** What was tapped meanwhile stays. @param {HTMLElement} group */
  showFirst(group) {
    const labels = Array.from(group.querySelectorAll('label')).slice(0, this.most);
    const wanted = labels.map((label) => label.querySelector('input').value);
    for (const label of Array.from(this.tiles.querySelectorAll('label')).slice(0, -1)) {
      const input = label.querySelector('input');
      if (!input.checked || wanted.includes(input.value)) label.remove();
    }
    this.tiles.prepend(...labels);
  }

  async toggleMore() {
    const isOpen = this.list.hidden;
    this.list.hidden = !isOpen;
    this.button.setAttribute('aria-expanded', String(isOpen));
    this.root.querySelector('[data-part="more-failed"]').hidden = (await this.loading) || !isOpen;
  }

  /** The same sign in two groups is one sign. */
  keepTogether(changed) {
    if (changed.name !== this.name) return;
    for (const input of this.root.querySelectorAll(`input[name="${this.name}"]`)) {
      if (input.value === changed.value) input.checked = changed.checked;
    }
  }
}
