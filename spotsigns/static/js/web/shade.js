// The privacy shade: one tap covers the words, another brings them back. On private pages it falls when the page is out of sight. Component.

export class Shade {
  static moduleName = 'shade';

  /** @param {HTMLButtonElement} root with data-show: what the cover says */
  constructor(root) {
    this.root = root;
    this.cover = document.createElement('button');
    this.cover.type = 'button';
    this.cover.className = 'shade-cover';
    this.cover.textContent = root.dataset.show;
    this.cover.hidden = true;
    document.body.append(this.cover);
    root.hidden = false;
    root.addEventListener('click', () => this.fall());
    this.cover.addEventListener('click', () => this.rise());
    document.addEventListener('visibilitychange', () => {
      if (document.hidden && document.body.classList.contains('private')) this.fall();
    });
  }

  fall() {
    if (!this.cover.hidden) return;
    this.focused = document.activeElement;
    // A class, not the hidden attribute: the form's own hidden parts must be as they were afterwards.
    document.body.classList.add('is-shaded');
    this.cover.hidden = false;
    this.cover.focus();
  }

  rise() {
    document.body.classList.remove('is-shaded');
    this.cover.hidden = true;
    if (this.focused && this.focused !== document.body) this.focused.focus({ preventScroll: true });
    else this.root.focus({ preventScroll: true });
  }
}
