// Attaches the hub's component to each [data-module] of the page: the module has the file's name. Component registry.
import { attachTo } from '../web/attach.js';

const FILE_NAME = /^[a-z]+(-[a-z]+)*$/;

async function attach(root) {
  const name = root.dataset.module;
  attachTo(root, FILE_NAME.test(name) ? Object.values(await import(`./${name}.js`)) : null);
}

for (const root of document.querySelectorAll('[data-module]')) attach(root).catch(() => attachTo(root, null));
