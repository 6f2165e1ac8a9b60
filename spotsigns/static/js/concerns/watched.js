// Says that messages are not being read now, when the server says so; without an answer nothing is claimed. Component.
import { askServer, jsonOf } from './ask.js';

const HEALTH_MS = 4000;

export class Watched {
  static get moduleName() {
    return 'watched';
  }

  /** @param {HTMLElement} root hidden words with the number to call @param {{fetch: typeof fetch}} [means] */
  constructor(root, means = { fetch: (path, how) => fetch(path, how) }) {
    this.root = root;
    this.asked = this.ask(means);
  }

  async ask(means) {
    const health = jsonOf(await askServer(means, '/healthz', { method: 'GET' }, HEALTH_MS));
    this.root.hidden = !health || health.watched !== false;
  }
}
