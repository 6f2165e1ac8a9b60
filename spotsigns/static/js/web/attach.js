// One component on one root element. Pure but for the root it is given.

/** A component that fails must not take the others with it: the page works without each of them.
 * @param {HTMLElement} root @param {*[]|null} candidates exports of its module; null when it did not arrive */
export function attachTo(root, candidates) {
  try {
    const Component = (candidates || []).find((one) => typeof one === 'function' && one.moduleName === root.dataset.module);
    root.dataset.attached = Component && new Component(root) ? 'yes' : 'no';
  } catch (problem) {
    root.dataset.attached = 'no';
  }
}
