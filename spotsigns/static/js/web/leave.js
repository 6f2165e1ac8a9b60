// "Leave now": the page is blank before anything else happens, and Back never shows an answer. Component.

const TAPS = 3;
const TAPS_MS = 1500;
const LEAVING = 'spotsigns:leave';

/** Whoever holds answers in memory drops them on this event. */
function dropAnswers() {
  document.dispatchEvent(new CustomEvent(LEAVING));
}

/** @param {string} words what stands there, and what a screen reader says */
function blankPage(words) {
  const blank = document.createElement('body');
  const line = document.createElement('h1');
  line.setAttribute('role', 'alert');
  line.textContent = words;
  blank.append(line);
  document.body.replaceWith(blank);
  document.title = words;
  // Styles, colours, icon and manifest would still show whose page it was.
  for (const one of document.head.querySelectorAll('link, style, script, meta[name="theme-color"]')) one.remove();
}

export class Leave {
  static moduleName = 'leave';

  /** @param {HTMLAnchorElement} root with data-leave (where to), data-loading and data-gone (the words) */
  constructor(root) {
    this.to = root.dataset.leave;
    this.words = { loading: root.dataset.loading, gone: root.dataset.gone };
    this.hasLeft = false;
    this.taps = [];
    root.addEventListener('click', (event) => {
      event.preventDefault();
      this.leave();
    });
    document.addEventListener('keydown', (event) => this.countTap(event));
    window.addEventListener('pagehide', () => this.coverPrivate());
    window.addEventListener('pageshow', (event) => this.comeBack(event));
  }

  leave() {
    if (this.hasLeft) return;
    this.hasLeft = true;
    const isInside = navigator.onLine === false || navigator.standalone === true || matchMedia('(display-mode: standalone)').matches;
    blankPage(isInside ? this.words.gone : this.words.loading);
    dropAnswers();
    if (!isInside) location.replace(this.to);
    // Without a worker to answer it, /leave would be an error page with our name on it.
    else if (navigator.serviceWorker && navigator.serviceWorker.controller) location.replace('/leave');
    else history.replaceState(null, '', '/leave');
  }

  countTap(event) {
    if (event.key !== 'Shift' || event.repeat) {
      // A capital letter is Shift and another key: no tap.
      if (event.key !== 'Shift') this.taps = [];
      return;
    }
    this.taps = [...this.taps, event.timeStamp].slice(-TAPS);
    if (this.taps.length === TAPS && event.timeStamp - this.taps[0] <= TAPS_MS) this.leave();
  }

  /** So that not one frame of a page with answers is painted when Back brings it out of memory. */
  coverPrivate() {
    if (document.body.classList.contains('private')) document.body.hidden = true;
  }

  comeBack(event) {
    if (!event.persisted) return;
    // It is blank already. To ask for anything may end, without signal, in an error page with our name on it.
    if (this.hasLeft) blankPage(this.words.gone);
    else if (document.body.classList.contains('private')) {
      dropAnswers();
      location.reload();
    }
  }
}
