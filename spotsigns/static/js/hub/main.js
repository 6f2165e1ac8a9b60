// Attaches the hub's component to each [data-module] of the page. Component registry.
import { attachTo } from '../web/attach.js';

const FILES = { 'log-in': './log-in.js', join: './join.js', desk: './desk.js' };

async function attach(root) {
  const file = FILES[root.dataset.module];
  attachTo(root, file ? Object.values(await import(file)) : null);
}

for (const root of document.querySelectorAll('[data-module]')) attach(root).catch(() => attachTo(root, null));
