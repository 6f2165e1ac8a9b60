// Held while there are answers in the page: no update takes over meanwhile, and no other tab takes them for left behind. Edge.

/** The lock of the form that an unfinished entry belongs to. @param {string} id of the entry @returns {string} */
export const claimOf = (id) => `draft-${id}`;

export class FormLock {
  constructor() {
    /** @type {(() => void)|null} */
    this.letGo = null;
  }

  /** `form-open` is shared, because two tabs may each have a form open. @param {string} id that an unfinished entry of this form has */
  hold(id) {
    if (this.letGo || !navigator.locks) return;
    const held = new Promise((resolve) => {
      this.letGo = resolve;
    });
    navigator.locks.request('form-open', { mode: 'shared' }, () => held).catch(() => {});
    navigator.locks.request(claimOf(id), () => held).catch(() => {});
  }

  release() {
    if (this.letGo) this.letGo();
    this.letGo = null;
  }
}
