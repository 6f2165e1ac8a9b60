// Held while there are answers in the page: no update takes over meanwhile. Edge.

export class FormLock {
  constructor() {
    /** @type {(() => void)|null} */
    this.letGo = null;
  }

  /** Shared, because two tabs may each have a form open. */
  hold() {
    if (this.letGo || !navigator.locks) return;
    const held = new Promise((resolve) => {
      this.letGo = resolve;
    });
    navigator.locks.request('form-open', { mode: 'shared' }, () => held).catch(() => {});
  }

  release() {
    if (this.letGo) this.letGo();
    this.letGo = null;
  }
}
