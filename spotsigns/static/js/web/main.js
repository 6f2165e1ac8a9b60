// Attaches a component to each [data-module] of the page, then starts delivery and keeping. Component registry.
import { attachTo } from './attach.js';
import { Leave } from './leave.js';
import { Shade } from './shade.js';

// By data-module: where its class is. The two at hand must work before anything else has arrived.
const AT_HAND = { leave: Leave, shade: Shade };
const FILES = {
  mark: '../concerns/mark.js',
  form: '../concerns/form.js',
  practice: '../concerns/practice.js',
  answers: '../concerns/answers.js',
  watched: '../concerns/watched.js',
  phone: '../offline/phone.js',
  'clear-phone': '../offline/clear-phone.js',
  'kept-date': '../offline/kept-date.js',
  push: '../push/choices.js',
  'quiet-name': '../offline/quiet-name.js',
};

async function attach(root) {
  const name = root.dataset.module;
  const found = AT_HAND[name] ? Object.values(AT_HAND) : FILES[name] ? Object.values(await import(FILES[name])) : [];
  attachTo(root, found);
}

/** Called once, by start.js. */
export async function startPage() {
  const attaching = Array.from(document.querySelectorAll('[data-module]'), (root) => attach(root).catch(() => attachTo(root, null)));
  // Each by itself: a file that does not arrive must not hold up what waits to be sent.
  const starting = [
    import('../offline/delivery.js').then(({ startDelivery }) => startDelivery()),
    import('../offline/quiet-name.js').then(({ applyQuietName }) => applyQuietName()),
    import('./fonts.js').then(({ offerFont }) => offerFont()),
    import('../offline/keep.js').then(({ startKeeping }) => startKeeping()),
  ];
  await Promise.all([...attaching, ...starting.map((work) => work.catch(() => {}))]);
}
