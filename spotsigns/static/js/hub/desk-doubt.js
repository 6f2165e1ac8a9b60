// What the desk says while its keys are in doubt: nothing is locked then, and why. Component part.

/** From now on the warning stands whenever there is reason for it, and whoever tries to write is told the same.
 * @param {HTMLElement} warning hidden, with an element for each `data-doubt` @param {import('./opener.js').Opener} opener @param {Function} say */
export function showDoubt(warning, opener, say) {
  opener.onDoubt = (why) => {
    warning.hidden = why === '';
    for (const one of warning.querySelectorAll('[data-doubt]')) one.hidden = one.dataset.doubt !== why;
    return why ? say('not-locked') : '';
  };
  opener.onDoubt(opener.doubt);
}
