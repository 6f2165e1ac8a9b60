// Being told that there is something new: off until somebody asks for it on a phone that nobody else looks at. Component.
import { fromBase64url } from '../sealing/bytes.js';

const ADDRESS = '/api/push/subscriptions';
// Which of the two this phone asked for; the browser itself knows only that it asked.
const SHELF = 'spotsigns-wakes';

const canBeWoken = () => Boolean(navigator.serviceWorker && globalThis.PushManager && globalThis.Notification);

async function send(method, body) {
  const how = { method, credentials: 'omit', redirect: 'error', cache: 'no-store', headers: { 'Content-Type': 'application/json' } };
  const response = await fetch(ADDRESS, { ...how, body: JSON.stringify(body) });
  if (!response.ok) throw new Error('This was not taken.');
}

/** @returns {Promise<string>} '' without signal, and where nobody is woken */
async function askKey() {
  try {
    const response = await fetch('/api/push/key', { credentials: 'omit', redirect: 'error', cache: 'no-store' });
    return response.status === 200 ? String((await response.json()).key) : '';
  } catch (noSignal) {
    return '';
  }
}

export class PushChoices {
  static get moduleName() {
    return 'push';
  }

  /** @param {HTMLElement} root hidden until this phone can be woken */
  constructor(root) {
    this.root = root;
    this.boxes = Array.from(root.querySelectorAll('[data-kind]'));
    for (const box of this.boxes) box.addEventListener('change', () => this.change(box));
    root.addEventListener('click', (event) => {
      const button = event.target.closest('[data-shared]');
      if (button) this.weigh(button.dataset.shared);
    });
    document.addEventListener('spotsigns:kept', () => this.look());
    // This phone is being cleared: what was asked for goes with it.
    document.addEventListener('spotsigns:clear', () => (root.hidden = true));
    this.look();
  }

  part(name) {
    return this.root.querySelector(`[data-part="${name}"]`);
  }

  get kinds() {
    try {
      return (globalThis.localStorage.getItem(SHELF) || '').split(' ').filter(Boolean);
    } catch (noStorage) {
      return [];
    }
  }

  set kinds(kinds) {
    if (kinds.length) globalThis.localStorage.setItem(SHELF, kinds.join(' '));
    else globalThis.localStorage.removeItem(SHELF);
  }

  async look() {
    if (!canBeWoken() || !this.root.hidden) return;
    this.registration = await navigator.serviceWorker.getRegistration('/');
    if (!this.registration) return;
    const subscription = await this.registration.pushManager.getSubscription();
    this.key = await askKey();
    if (!this.key && !subscription) return;
    const kinds = subscription ? this.kinds : [];
    for (const box of this.boxes) box.checked = kinds.includes(box.dataset.kind);
    this.part('choices').hidden = kinds.length === 0;
    this.root.hidden = false;
  }

  /** Not sure counts as yes. @param {string} shared */
  weigh(shared) {
    this.part('better-not').hidden = shared === 'no';
    this.part('choices').hidden = shared !== 'no' && this.boxes.every((box) => !box.checked);
  }

  /** One thing after the other: two ticks at once would ask the browser twice. */
  async change(box) {
    for (const one of this.boxes) one.disabled = true;
    for (const name of ['refused', 'failed']) this.part(name).hidden = true;
    try {
      if (box.checked) await this.turnOn(box.dataset.kind);
      else await this.turnOff(box.dataset.kind);
    } catch (problem) {
      box.checked = !box.checked;
      this.part(Notification.permission === 'denied' ? 'refused' : 'failed').hidden = false;
    }
    for (const one of this.boxes) one.disabled = false;
    box.focus();
  }

  async turnOn(kind) {
    const { pushManager } = this.registration;
    const had = await pushManager.getSubscription();
    const subscription = had || (await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: fromBase64url(this.key) }));
    try {
      const { endpoint, keys } = subscription.toJSON();
      await send('POST', { endpoint, p256dh: keys.p256dh, auth: keys.auth, kind });
      this.kinds = [...this.kinds.filter((one) => one !== kind), kind];
    } catch (notTaken) {
      if (!had) await subscription.unsubscribe();
      throw notTaken;
    }
  }

  async turnOff(kind) {
    const subscription = await this.registration.pushManager.getSubscription();
    const left = this.kinds.filter((one) => one !== kind);
    // The browser's own end first where it is the last: without signal too, nothing comes any more.
    if (subscription && left.length === 0) await subscription.unsubscribe();
    this.kinds = left;
    if (subscription) await send('DELETE', { endpoint: subscription.endpoint, kind }).catch((noSignal) => left.length && this.keep(kind, noSignal));
  }

  keep(kind, problem) {
    this.kinds = [...this.kinds, kind];
    throw problem;
  }
}
