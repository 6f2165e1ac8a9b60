// The quiet name and icon: one switch for whoever does not want the app's own name on this phone. Component.

const SHELF = 'spotsigns-quiet';

function isQuiet() {
  try {
    return globalThis.localStorage.getItem(SHELF) === 'yes';
  } catch (noStorage) {
    return false;
  }
}

/** At the start of every page: what the browser would put on the home screen and on the tab. */
export function applyQuietName() {
  const [from, to] = isQuiet() ? ['app.svg', 'quiet.svg'] : ['quiet.svg', 'app.svg'];
  const [was, now] = isQuiet() ? ['/manifest.', '/quiet.'] : ['/quiet.', '/manifest.'];
  for (const link of document.head.querySelectorAll('link[rel=icon]')) link.setAttribute('href', link.getAttribute('href').replace(from, to));
  for (const link of document.head.querySelectorAll('link[rel=manifest]')) link.setAttribute('href', link.getAttribute('href').replace(was, now));
}

export class QuietName {
  static moduleName = 'quiet-name';

  /** @param {HTMLInputElement} root a check box */
  constructor(root) {
    root.checked = isQuiet();
    root.disabled = false;
    root.addEventListener('change', () => {
      try {
        if (root.checked) globalThis.localStorage.setItem(SHELF, 'yes');
        else globalThis.localStorage.removeItem(SHELF);
      } catch (noStorage) {
        root.checked = false;
      }
      applyQuietName();
    });
  }
}
